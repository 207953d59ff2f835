"""What lies in the store of finished goods, for whom it is reserved, and what an order lacks."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.db.models import F, Sum

from bihuan.orders.models import GoodsReturn, GoodsStock, NoticeLine, Order, Reservation
from bihuan.orders.rules import left, missing, needed
from bihuan.orders.states.orders import OrderState
from bihuan.orders.states.papers import NoticeState
from bihuan.orders.states.returns import AFTER_DECISION
from bihuan.products.models import ProductModel

SHIPS = (OrderState.PRODUCING, OrderState.TO_SHIP)


def in_stock(models: Iterable[int]) -> dict[int, int]:
    """Return how many pieces of each of these models there are, by the model's key."""
    rows = GoodsStock.objects.filter(model__in=list(models)).order_by()
    return dict(rows.values_list("model_id", "quantity"))


def at_hand(holder: Any, models: Iterable[int]) -> dict[int, int]:
    """Return how many pieces of each model an order or a return may have: those nobody else has reserved."""
    wanted = list(models)
    rows = GoodsStock.objects.filter(model__in=wanted).order_by()
    found = dict(rows.values_list("model_id", F("quantity") - F("reserved")))
    for model, count in _reserved(holder).filter(level__model__in=wanted).values_list("level__model", "quantity"):
        found[model] = found.get(model, 0) + count
    return found


def _reserved(holder: Any) -> Any:
    by = {"order": holder} if isinstance(holder, Order) else {"goods_return": holder}
    return Reservation.objects.filter(**by).order_by()


def to_be_made(holder: Any) -> dict[int, int]:
    """Return how many pieces of each model are still to be made for an order or a return."""
    by = {"notice__order": holder} if isinstance(holder, Order) else {"notice__goods_return": holder}
    rows = NoticeLine.objects.filter(notice__state=NoticeState.ISSUED, **by).order_by().values("model")
    return dict(rows.annotate(sum=Sum(F("quantity") - F("made"))).values_list("model", "sum"))


def needs(holder: Order | GoodsReturn, own: Mapping[int, int]) -> dict[int, int]:
    """Return how many pieces of each model have to be reserved for an order or a return as it stands.

    An order that is to be shipped, and a replenishment, need what is left but for what is still to be made for
    them; an order that was changed and agreed keeps what it had, one that begins anew or is over needs nothing.
    """
    if isinstance(holder, GoodsReturn):
        wanted = {holder.model_id: holder.left_to_replenish} if holder.state in AFTER_DECISION else {}
        return needed(wanted, to_be_made(holder)) if wanted else {}
    if holder.state == OrderState.AGREED:
        wanted = left(holder.figures)
        return {key: min(count, wanted[key]) for key, count in own.items() if key in wanted}
    return needed(left(holder.figures), to_be_made(holder)) if holder.state in SHIPS else {}


def lacking(order: Order) -> list[tuple[Any, int]]:
    """Return the models of which an order can't have what is still to be shipped, with how many lack."""
    wanted = left(order.figures)
    short = missing(wanted, at_hand(order, wanted))
    return with_models(short)


def with_models(counts: Mapping[int, int]) -> list[tuple[Any, int]]:
    """Return models with counts for counts by the model's key."""
    models = ProductModel.objects.in_bulk(list(counts))
    return [(models[key], count) for key, count in sorted(counts.items())]


def unmade(order: Order) -> list[tuple[Any, int]]:
    """Return the models that an order lacks and no notice under way brings, with how many."""
    coming = to_be_made(order)
    return [(model, rest) for model, count in lacking(order) if (rest := count - coming.get(model.pk, 0)) > 0]
