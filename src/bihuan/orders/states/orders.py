"""Where an order stands, its moves and what it announces (COMM 5.1-5.3)."""

from dataclasses import dataclass

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from bihuan.kernel.events import Event
from bihuan.kernel.moves import Evidence, Move, MoveTable


class OrderRegistered(Event):
    """An order was entered in the record of orders."""

    name = "sale.registered"


class OrderUnclear(Event):
    """Something has to be settled with the customer first."""

    name = "sale.asked"


class OrderClarified(Event):
    """The customer has answered; nothing is unclear any more."""

    name = "sale.clarified"


class OrderSentRound(Event):
    """The review form goes to the departments."""

    name = "sale.sent_round"


class OrderAgreed(Event):
    """Every department says that it can be met."""

    name = "sale.agreed"


class OrderRefused(Event):
    """A department says that it can't be met; it is negotiated with the customer."""

    name = "sale.refused"


class OrderReleased(Event):
    """The goods are there: it may be shipped."""

    name = "sale.released"


class ProductionOrdered(Event):
    """A production notice was issued."""

    name = "sale.produced"


class OrderAnswered(Event):
    """The customer knows when he gets his goods."""

    name = "sale.answered"


class OrderShipped(Event):
    """All that was ordered has been shipped."""

    name = "sale.shipped"


class OrderClosed(Event):
    """The customer has everything."""

    name = "sale.closed"


class OrderCancelled(Event):
    """The order was cancelled."""

    name = "sale.cancelled"


class OrderReviewAnew(Event):
    """Something changed: what was reviewed is reviewed again."""

    name = "sale.reviewed_anew"


@dataclass(frozen=True, kw_only=True)
class GoodsMissing(Event):
    """Fewer goods were counted than are reserved: an order or a return can't have what was promised."""

    name = "goods.missing"
    words: str


class OrderState(models.TextChoices):
    """Where an order stands."""

    REGISTERED = "registered", pgettext_lazy("order", "Registered")
    UNCLEAR = "unclear", _("To be clarified")
    REVIEW = "review", pgettext_lazy("order", "Under review")
    NEGOTIATING = "negotiating", pgettext_lazy("order", "Negotiating")
    AGREED = "agreed", _("Can be met")
    PRODUCING = "producing", pgettext_lazy("order", "In production")
    TO_SHIP = "to_ship", _("To be shipped")
    SHIPPED = "shipped", pgettext_lazy("order", "All shipped")
    CLOSED = "closed", pgettext_lazy("order", "Closed")
    CANCELLED = "cancelled", pgettext_lazy("order", "Cancelled")


S = OrderState
BEFORE_SHIPPING = (S.REGISTERED, S.UNCLEAR, S.REVIEW, S.NEGOTIATING, S.AGREED, S.PRODUCING, S.TO_SHIP)
OPEN_ORDERS = (*BEFORE_SHIPPING, S.SHIPPED)
RUNNING = (S.REVIEW, S.NEGOTIATING, S.AGREED, S.PRODUCING, S.TO_SHIP)

CHECKED = Evidence("requirements", _("every requirement of the checklist looked at"), lambda order: order.is_checked)
CLEAR = Evidence("questions", _("answers to all open questions"), lambda order: not order.has_open_questions)
ORIGINAL = Evidence("original", _("the customer's letter or fax"), lambda order: order.has_original)
ALL_OUT = Evidence("shipped", _("shipment of every piece"), lambda order: order.is_all_shipped)
RECEIVED = Evidence("received", _("the customer's receipt of every shipment"), lambda order: order.is_all_received)
CHANGES = Evidence("changes", _("an end to the change under way"), lambda order: not order.has_open_change)
KEEP, MAKE, SHIP = "orders.keep_order", "orders.issue_notice", "orders.ship_order"

ORDER_MOVES = MoveTable(
    OrderState,
    (
        Move("identify", _("Look at the requirements"), (S.REGISTERED, S.UNCLEAR, S.NEGOTIATING), "", KEEP),
        Move("ask", _("Something is unclear"), (S.REGISTERED, S.UNCLEAR), S.UNCLEAR, KEEP, OrderUnclear),
        Move("settle_question", _("Customer's answer"), (S.UNCLEAR,), "", KEEP, is_internal=True),
        Move("clarify", _("Everything is clear"), (S.UNCLEAR,), S.REGISTERED, KEEP, OrderClarified,
             evidence=(CLEAR,), is_primary=True),
        Move("release", _("Ship from stock"), (S.REGISTERED, S.AGREED), S.TO_SHIP, KEEP, OrderReleased,
             evidence=(CHECKED, CLEAR, ORIGINAL, CHANGES), is_primary=True),
        Move("send_round", _("Send round for review"), (S.REGISTERED, S.NEGOTIATING, S.TO_SHIP), S.REVIEW, KEEP,
             OrderSentRound, evidence=(CHECKED, CLEAR, ORIGINAL, CHANGES)),
        Move("agree", _("Every department can meet it"), (S.REVIEW,), S.AGREED, KEEP, OrderAgreed, is_internal=True),
        Move("turn_down", _("Can't be met"), (S.REVIEW,), S.NEGOTIATING, KEEP, OrderRefused, is_internal=True),
        Move("review_anew", _("Review again"), RUNNING, S.REGISTERED, KEEP, OrderReviewAnew, is_internal=True),
        Move("agree_changed", _("Agreed as changed"), (S.REGISTERED, S.NEGOTIATING, S.AGREED, S.TO_SHIP), S.AGREED,
             KEEP, OrderAgreed, is_internal=True),
        Move("produce", _("Issue the production notice"), (S.AGREED, S.PRODUCING), S.PRODUCING, MAKE,
             ProductionOrdered, evidence=(CHANGES,), is_primary=True),
        Move("renew_notice", _("New production notice"), (S.PRODUCING, S.TO_SHIP), S.PRODUCING, MAKE,
             ProductionOrdered, is_internal=True),
        Move("answer", _("Answer the delivery date"), (S.AGREED, S.PRODUCING, S.TO_SHIP), "", KEEP, OrderAnswered),
        Move("goods_ready", _("Goods are ready"), (S.PRODUCING,), S.TO_SHIP, KEEP, OrderReleased, is_internal=True),
        Move("ship", pgettext_lazy("order", "Ship"), (S.PRODUCING, S.TO_SHIP), "", SHIP, is_primary=True),
        Move("all_shipped", pgettext_lazy("order", "All shipped"), (S.AGREED, S.PRODUCING, S.TO_SHIP), S.SHIPPED, SHIP,
             OrderShipped, evidence=(ALL_OUT,), is_internal=True),
        Move("ask_change", _("Change the order"), RUNNING, "", KEEP, is_hidden=True),
        Move("close", pgettext_lazy("order", "Close"), (S.SHIPPED,), S.CLOSED, KEEP, OrderClosed,
             evidence=(RECEIVED, CHANGES), is_primary=True),
        Move("correct", _("Correct what was entered"), (S.REGISTERED, S.UNCLEAR), "", KEEP, evidence=(CHANGES,),
             is_hidden=True),
        Move("cancel", _("Cancel the order"), BEFORE_SHIPPING, S.CANCELLED, KEEP, OrderCancelled, is_hidden=True),
    ),
    path=(S.REGISTERED, S.REVIEW, S.AGREED, S.PRODUCING, S.TO_SHIP, S.SHIPPED, S.CLOSED),
)  # fmt: skip
