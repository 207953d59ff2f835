"""Where a 「故障报告」 stands, its moves and what it announces (CSYS, SVC-20)."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from bihuan.kernel.events import Event
from bihuan.kernel.moves import Evidence, Move, MoveTable


class FailureReported(Event):
    """A major failure was reported."""

    name = "failure.reported"


class FailureFiled(Event):
    """The manager has put it on file."""

    name = "failure.filed"


class FailurePassedOn(Event):
    """The executives were informed."""

    name = "failure.passed"


class FailureClosed(Event):
    """The failure is dealt with."""

    name = "failure.closed"


class FailureCancelled(Event):
    """It was no major failure."""

    name = "failure.cancelled"


class FailureState(models.TextChoices):
    """Where a failure report stands."""

    REPORTED = "reported", _("To be filed by the manager")
    FILED = "filed", pgettext_lazy("failure", "Filed")
    TRACKED = "tracked", _("Executives informed, being tracked")
    CLOSED = "closed", pgettext_lazy("failure", "Dealt with")
    CANCELLED = "cancelled", pgettext_lazy("failure", "Not major")


class FailureRole(models.TextChoices):
    """Why somebody is told of a failure."""

    SALESMAN = "salesman", _("Signed the contract")
    MANAGER = "manager", _("Manager in charge")
    EXECUTIVE = "executive", _("Executive")


F = FailureState
OPEN_FAILURES = (F.REPORTED, F.FILED, F.TRACKED)
HAS_OUTCOME = Evidence("outcome", _("how it was dealt with"), lambda report: bool(report.outcome.strip()))
FAILURE_MOVES = MoveTable(
    FailureState,
    (
        Move("file", _("Put on file"), (F.REPORTED,), F.FILED, "service.track_failure", FailureFiled, is_primary=True),
        Move("inform", _("Inform the executives"), (F.FILED,), F.TRACKED, "service.track_failure", FailurePassedOn,
             is_primary=True),
        Move("track", _("Record progress"), (F.FILED, F.TRACKED), "", "service.track_failure"),
        Move("acknowledge", _("I have taken note"), OPEN_FAILURES, "", "service.acknowledge_failure"),
        Move("close", pgettext_lazy("failure", "Dealt with"), (F.TRACKED,), F.CLOSED, "service.track_failure",
             FailureClosed, evidence=(HAS_OUTCOME,), is_primary=True),
        Move("cancel", pgettext_lazy("failure", "Not major"), OPEN_FAILURES, F.CANCELLED, "service.track_failure",
             FailureCancelled, is_hidden=True),
    ),
    path=(F.REPORTED, F.FILED, F.TRACKED, F.CLOSED),
)  # fmt: skip
