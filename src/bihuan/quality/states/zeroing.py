"""Where a zeroing stands, its moves and what it announces (ZERO, ZRO-01, ZRO-02)."""

from dataclasses import dataclass
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from bihuan.kernel.events import Event
from bihuan.kernel.moves import Evidence, Move, MoveTable


class ZeroingOpened(Event):
    """A problem is to be zeroed."""

    name = "zeroing.opened"


class ZeroingLocated(Event):
    """Where it happened is accepted."""

    name = "zeroing.located"


class ZeroingCauseKnown(Event):
    """Why it happened is accepted."""

    name = "zeroing.cause_known"


class ZeroingMeasureFixed(Event):
    """Every criterion is accepted; the review meeting and the signatures remain."""

    name = "zeroing.measure_fixed"


class ZeroingSubmitted(Event):
    """The report goes round for signature."""

    name = "zeroing.submitted"


class ZeroingDone(Event):
    """The problem is zeroed."""

    name = "zeroing.zeroed"


class ZeroingDropped(Event):
    """It is not a problem, or another party's."""

    name = "zeroing.cancelled"


class ZeroingTakenUp(Event):
    """It happened again, or what was dropped is taken up again: the limits begin anew."""

    name = "zeroing.taken_up"
    begins_again = ZeroingOpened.name


@dataclass(frozen=True, kw_only=True)
class CriterionWritten(Event):
    """A criterion was written up; somebody else than its author reviews it."""

    criterion: Any


@dataclass(frozen=True, kw_only=True)
class CriterionReviewed(Event):
    """A reviewer has accepted a criterion or given it back."""

    criterion: Any


class Side(models.TextChoices):
    """What is zeroed: the technical cause, or how it was managed."""

    TECHNICAL = "technical", _("Technical zeroing")
    MANAGEMENT = "management", _("Management zeroing")


class ZeroingState(models.TextChoices):
    """Where a zeroing stands."""

    FIRST = "first", _("First occurrence")
    LOCATED = "located", _("Located")
    CAUSE_KNOWN = "cause_known", _("Cause known")
    MEASURE_FIXED = "measure_fixed", _("Measure fixed")
    SIGNING = "signing", _("Report being signed")
    ZEROED = "zeroed", _("Zeroed")
    NOT_A_PROBLEM = "not_a_problem", _("Not a problem")
    PASSED_ON = "passed_on", _("Passed to another party")


class CriterionState(models.TextChoices):
    """Where a criterion stands."""

    OPEN = "open", pgettext_lazy("criterion", "Not written")
    WRITTEN = "written", pgettext_lazy("criterion", "To be reviewed")
    ACCEPTED = "accepted", pgettext_lazy("criterion", "Accepted")
    RETURNED = "returned", pgettext_lazy("criterion", "Given back")


class MeetingVerdict(models.TextChoices):
    """What a review meeting decided."""

    PASSED = "passed", pgettext_lazy("zeroing", "Passed")
    FAILED = "failed", pgettext_lazy("zeroing", "Not passed")


S = ZeroingState
STAGES = (S.FIRST, S.LOCATED, S.CAUSE_KNOWN, S.MEASURE_FIXED)
OPEN_ZEROINGS = (*STAGES, S.SIGNING)
DROPPED = (S.NOT_A_PROBLEM, S.PASSED_ON)

ALL_ACCEPTED = Evidence(
    "criteria", _("every criterion accepted on its present wording and evidence"), lambda one: one.is_accepted
)
HAS_PASSED = Evidence(
    "meeting", _("a review meeting that passed the present wording"), lambda one: one.has_passed_meeting
)
HAS_REASON = Evidence("reason", _("the reason"), lambda one: bool(one.reason.strip()))
HAS_RECEIVER = Evidence("passed_to", _("to whom it is passed"), lambda one: bool(one.passed_to.strip()))

WRITE, REVIEW = "quality.write_zeroing", "quality.review_zeroing"
ZEROING_MOVES = MoveTable(
    ZeroingState,
    (
        Move("write", _("Write up"), STAGES, "", WRITE, is_internal=True),
        Move("judge", pgettext_lazy("zeroing", "Review"), STAGES, "", REVIEW, is_internal=True),
        Move("locate", _("Located"), (S.FIRST,), S.LOCATED, REVIEW, ZeroingLocated, is_internal=True),
        Move("find_cause", _("Cause known"), (S.LOCATED,), S.CAUSE_KNOWN, REVIEW, ZeroingCauseKnown, is_internal=True),
        Move("fix_measure", _("Measure fixed"), (S.CAUSE_KNOWN,), S.MEASURE_FIXED, REVIEW, ZeroingMeasureFixed,
             evidence=(ALL_ACCEPTED,), is_internal=True),
        Move("lose_place", _("Open again"), (S.LOCATED, S.CAUSE_KNOWN, S.MEASURE_FIXED), S.FIRST, WRITE,
             is_internal=True),
        Move("lose_cause", _("Open again"), (S.CAUSE_KNOWN, S.MEASURE_FIXED), S.LOCATED, WRITE, is_internal=True),
        Move("lose_measure", _("Open again"), (S.MEASURE_FIXED,), S.CAUSE_KNOWN, WRITE, is_internal=True),
        Move("meet", _("Record the review meeting"), (S.MEASURE_FIXED,), "", REVIEW, evidence=(ALL_ACCEPTED,)),
        Move("submit", _("Send the report round"), (S.MEASURE_FIXED,), S.SIGNING, WRITE, ZeroingSubmitted,
             evidence=(ALL_ACCEPTED, HAS_PASSED), is_primary=True),
        Move("zero", _("Zero"), (S.SIGNING,), S.ZEROED, REVIEW, ZeroingDone, evidence=(ALL_ACCEPTED, HAS_PASSED),
             is_internal=True),
        Move("turn_down", _("Given back by a signer"), (S.SIGNING,), S.MEASURE_FIXED, REVIEW, is_internal=True),
        Move("dismiss", _("Not a problem"), STAGES, S.NOT_A_PROBLEM, "quality.drop_zeroing", ZeroingDropped,
             evidence=(HAS_REASON,), is_hidden=True),
        Move("pass_on", _("Pass to another party"), STAGES, S.PASSED_ON, "quality.drop_zeroing", ZeroingDropped,
             evidence=(HAS_REASON, HAS_RECEIVER), is_hidden=True),
        Move("take_up", pgettext_lazy("zeroing", "Take up again"), DROPPED, S.FIRST, "quality.open_zeroing",
             ZeroingTakenUp),
        Move("recur", _("It happened again"), (S.ZEROED,), S.FIRST, "quality.open_zeroing", ZeroingTakenUp,
             is_hidden=True),
    ),
    path=(S.FIRST, S.LOCATED, S.CAUSE_KNOWN, S.MEASURE_FIXED, S.SIGNING, S.ZEROED),
)  # fmt: skip
FORWARD = {S.LOCATED: "locate", S.CAUSE_KNOWN: "find_cause", S.MEASURE_FIXED: "fix_measure"}
BACKWARD = {S.FIRST: "lose_place", S.LOCATED: "lose_cause", S.CAUSE_KNOWN: "lose_measure"}
