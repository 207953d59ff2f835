"""Destroying what a record says: when nobody has to keep it any more, or when the person asks (REG-07, CUS-01).

The row stays with number, state and times, so that registers, counts and what points at it hold. Its words, sealed
fields, files, notices and the words of its history go. The digests of the history stay, and every emptied entry bears
a mark of its own, so that `bihuan verify-history` tells an erasure from a forgery.
Why persons have no key of their own: docs/adr/0009-erased-by-overwriting.md.
"""

from dataclasses import dataclass
from typing import Any, TypeVar

from django.db import models
from django.utils import timezone

from bihuan.kernel import attachments, events, history, search
from bihuan.kernel.actors import Actor
from bihuan.kernel.outbox import Notice
from bihuan.kernel.privacy.fields import BlindIndexField, EncryptedTextField
from bihuan.kernel.records import Tracked

M = TypeVar("M", bound=models.Model)
_further: dict[str, dict[str, Any]] = {}


@dataclass(frozen=True, kw_only=True)
class ContentDestroyed(events.Event):
    """What some records of the kind of `record` said is gone; who keeps words about them elsewhere listens."""

    pks: tuple[int, ...]


def register(kind: str, **fields: Any) -> None:
    """Name what goes besides texts and sealed fields, which always go.

    Args:
        kind: e.g. "service.servicerequest".
        fields: what each further field holds afterwards: `contact_name=""`, `extra={}`.
    """
    _further[kind] = fields


def emptied(model: type[models.Model]) -> dict[str, Any]:
    """Return what a model's fields hold once a record is destroyed."""
    gone: dict[str, Any] = {}
    for field in model._meta.fields:
        if isinstance(field, EncryptedTextField | BlindIndexField):
            gone[field.name] = ""
        elif isinstance(field, models.TextField):
            gone[field.name] = None if field.null else ""
    return gone | _further.get(model._meta.label_lower, {})


def destroy(rows: "models.QuerySet[M]", *, by: Actor, why: str, verb: str = "destroy") -> list[int]:
    """Destroy what these records say, in the caller's transaction, and note it in their histories.

    Args:
        rows: records of one kind; they are locked here.
        why: what stands in the history: the disposal list, the person's wish.
        verb: the history's word for it.

    Returns:
        their keys.
    """
    model = rows.model
    kind = model._meta.label_lower
    found = list(rows.select_for_update(of=("self",)).order_by("pk"))
    pks = [row.pk for row in found]
    if not pks:
        return []
    # Not through `history.change`: what goes must not be written down once more.
    model._base_manager.filter(pk__in=pks).update(**emptied(model))
    attachments.destroy(kind, pks)
    Notice.objects.filter(kind=kind, subject_id__in=pks).delete()
    history.erase(kind, pks)
    if issubclass(model, Tracked):
        history.append_many([history.Line(kind, pk, verb, by, note=why) for pk in pks])
    search.index_many(kind, [(row.pk, getattr(row, "number", "")) for row in found])
    events.publish(ContentDestroyed(record=found[0], at=timezone.now(), by=by, pks=tuple(pks)))
    return pks
