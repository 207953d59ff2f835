"""Where a return stands, its moves and what it announces (COMM 5.5.2)."""

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from bihuan.kernel.events import Event
from bihuan.kernel.moves import Evidence, Move, MoveTable


class ReturnRegistered(Event):
    """A return was registered; what limits a complaint has, it has too."""

    name = "return.registered"
    begins_again = "complaint.registered"


class ReturnContacted(Event):
    """The customer had a first answer."""

    name = "return.contacted"
    also = ("complaint.contacted",)


class ReturnArrived(Event):
    """The goods are here; all of them are to be inspected."""

    name = "return.arrived"


class ReturnInspected(Event):
    """All pieces are inspected: good or bad."""

    name = "return.inspected"


class ReturnDecided(Event):
    """It is decided what the customer gets."""

    name = "return.decided"
    also = ("complaint.decided",)


class ReturnReplied(Event):
    """The customer has his answer."""

    name = "return.replied"
    also = ("complaint.replied",)


class ReturnClosed(Event):
    """The customer has what was decided, and said what he thinks of it."""

    name = "return.closed"
    also = ("complaint.called_back", "complaint.closed")


class ReturnCancelled(Event):
    """The customer keeps the goods after all."""

    name = "return.cancelled"


class ReturnChanged(Event):
    """What was registered was corrected."""

    name = "return.changed"


class ReturnState(models.TextChoices):
    """Where a return stands."""

    REGISTERED = "registered", pgettext_lazy("return", "Registered")
    ARRIVED = "arrived", pgettext_lazy("return", "Arrived")
    INSPECTED = "inspected", pgettext_lazy("return", "Inspected")
    DECIDED = "decided", pgettext_lazy("return", "Decided")
    REPLIED = "replied", pgettext_lazy("return", "Customer answered")
    CLOSED = "closed", pgettext_lazy("return", "Closed")
    CANCELLED = "cancelled", pgettext_lazy("return", "Withdrawn")


S = ReturnState
OPEN_RETURNS = (S.REGISTERED, S.ARRIVED, S.INSPECTED, S.DECIDED, S.REPLIED)
AFTER_DECISION = (S.DECIDED, S.REPLIED)


def _adds_up(one: Any) -> bool:
    return one.good is not None and one.bad is not None and one.good + one.bad == one.received


ADDS_UP = Evidence("inspected", _("a result for every piece received"), _adds_up)
DECISION = Evidence("decision", _("what the customer gets"), lambda one: bool(one.decision.strip()))
REPLY = Evidence("reply", _("reply to the customer"), lambda one: bool(one.reply.strip() and one.reply_by))
REPLENISHED = Evidence("replenished", _("shipment of the replenishment"), lambda one: one.left_to_replenish == 0)
REFUNDED = Evidence("refunded", _("payment of the refund"), lambda one: not one.owes_refund)
VERDICT = Evidence("verdict", _("what the customer says"), lambda one: bool(one.verdict))
KEEP, INSPECT, SHIP = "orders.keep_return", "orders.inspect_return", "orders.ship_order"

RETURN_MOVES = MoveTable(
    ReturnState,
    (
        Move("contact", _("First answer"), (S.REGISTERED, S.ARRIVED, S.INSPECTED, S.DECIDED), "", KEEP,
             ReturnContacted),
        Move("arrive", _("Goods have arrived"), (S.REGISTERED,), S.ARRIVED, "orders.receive_return", ReturnArrived,
             is_primary=True),
        Move("inspect", _("Enter the full inspection"), (S.ARRIVED,), S.INSPECTED, INSPECT, ReturnInspected,
             evidence=(ADDS_UP,), is_primary=True),
        Move("decide", pgettext_lazy("return", "Decide"), (S.INSPECTED,), S.DECIDED, KEEP, ReturnDecided,
             evidence=(DECISION,), is_primary=True),
        Move("replenish", _("Ship the replenishment"), AFTER_DECISION, "", SHIP),
        Move("produce", _("Production notice for it"), AFTER_DECISION, "", "orders.issue_return_notice"),
        Move("refund", _("Refund paid"), AFTER_DECISION, "", "orders.pay_refund"),
        Move("reply", _("Answer the customer"), (S.DECIDED,), S.REPLIED, KEEP, ReturnReplied, evidence=(REPLY,),
             is_primary=True),
        Move("close", pgettext_lazy("return", "Close with his verdict"), (S.REPLIED,), S.CLOSED, KEEP, ReturnClosed,
             evidence=(REPLENISHED, REFUNDED, VERDICT), is_primary=True),
        Move("correct", _("Correct what was entered"), (S.REGISTERED,), "", KEEP, is_hidden=True),
        Move("cancel", _("Goods are not sent after all"), (S.REGISTERED,), S.CANCELLED, KEEP, ReturnCancelled,
             is_hidden=True),
    ),
    path=(S.REGISTERED, S.ARRIVED, S.INSPECTED, S.DECIDED, S.REPLIED, S.CLOSED),
)  # fmt: skip
