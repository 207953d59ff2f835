"""Orders, finished goods, production notices, shipments, changes, returns."""

from bihuan.orders.models.changes import ChangeLine, OrderChange
from bihuan.orders.models.deliveries import Delivery, DeliveryLine
from bihuan.orders.models.goods import GoodsMove, GoodsStock, Reservation
from bihuan.orders.models.notices import NoticeLine, ProductionNotice
from bihuan.orders.models.orders import SEES_ORDERS, Order, OrderLine, OrderQuestion
from bihuan.orders.models.returns import GoodsReturn

__all__ = [
    "SEES_ORDERS",
    "ChangeLine",
    "Delivery",
    "DeliveryLine",
    "GoodsMove",
    "GoodsReturn",
    "GoodsStock",
    "NoticeLine",
    "Order",
    "OrderChange",
    "OrderLine",
    "OrderQuestion",
    "ProductionNotice",
    "Reservation",
]
