"""Going round all personal data and sealing it with the newest key.

Needs no bookkeeping: a row is done when its ciphertext names the newest key, so a run that was
killed goes on where it stopped, and two runs at once do no harm.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from django.apps import apps
from django.db import models, transaction
from django.db.models import Q

from bihuan.kernel.privacy.fields import EncryptedTextField, index_fields
from bihuan.kernel.privacy.keys import ring
from bihuan.kernel.privacy.unmasking import private_fields


@dataclass(frozen=True)
class Progress:
    """How far the rotation of one model has come."""

    label: str
    done: int
    total: int


def rotate_keys(*, batch: int = 500) -> Iterator[Progress]:
    """Seal everything with the newest key, `batch` rows a transaction, and refresh the blind indexes.

    Yields:
        A `Progress` after every batch, and one for each model that had nothing to do.

    Raises:
        UnknownKey, Tampered: a row can't be opened; the rows before it stay done.
    """
    for model in apps.get_models():
        if fields := private_fields(model):
            yield from _rotate(model, fields, batch)


def _stale(model: type[models.Model], fields: list[EncryptedTextField]) -> models.QuerySet[models.Model]:
    newest, stale = ring().newest, Q()
    for field in fields:
        stale |= ~Q(**{f"{field.name}__sealed_with": newest}) & Q(**{f"{field.name}__sealed_with": "%"})
    return model._base_manager.filter(stale).order_by("pk")


def _rotate(model: type[models.Model], fields: list[EncryptedTextField], batch: int) -> Iterator[Progress]:
    label, done = model._meta.label_lower, 0
    total = _stale(model, fields).count()
    names = [field.name for field in fields]
    columns = [*names, *index_fields(model, names)]
    last = None
    while True:
        with transaction.atomic():
            rows = _stale(model, fields).select_for_update(of=("self",))
            page = list((rows.filter(pk__gt=last) if last is not None else rows)[:batch])
            for row in page:
                for name in names:
                    setattr(row, name, getattr(row, name).reveal())
                model._base_manager.filter(pk=row.pk).update(**_columns(row, columns))
        done += len(page)
        yield Progress(label, done, total)
        if len(page) < batch:
            return
        last = page[-1].pk


def _columns(row: models.Model, names: list[str]) -> dict[str, object]:
    return {name: row._meta.get_field(name).pre_save(row, False) for name in names}  # type: ignore[union-attr]
