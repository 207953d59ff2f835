"""What an exchange with a customer is about, how it stands, its moves and what it announces (ORD-04)."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from bihuan.kernel.events import Event
from bihuan.kernel.moves import Evidence, Move, MoveTable


class FollowUpWanted(Event):
    """Something agreed with a customer is still to be done; a clause may set a limit."""

    name = "exchange.follow_up"


class FollowUpHandedOn(Event):
    """Somebody else sees to it; the time goes on."""

    name = "exchange.handed_on"


class FollowUpDone(Event):
    """What was agreed is done."""

    name = "exchange.done"


class ExchangeWay(models.TextChoices):
    """How people spoke."""

    PHONE = "phone", pgettext_lazy("exchange", "Phone")
    VISIT = "visit", pgettext_lazy("exchange", "In person")
    MEETING = "meeting", pgettext_lazy("exchange", "Meeting")
    MAIL = "mail", pgettext_lazy("exchange", "E-mail")
    LETTER = "letter", pgettext_lazy("exchange", "Letter or fax")
    CHAT = "chat", pgettext_lazy("exchange", "WeCom or WeChat")


class ExchangeTopic(models.TextChoices):
    """What it was about, as the procedure names it (COMM 5.4)."""

    PRODUCT = "product", pgettext_lazy("exchange", "Product")
    INQUIRY = "inquiry", pgettext_lazy("exchange", "Inquiry")
    ORDER = "order", pgettext_lazy("exchange", "Contract or order")
    CHANGE = "change", pgettext_lazy("exchange", "Change")
    OTHER = "other", pgettext_lazy("exchange", "Other request")


class ExchangeState(models.TextChoices):
    """Whether something is still to be done."""

    NOTED = "noted", pgettext_lazy("exchange", "Noted")
    OPEN = "open", pgettext_lazy("exchange", "To be followed up")
    DONE = "done", pgettext_lazy("exchange", "Followed up")


S = ExchangeState
HAS_OUTCOME = Evidence("outcome", _("what came of it"), lambda one: bool(one.outcome.strip()))

EXCHANGE_MOVES = MoveTable(
    ExchangeState,
    (
        Move("settle", pgettext_lazy("exchange", "Followed up"), (S.OPEN,), S.DONE, "customers.settle_exchange",
             FollowUpDone, evidence=(HAS_OUTCOME,), is_primary=True),
        Move("hand_on", pgettext_lazy("exchange", "Hand on"), (S.OPEN,), "", "customers.settle_exchange",
             FollowUpHandedOn),
        Move("follow_up", pgettext_lazy("exchange", "Follow up"), (S.NOTED, S.DONE), S.OPEN, "customers.exchange",
             FollowUpWanted),
    ),
    path=(S.OPEN, S.DONE),
)  # fmt: skip
