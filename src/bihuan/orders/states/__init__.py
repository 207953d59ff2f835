"""States, moves, events and choices of orders and returns."""

from bihuan.orders.states.changes import CHANGE_MOVES, OPEN_CHANGES, ChangeState, Side
from bihuan.orders.states.choices import GoodsMoveKind, OrderWay, Settlement, Wish
from bihuan.orders.states.orders import BEFORE_SHIPPING, OPEN_ORDERS, ORDER_MOVES, OrderState
from bihuan.orders.states.papers import (
    DELIVERY_MOVES,
    NOTICE_MOVES,
    DeliveryState,
    NoticeState,
)
from bihuan.orders.states.returns import OPEN_RETURNS, RETURN_MOVES, ReturnState

__all__ = [
    "BEFORE_SHIPPING",
    "CHANGE_MOVES",
    "DELIVERY_MOVES",
    "NOTICE_MOVES",
    "OPEN_CHANGES",
    "OPEN_ORDERS",
    "OPEN_RETURNS",
    "ORDER_MOVES",
    "RETURN_MOVES",
    "ChangeState",
    "DeliveryState",
    "GoodsMoveKind",
    "NoticeState",
    "OrderState",
    "OrderWay",
    "ReturnState",
    "Settlement",
    "Side",
    "Wish",
]
