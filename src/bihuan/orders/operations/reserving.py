"""Finished goods reserved for an order or a return, so that no piece is promised twice (ORD-02, COMM 5.2.3.2).

The level's row is locked first, always in the order of the models: two who want the last piece queue. Whoever asks
has locked his own order or return before.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from bihuan.orders.models import GoodsReturn, GoodsStock, Order, Reservation
from bihuan.orders.queries.goods import needs
from bihuan.orders.rules import left

Holder = Order | GoodsReturn


def levels_of(models: Iterable[int]) -> dict[int, GoodsStock]:
    """Return the levels of these models, locked, always in the same order; made where nothing ever lay."""
    keys = sorted(set(models))
    for key in keys:
        GoodsStock.objects.get_or_create(model_id=key)
    rows = GoodsStock.objects.select_for_update(of=("self",)).select_related("model")
    return {row.model_id: row for row in rows.filter(model__in=keys).order_by("model_id")}


def named(holder: Holder) -> dict[str, Any]:
    """Return how a reservation names whom it is for."""
    return {"order": holder} if isinstance(holder, Order) else {"goods_return": holder}


def _own(holder: Holder) -> dict[int, int]:
    return dict(Reservation.objects.filter(**named(holder)).order_by().values_list("level__model", "quantity"))


def keep(holder: Holder, *, coming: Iterable[int] = ()) -> dict[int, int]:
    """Reserve for an order or a return what it needs out of stock, as far as there is any free; let go of the rest.

    Args:
        coming: further models whose levels the caller is about to change, locked along with the others.

    Returns:
        how many of each model it needs and doesn't get.
    """
    own = _own(holder)
    return _share(holder, own, needs(holder, own), coming)


def claim(order: Order) -> dict[int, int]:
    """Reserve all that an order has still to ship; return how many of each model the stock lacks for that."""
    return _share(order, _own(order), left(order.figures))


def _share(
    holder: Holder, own: Mapping[int, int], wanted: Mapping[int, int], coming: Iterable[int] = ()
) -> dict[int, int]:
    levels = levels_of([*own, *wanted, *coming])
    short = {}
    for key in sorted({*own, *wanted}):
        level, has, want = levels[key], own.get(key, 0), wanted.get(key, 0)
        gets = min(want, has + level.free)
        set_to(level, holder, has, gets)
        if gets < want:
            short[key] = want - gets
    return short


def set_to(level: GoodsStock, holder: Holder, has: int, gets: int) -> None:
    """Change what is reserved of a locked level for somebody."""
    if has == gets:
        return
    rows = Reservation.objects.filter(level=level, **named(holder))
    if not gets:
        rows.delete()
    elif has:
        rows.update(quantity=gets)
    else:
        Reservation.objects.create(level=level, quantity=gets, **named(holder))
    level.reserved += gets - has
    level.save(update_fields=["reserved"])


def use(level: GoodsStock, holder: Holder, count: int) -> None:
    """Take pieces that leave now off what was reserved for them, on a locked level."""
    has = _own(holder).get(level.model_id, 0)
    set_to(level, holder, has, max(has - count, 0))


def at_hand(level: GoodsStock, holder: Holder) -> int:
    """Return how many pieces of a locked level an order or a return may take: its own and the free ones."""
    return level.free + _own(holder).get(level.model_id, 0)
