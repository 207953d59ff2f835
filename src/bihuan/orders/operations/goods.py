"""Finished goods in and out of stock; what somebody has reserved nobody else takes."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from bihuan.kernel import events, history
from bihuan.kernel.actors import Actor, permit
from bihuan.kernel.records import OperationError, locked
from bihuan.orders.models import GoodsMove, GoodsReturn, GoodsStock, Order, Reservation
from bihuan.orders.operations.reserving import Holder, at_hand, keep, levels_of, set_to, use
from bihuan.orders.states.choices import GoodsMoveKind
from bihuan.orders.states.orders import GoodsMissing
from bihuan.products.models import ProductModel


def put_in(
    wanted: Mapping[int, int], *, kind: str, by: Actor, about: Any = None, note: str = "", holder: Holder | None = None
) -> None:
    """Take pieces into stock, by the model's key; what an order or a return waits for is reserved for it at once."""
    coming = {key: count for key, count in wanted.items() if count}
    if holder is not None:
        keep(holder, coming=coming)  # locks all levels at once, in their order
    levels = levels_of(coming)
    for key, count in sorted(coming.items()):
        _post(levels[key], count, kind, by=by, about=about, note=note)
    if holder is not None:
        keep(holder)


def take_out(wanted: Mapping[int, int], *, by: Actor, about: Any, holder: Holder) -> None:
    """Take pieces out to be shipped: those reserved for the order or return first, then free ones.

    Raises:
        OperationError: not enough of a model lies there that nobody else has reserved; nothing is taken.
    """
    levels = levels_of(wanted)
    for key, count in sorted(wanted.items()):
        level = levels[key]
        if (there := at_hand(level, holder)) < count:
            facts = {"model": level.model, "there": there, "wanted": count, "others": level.quantity - there}
            words = _("Of %(model)s only %(there)s are in stock, %(wanted)s are wanted.")
            if facts["others"]:
                words = _(
                    "Of %(model)s only %(there)s are free, %(wanted)s are wanted; %(others)s are reserved for others."
                )
            raise OperationError(words % facts)
        use(level, holder, count)
        _post(level, -count, GoodsMoveKind.SHIP, by=by, about=about)


@transaction.atomic
def count_goods(model: ProductModel, quantity: int, *, note: str = "", by: Actor) -> GoodsStock:
    """Enter how many good pieces of a model lie in the warehouse.

    Where fewer lie there than are reserved, the latest reservations lose what is missing; whoever handles those
    orders and returns is told.

    Raises:
        OperationError: it is what the book says already.
    """
    permit(by, "orders.count_goods")
    holders = _lock_holders(model) if quantity >= 0 else []
    level = levels_of([model.pk])[model.pk]
    if quantity == level.quantity:
        raise OperationError(_("That is what the book says already."), field="quantity")
    lost = _cut(level, quantity, holders)
    _post(level, quantity - level.quantity, GoodsMoveKind.COUNT, by=by, note=note)
    for holder, count in lost:
        words = f"{level.model} × {count}"
        history.append(holder, "goods_missing", by=by, note=words)
        events.publish(GoodsMissing(record=holder, at=timezone.now(), by=by, words=words))
    return level


def _lock_holders(model: ProductModel) -> list[Holder]:
    """Lock those for whom pieces are reserved, before the level as everybody does; the latest come first."""
    rows = Reservation.objects.filter(level__model=model)
    orders = sorted(key for key in rows.values_list("order", flat=True) if key)
    returns = sorted(key for key in rows.values_list("goods_return", flat=True) if key)
    found: list[Holder] = [locked(Order, key) for key in orders]
    return found + [locked(GoodsReturn, key) for key in returns]


def _cut(level: GoodsStock, quantity: int, holders: Sequence[Holder]) -> list[tuple[Holder, int]]:
    """Take what is missing off the latest reservations of a locked level."""
    missing, lost = level.reserved - quantity, []
    known: dict[Any, Holder] = {(type(one), one.pk): one for one in holders}
    for row in level.reservations.order_by("-pk") if missing > 0 else ():
        holder = known.get((Order, row.order_id) if row.order_id else (GoodsReturn, row.goods_return_id))
        if holder is None:
            raise OperationError(_("Pieces of it are being reserved right now: count again."), field="quantity")
        less = min(missing, row.quantity)
        set_to(level, holder, row.quantity, row.quantity - less)
        lost.append((holder, less))
        missing -= less
        if not missing:
            break
    return lost


def _post(level: GoodsStock, quantity: int, kind: str, *, by: Actor, about: Any = None, note: str = "") -> None:
    level.quantity += quantity
    level.save(update_fields=["quantity"])
    subject = {"about_kind": about.kind(), "about_id": about.pk, "about_number": str(about)[:60]} if about else {}
    GoodsMove.objects.create(
        model_id=level.model_id, kind=kind, quantity=quantity, balance=level.quantity, note=note.strip()[:200],
        at=timezone.now(), by_id=by.pk if by.actor_kind == "staff" else None, by_name=by.display_name[:80], **subject,
    )  # fmt: skip
