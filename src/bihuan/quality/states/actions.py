"""Where a 「纠正和预防措施要求书」 stands, its moves and what it announces (COMM 5.5, QUA-07)."""

from dataclasses import dataclass
from typing import Any, ClassVar

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from bihuan.kernel import attachments
from bihuan.kernel.events import Event
from bihuan.kernel.moves import Evidence, Move, MoveTable

MANUAL = "manual"  # no figure can be computed: a value is measured, with a file and a reviewer
FIGURE_NAMES: dict[str, Any] = {MANUAL: _("Measured by hand, with evidence")}  # by key, as figures are registered


class ActionRequired(Event):
    """A department is to find the cause and act."""

    name = "action.required"


class ActionPlanned(Event):
    """Cause, action, day and measure of the effect are set."""

    name = "action.planned"


class ActionBegun(Event):
    """It is being carried out; from now on the limit stands."""

    name = "action.begun"


class ActionDone(Event):
    """It is carried out and waits for quality."""

    name = "action.done"


class ActionSentBack(Event):
    """Quality did not find it done."""

    name = "action.sent_back"


class ActionVerified(Event):
    """Quality found it done; its effect is looked at from now on."""

    name = "action.verified"


class ActionJudged(Event):
    """The figure kept to the limit; somebody else than the owner confirms."""

    name = "action.judged"


class ActionReopened(Event):
    """It was not effective: a new round begins."""

    name = "action.reopened"
    begins_again = "action.required"


class ActionEffective(Event):
    """Its effect is confirmed."""

    name = "action.effective"


class ActionCancelled(Event):
    """It is no longer required."""

    name = "action.cancelled"


@dataclass(frozen=True, kw_only=True)
class RuleLinked(Event):
    """An action changed a regulation; departments are to read it."""

    name: ClassVar[str] = "action.rule_changed"
    change: Any  # the `RuleChange`


class ActionState(models.TextChoices):
    """Where a corrective action stands."""

    REQUIRED = "required", _("Cause and action to be set")
    PLANNED = "planned", pgettext_lazy("action", "Planned")
    UNDER_WAY = "under_way", pgettext_lazy("action", "Being carried out")
    DONE = "done", _("To be verified")
    WATCHED = "watched", _("Effect being watched")
    JUDGED = "judged", _("Effect to be confirmed")
    EFFECTIVE = "effective", pgettext_lazy("action", "Effective")
    CANCELLED = "cancelled", pgettext_lazy("action", "Cancelled")


class Better(models.TextChoices):
    """Which way a figure is to go."""

    LOW = "low", _("at most")
    HIGH = "high", _("at least")


S = ActionState
OPEN_ACTIONS = (S.REQUIRED, S.PLANNED, S.UNDER_WAY, S.DONE, S.WATCHED, S.JUDGED)
VERIFIED = (S.WATCHED, S.JUDGED, S.EFFECTIVE)


def _has_files(stage: str) -> Any:
    def holds(action: Any) -> bool:
        files = attachments.of(action.kind(), action.pk)
        return bool(files.filter(purpose=f"{stage}-{action.round}").exists())

    return holds


HAS_PLAN = Evidence(
    "plan", _("cause, action and day"), lambda one: bool(one.cause.strip() and one.action.strip() and one.due_on)
)
HAS_MEASURE = Evidence(
    "measure", _("figure, limit and window of the effect"),
    lambda one: bool(one.figure and one.limit is not None and one.window_days),
)  # fmt: skip
HAS_PROOF = Evidence("proof", _("files that show it was done"), _has_files("done"))
IS_SPREAD = Evidence(
    "spread", _("a decision for each similar product and place"),
    lambda one: not one.similar.filter(applies__isnull=True).exists(),
)  # fmt: skip
HAS_VALUE = Evidence("value", _("the value after the action"), lambda one: one.value is not None)
WINDOW_OVER = Evidence(
    "window", _("the end of the window"),
    lambda one: bool(one.window_until and one.window_until < timezone.localdate()),
)  # fmt: skip
HAS_MEASURED = Evidence("measured", _("files that show the value"), _has_files("effect"))

ACTION_MOVES = MoveTable(
    ActionState,
    (
        Move("plan", _("Set cause, action and measure"), (S.REQUIRED,), S.PLANNED, "quality.plan_action",
             ActionPlanned, evidence=(HAS_PLAN, HAS_MEASURE), is_primary=True),
        Move("replan", _("Change the plan"), (S.PLANNED,), "", "quality.plan_action",
             evidence=(HAS_PLAN, HAS_MEASURE)),
        Move("begin", pgettext_lazy("action", "Begin"), (S.PLANNED,), S.UNDER_WAY, "quality.plan_action", ActionBegun,
             evidence=(HAS_PLAN, HAS_MEASURE), is_primary=True),
        Move("finish", pgettext_lazy("action", "Report done"), (S.UNDER_WAY,), S.DONE, "quality.plan_action",
             ActionDone, evidence=(HAS_PROOF,), is_primary=True),
        Move("verify", _("Verify"), (S.DONE,), S.WATCHED, "quality.verify_action", ActionVerified,
             evidence=(HAS_PROOF, IS_SPREAD), is_primary=True),
        Move("send_back", _("Not done yet"), (S.DONE,), S.UNDER_WAY, "quality.verify_action", ActionSentBack),
        Move("extend", _("Watch longer"), (S.WATCHED,), "", "quality.compute_effect", is_internal=True),
        Move("judge", _("Effect computed"), (S.WATCHED,), S.JUDGED, "quality.compute_effect", ActionJudged,
             evidence=(WINDOW_OVER, HAS_VALUE), is_internal=True),
        Move("measure", _("Enter the value measured"), (S.WATCHED,), S.JUDGED, "quality.measure_effect", ActionJudged,
             evidence=(WINDOW_OVER, HAS_VALUE, HAS_MEASURED), is_primary=True),
        Move("confirm", _("Confirm the effect"), (S.JUDGED,), S.EFFECTIVE, "quality.confirm_effect", ActionEffective,
             evidence=(WINDOW_OVER, HAS_VALUE), is_primary=True),
        Move("find_ineffective", _("Not effective"), (S.WATCHED,), S.REQUIRED, "quality.compute_effect",
             ActionReopened, is_internal=True),
        Move("reopen", _("Not effective, again"), (S.JUDGED, S.EFFECTIVE), S.REQUIRED, "quality.reopen_action",
             ActionReopened, is_hidden=True),
        Move("cancel", _("No longer required"), (S.REQUIRED, S.PLANNED), S.CANCELLED, "quality.cancel_action",
             ActionCancelled, is_hidden=True),
    ),
    path=(S.REQUIRED, S.PLANNED, S.UNDER_WAY, S.DONE, S.WATCHED, S.JUDGED, S.EFFECTIVE),
)  # fmt: skip
