"""Where visit plans, visits and their reports stand (CSM, CUS-04)."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from bihuan.kernel.events import Event
from bihuan.kernel.moves import Evidence, Move, MoveTable


class Period(models.TextChoices):
    """How long a plan reaches."""

    YEAR = "year", pgettext_lazy("plan", "Year")
    QUARTER = "quarter", pgettext_lazy("plan", "Quarter")
    MONTH = "month", pgettext_lazy("plan", "Month")


class PlanState(models.TextChoices):
    """Where a visit plan stands."""

    DRAFT = "draft", pgettext_lazy("visit plan", "Being drawn up")
    SUBMITTED = "submitted", pgettext_lazy("visit plan", "Waits for approval")
    APPROVED = "approved", pgettext_lazy("visit plan", "Approved")
    CANCELLED = "cancelled", pgettext_lazy("visit plan", "Dropped")


class VisitState(models.TextChoices):
    """Where a visit stands."""

    PLANNED = "planned", pgettext_lazy("visit", "Planned")
    DONE = "done", pgettext_lazy("visit", "Visited")
    CANCELLED = "cancelled", pgettext_lazy("visit", "Dropped")


class DayState(models.TextChoices):
    """Where a day's report stands."""

    OPEN = "open", pgettext_lazy("visit day", "To be handed in")
    SUBMITTED = "submitted", pgettext_lazy("visit day", "Handed in")
    READ = "read", pgettext_lazy("visit day", "Read")


class UrgentState(models.TextChoices):
    """Where an urgent report stands."""

    SENT = "sent", pgettext_lazy("urgent report", "Reported")
    INSTRUCTED = "instructed", pgettext_lazy("urgent report", "Instructed")
    CLOSED = "closed", pgettext_lazy("urgent report", "Dealt with")


class MonthState(models.TextChoices):
    """Where a month's report stands."""

    DRAWN_UP = "drawn_up", pgettext_lazy("visit month", "Drawn up")
    SUBMITTED = "submitted", pgettext_lazy("visit month", "Submitted")


class VisitDone(Event):
    """A customer was visited; higher apps may make something of what he said."""

    name = "visit.done"


class VisitPlanApproved(Event):
    """A plan stands; its visits are there."""


class VisitDaySubmitted(Event):
    """The visitor has handed in his day."""

    name = "visit_day.submitted"


class VisitUrgent(Event):
    """Something that the unit can't see to itself was met on a visit."""

    name = "visit.urgent"


class VisitUrgentInstructed(Event):
    """A superior has said what is to be done about it."""


class VisitMonthSubmitted(Event):
    """The unit's head has signed the month's report."""

    name = "visit_month.submitted"


P, V, D, U, M = PlanState, VisitState, DayState, UrgentState, MonthState
PLAN, VISIT, LEAD = "customers.plan_visits", "customers.do_visit", "customers.lead_visits"

PLANNED_FOR = Evidence("lines", _("customers to visit"), lambda row: row.lines.exists())
WITH_TECHNICIANS = Evidence("technicians", _("the region's technicians, as the clause has them"),
                            lambda row: row.has_its_technicians)  # fmt: skip
SAID = Evidence("findings", _("what came of the visit"), lambda row: bool(row.effect.strip()))
MET = Evidence("met", _("whom one met"), lambda row: bool(row.met_who.strip()))
INSTRUCTED = Evidence("instruction", _("the instruction"), lambda row: bool(row.instruction.strip()))
HANDLED = Evidence("handling", _("how it was dealt with"), lambda row: bool(row.handling.strip()))

PLAN_MOVES = MoveTable(
    PlanState,
    (
        Move("submit", _("Submit for approval"), (P.DRAFT,), P.SUBMITTED, PLAN,
             evidence=(PLANNED_FOR, WITH_TECHNICIANS), is_primary=True),
        Move("approve", _("Approve"), (P.SUBMITTED,), P.APPROVED, "customers.approve_plan", VisitPlanApproved,
             is_primary=True),
        Move("turn_down", _("Turn down"), (P.SUBMITTED,), P.DRAFT, "customers.approve_plan"),
        Move("drop", _("Drop"), (P.DRAFT,), P.CANCELLED, PLAN, is_hidden=True),
    ),
    path=(P.DRAFT, P.SUBMITTED, P.APPROVED),
)  # fmt: skip

VISIT_MOVES = MoveTable(
    VisitState,
    (
        Move("record", _("Write down the visit"), (V.PLANNED, V.DONE), V.DONE, VISIT, VisitDone, evidence=(MET, SAID),
             is_primary=True),
        Move("reschedule", _("Another day"), (V.PLANNED,), "", VISIT),
        Move("drop", _("Drop"), (V.PLANNED,), V.CANCELLED, LEAD, is_hidden=True),
    ),
    path=(V.PLANNED, V.DONE),
)  # fmt: skip

DAY_MOVES = MoveTable(
    DayState,
    (
        Move("submit", _("Hand in the day"), (D.OPEN,), D.SUBMITTED, "customers.hand_in_day", VisitDaySubmitted,
             is_primary=True),
        Move("read", _("Read and sign"), (D.SUBMITTED,), D.READ, LEAD, is_primary=True),
    ),
    path=(D.OPEN, D.SUBMITTED, D.READ),
)  # fmt: skip

URGENT_MOVES = MoveTable(
    UrgentState,
    (
        Move("instruct", _("Give an instruction"), (U.SENT,), U.INSTRUCTED, "customers.instruct_visits",
             VisitUrgentInstructed, evidence=(INSTRUCTED,), is_primary=True),
        Move("close", _("Dealt with"), (U.SENT, U.INSTRUCTED), U.CLOSED, "customers.close_urgent", evidence=(HANDLED,)),
    ),
    path=(U.SENT, U.INSTRUCTED, U.CLOSED),
)  # fmt: skip

MONTH_MOVES = MoveTable(
    MonthState,
    (
        Move("submit", _("Sign and submit"), (M.DRAWN_UP,), M.SUBMITTED, LEAD, VisitMonthSubmitted, is_primary=True),
        Move("write", _("Write"), (M.DRAWN_UP,), "", LEAD),
    ),
    path=(M.DRAWN_UP, M.SUBMITTED),
)  # fmt: skip
