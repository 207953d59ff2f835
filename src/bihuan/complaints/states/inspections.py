"""Where a joint inspection (会勘) stands, its moves and what it announces (FULL 6.2(2)(3), CMP-06)."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from bihuan.kernel.events import Event
from bihuan.kernel.moves import Evidence, Move, MoveTable


class InspectionCalled(Event):
    """Sales has called quality and production to the customer's."""

    name = "inspection.called"


class InspectionExcused(Event):
    """Quality can't come; the general manager is to name somebody."""

    name = "inspection.excused"


class StandInNamed(Event):
    """The general manager has named who goes in quality's place."""

    name = "inspection.stand_in"


class InspectionHeld(Event):
    """They were there; the time for the report begins."""

    name = "inspection.held"


class InspectionReported(Event):
    """The report lies before the general manager."""

    name = "inspection.reported"


class InspectionInstructed(Event):
    """The general manager has given his instruction (批示)."""

    name = "inspection.instructed"


class InspectionCancelled(Event):
    """It is not held after all."""

    name = "inspection.cancelled"


class InspectionState(models.TextChoices):
    """Where a joint inspection stands."""

    CALLED = "called", pgettext_lazy("inspection", "Called")
    EXCUSED = "excused", _("Somebody to be named")
    HELD = "held", pgettext_lazy("inspection", "Held")
    REPORTED = "reported", _("Before the general manager")
    INSTRUCTED = "instructed", _("Instruction given")
    CANCELLED = "cancelled", pgettext_lazy("inspection", "Not held")


I = InspectionState  # noqa: E741
OPEN_INSPECTIONS = (I.CALLED, I.EXCUSED, I.HELD, I.REPORTED)
HAS_SIDES = Evidence(
    "sides", _("somebody each of sales, quality and production"),
    lambda record: bool(record.sales_id and record.production_id and record.inspector_id),
)  # fmt: skip
HAS_FINDINGS = Evidence("findings", _("place and findings"), lambda record: bool(record.place and record.findings))
HAS_REPORT = Evidence("report", pgettext_lazy("evidence", "the report"), lambda record: bool(record.report))
HAS_ORDER = Evidence("instruction", _("the instruction"), lambda record: bool(record.instruction))
ORDER = "complaints.order_inspection"

INSPECTION_MOVES = MoveTable(
    InspectionState,
    (
        Move("excuse", _("Quality can't come"), (I.CALLED,), I.EXCUSED, "complaints.excuse_inspection",
             InspectionExcused),
        Move("name_stand_in", _("Name somebody for quality"), (I.EXCUSED,), I.CALLED, ORDER, StandInNamed,
             is_primary=True),
        Move("hold", _("Record what was found"), (I.CALLED,), I.HELD, "complaints.hold_inspection", InspectionHeld,
             evidence=(HAS_SIDES, HAS_FINDINGS), is_primary=True),
        Move("report", _("Report to the general manager"), (I.HELD,), I.REPORTED, "complaints.report_inspection",
             InspectionReported, evidence=(HAS_REPORT,), is_primary=True),
        Move("instruct", _("Give the instruction"), (I.REPORTED,), I.INSTRUCTED, ORDER, InspectionInstructed,
             evidence=(HAS_ORDER,), is_primary=True),
        Move("call_off", _("Not held"), (I.CALLED, I.EXCUSED), I.CANCELLED, "complaints.call_off_inspection",
             InspectionCancelled, is_hidden=True),
    ),
    path=(I.CALLED, I.HELD, I.REPORTED, I.INSTRUCTED),
)  # fmt: skip
