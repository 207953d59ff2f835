"""Where a lead, a customer's yearly needs and a care plan stand (CSYS 3, PROP 2.2, CRM 3)."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from bihuan.kernel.events import Event
from bihuan.kernel.moves import Evidence, Move, MoveTable


class NeedsDue(Event):
    """A customer is to be asked for next year's needs."""

    name = "needs.due"


class NeedsAnswered(Event):
    """He was asked, and it is written down."""

    name = "needs.answered"


class LeadOpened(Event):
    """A need was written down, to be followed up."""

    name = "lead.opened"


class LeadFollowed(Event):
    """Somebody talked to the customer about it."""

    name = "lead.followed"


class LeadEnded(Event):
    """It was won or lost."""

    name = "lead.ended"
    outruns = ("lead.followed",)


class LeadSource(models.TextChoices):
    """How a need became known."""

    YEARLY = "yearly", _("Asked in December")
    VISIT = "visit", pgettext_lazy("lead", "Visit")
    CALL = "call", pgettext_lazy("lead", "Call")
    SERVICE = "service", _("While serving")
    OTHER = "other", pgettext_lazy("lead", "Other")


class LeadState(models.TextChoices):
    """Where a lead stands."""

    NEW = "new", pgettext_lazy("lead", "New")
    FOLLOWED = "followed", pgettext_lazy("lead", "Followed up")
    WON = "won", pgettext_lazy("lead", "Won")
    LOST = "lost", pgettext_lazy("lead", "Lost")


class NeedsState(models.TextChoices):
    """Whether a customer was asked for next year's needs."""

    DUE = "due", pgettext_lazy("needs", "To be asked")
    WANTED = "wanted", pgettext_lazy("needs", "Has needs")
    NOTHING = "nothing", pgettext_lazy("needs", "Needs nothing")


class CareState(models.TextChoices):
    """Where a care plan stands."""

    RUNNING = "running", pgettext_lazy("care", "Running")
    FINISHED = "finished", pgettext_lazy("care", "Finished")
    CANCELLED = "cancelled", pgettext_lazy("care", "Cancelled")


L, N, C = LeadState, NeedsState, CareState
OPEN_LEADS = (L.NEW, L.FOLLOWED)
FOLLOW, ASK, CARE = "customers.follow_lead", "customers.answer_needs", "customers.change_care"
_WHY = Evidence("outcome", _("how it ended"), lambda row: bool(row.outcome.strip()))
_ALL_DONE = Evidence("items", _("every item done or left out"), lambda plan: not plan.items.open().exists())

LEAD_MOVES = MoveTable(
    LeadState,
    (
        Move("follow_up", _("Note a follow-up"), (L.NEW, L.FOLLOWED), L.FOLLOWED, FOLLOW, LeadFollowed,
             is_primary=True),
        Move("win", pgettext_lazy("lead", "Won"), (L.NEW, L.FOLLOWED), L.WON, FOLLOW, LeadEnded, evidence=(_WHY,)),
        Move("lose", pgettext_lazy("lead", "Lost"), (L.NEW, L.FOLLOWED), L.LOST, FOLLOW, LeadEnded,
             evidence=(_WHY,)),
        Move("resume", pgettext_lazy("lead", "Take up again"), (L.LOST,), L.FOLLOWED, FOLLOW),
    ),
    path=(L.NEW, L.FOLLOWED, L.WON),
)  # fmt: skip

NEEDS_MOVES = MoveTable(
    NeedsState,
    (
        Move("note_needs", _("Has needs"), (N.DUE,), N.WANTED, ASK, NeedsAnswered, is_primary=True),
        Move("note_none", _("Needs nothing"), (N.DUE,), N.NOTHING, ASK, NeedsAnswered),
    ),
    path=(N.DUE, N.WANTED),
)  # fmt: skip

CARE_MOVES = MoveTable(
    CareState,
    (
        Move("finish", pgettext_lazy("care", "Finish"), (C.RUNNING,), C.FINISHED, CARE, evidence=(_ALL_DONE,),
             is_primary=True),
        Move("cancel", pgettext_lazy("care", "Cancel"), (C.RUNNING,), C.CANCELLED, CARE, is_hidden=True),
    ),
    path=(C.RUNNING, C.FINISHED),
)  # fmt: skip
