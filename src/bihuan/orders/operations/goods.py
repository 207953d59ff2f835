"""Finished goods in and out: the level's row is locked first, so that two who want the last piece queue."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from bihuan.kernel.actors import Actor, permit
from bihuan.kernel.records import OperationError
from bihuan.orders.models import GoodsMove, GoodsStock
from bihuan.orders.states.choices import GoodsMoveKind
from bihuan.products.models import ProductModel


def levels_of(models: Mapping[int, int]) -> dict[int, GoodsStock]:
    """Return the levels of these models, locked, always in the same order; made where nothing ever lay."""
    for key in sorted(models):
        GoodsStock.objects.get_or_create(model_id=key)
    rows = GoodsStock.objects.select_for_update(of=("self",)).select_related("model")
    return {row.model_id: row for row in rows.filter(model__in=models).order_by("model_id")}


def put_in(wanted: Mapping[int, int], *, kind: str, by: Actor, about: Any = None, note: str = "") -> None:
    """Take pieces into stock, by the model's key."""
    coming = {key: count for key, count in wanted.items() if count}
    levels = levels_of(coming)
    for key, count in sorted(coming.items()):
        _post(levels[key], count, kind, by=by, about=about, note=note)


def take_out(wanted: Mapping[int, int], *, by: Actor, about: Any) -> None:
    """Take pieces out to be shipped.

    Raises:
        OperationError: not enough of a model lies there; nothing is taken.
    """
    levels = levels_of(wanted)
    for key, count in sorted(wanted.items()):
        level = levels[key]
        if level.quantity < count:
            facts = {"model": level.model, "there": level.quantity, "wanted": count}
            raise OperationError(_("Of %(model)s only %(there)s are in stock, %(wanted)s are wanted.") % facts)
        _post(level, -count, GoodsMoveKind.SHIP, by=by, about=about)


@transaction.atomic
def count_goods(model: ProductModel, quantity: int, *, note: str = "", by: Actor) -> GoodsStock:
    """Enter how many good pieces of a model lie in the warehouse.

    Raises:
        OperationError: it is what the book says already.
    """
    permit(by, "orders.count_goods")
    level = levels_of({model.pk: 0})[model.pk]
    if quantity == level.quantity:
        raise OperationError(_("That is what the book says already."), field="quantity")
    _post(level, quantity - level.quantity, GoodsMoveKind.COUNT, by=by, note=note)
    return level


def _post(level: GoodsStock, quantity: int, kind: str, *, by: Actor, about: Any = None, note: str = "") -> None:
    level.quantity += quantity
    level.save(update_fields=["quantity"])
    subject = {"about_kind": about.kind(), "about_id": about.pk, "about_number": str(about)[:60]} if about else {}
    GoodsMove.objects.create(
        model_id=level.model_id, kind=kind, quantity=quantity, balance=level.quantity, note=note.strip()[:200],
        at=timezone.now(), by_id=by.pk if by.actor_kind == "staff" else None, by_name=by.display_name[:80], **subject,
    )  # fmt: skip
