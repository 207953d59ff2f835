"""What lies in the store of finished goods, and what an order lacks."""

from collections.abc import Iterable
from typing import Any

from bihuan.orders.models import GoodsStock, Order
from bihuan.orders.rules import left, missing
from bihuan.products.models import ProductModel


def in_stock(models: Iterable[int]) -> dict[int, int]:
    """Return how many pieces of each of these models there are, by the model's key."""
    rows = GoodsStock.objects.filter(model__in=list(models)).order_by()
    return dict(rows.values_list("model_id", "quantity"))


def lacking(order: Order) -> list[tuple[Any, int]]:
    """Return the models of which the stock doesn't hold what is still to be shipped, with how many lack."""
    wanted = left(order.figures)
    short = missing(wanted, in_stock(wanted))
    models = ProductModel.objects.in_bulk(list(short))
    return [(models[key], count) for key, count in sorted(short.items())]
