"""Where a production notice and a shipment stand, their moves and what they announce (COMM 5.2.3, 5.3, 5.5.2.3)."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from bihuan.kernel.events import Event
from bihuan.kernel.moves import Evidence, Move, MoveTable


class NoticeIssued(Event):
    """A production notice was issued."""

    name = "production_notice.issued"


class NoticeDone(Event):
    """All that the notice names has come into stock."""

    name = "production_notice.done"


class NoticeVoided(Event):
    """The notice is void; it is shown struck out."""

    name = "production_notice.voided"


class DeliverySent(Event):
    """Goods left the warehouse."""

    name = "delivery.sent"


class DeliveryReceived(Event):
    """The customer has signed for the goods."""

    name = "delivery.received"


class NoticeState(models.TextChoices):
    """Where a production notice stands."""

    ISSUED = "issued", pgettext_lazy("notice", "In production")
    DONE = "done", pgettext_lazy("notice", "Done")
    VOID = "void", pgettext_lazy("notice", "Void")


class DeliveryState(models.TextChoices):
    """Where a shipment stands."""

    SENT = "sent", pgettext_lazy("delivery", "On its way")
    RECEIVED = "received", pgettext_lazy("delivery", "Received")


N, D = NoticeState, DeliveryState
ALL_MADE = Evidence("made", _("every piece in stock"), lambda notice: notice.is_all_made)
STOCK, ISSUE, SHIP = "orders.stock_goods", "orders.issue_notice", "orders.ship_order"

NOTICE_MOVES = MoveTable(
    NoticeState,
    (
        Move("stock_in", _("Into stock"), (N.ISSUED,), "", STOCK, is_primary=True),
        Move("finish", pgettext_lazy("notice", "Done"), (N.ISSUED,), N.DONE, STOCK, NoticeDone, evidence=(ALL_MADE,),
             is_internal=True),
        Move("void", pgettext_lazy("notice", "Void"), (N.ISSUED,), N.VOID, ISSUE, NoticeVoided, is_internal=True),
    ),
    path=(N.ISSUED, N.DONE),
)  # fmt: skip
DELIVERY_MOVES = MoveTable(
    DeliveryState,
    (
        Move("receive", _("Customer has received it"), (D.SENT,), D.RECEIVED, "orders.confirm_delivery",
             DeliveryReceived, is_primary=True),
    ),
    path=(D.SENT, D.RECEIVED),
)  # fmt: skip
