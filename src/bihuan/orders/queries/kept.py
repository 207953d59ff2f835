"""The files of orders and returns: how long each is kept, and what goes with it (REG-07)."""

from bihuan.kernel import erasure
from bihuan.regulations.queries.kept import Kept
from bihuan.regulations.queries.retention import keep

# A shipment has no day of its end but the one on which it was last touched: the customer signed for it.
FILES = (
    Kept("orders.order", forms=("order_record", "order_review"),
         parts={"orders.orderline": "order", "orders.orderquestion": "order"}, customer="customer"),
    Kept("orders.orderchange", forms=("order_change",), ended="done_at", parts={"orders.changeline": "change"},
         customer="order__customer"),
    Kept("orders.productionnotice", forms=("production_notice",), ended="done_at",
         parts={"orders.noticeline": "notice"}),
    Kept("orders.delivery", forms=("delivery_note",), ended="updated_at", customer="order__customer"),
    Kept("orders.goodsreturn", forms=("goods_return",), parts={"orders.delivery": "goods_return"},
         customer="customer"),
)  # fmt: skip


def register() -> None:
    """Name the files of this app."""
    keep(*FILES)
    erasure.register("orders.order", contact_name="", their_number="", checks={})
    erasure.register("orders.orderline", requirements="")
    erasure.register("orders.orderquestion", answered_by="")
    erasure.register("orders.orderchange", consent_by="")
    erasure.register("orders.changeline", requirements="")
    erasure.register("orders.productionnotice", void_reason="")
    erasure.register("orders.noticeline", note="")
    erasure.register("orders.delivery", receiver="", waybill="", note="")
    erasure.register("orders.goodsreturn", contact_name="", refund_proof="")
