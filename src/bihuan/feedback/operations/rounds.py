"""Survey rounds: planned, sent, reminded, closed when their time is over, reported (COMM 5.6, SAT-03)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from bihuan.feedback.models import PlannedReview, Questionnaire, SurveyInvitation, SurveyRound
from bihuan.feedback.operations.findings import find
from bihuan.feedback.queries import survey_rules
from bihuan.feedback.rules import surveys as rules
from bihuan.feedback.states.surveys import RUN, Outcome, QuestionnaireState, RoundState
from bihuan.kernel import history
from bihuan.kernel.actors import SYSTEM, Actor, permit
from bihuan.kernel.moves import begin, perform
from bihuan.kernel.numbering import next_number
from bihuan.kernel.records import OperationError, locked, required
from bihuan.organization.models import Staff

SERIES = "MY"


@dataclass(frozen=True, kw_only=True)
class Plan:
    """What is asked of whom."""

    name: str
    questionnaire: Questionnaire
    owner: Staff
    review: PlannedReview | None = None
    tiers: Sequence[str] = ()
    areas: Sequence[str] = ()
    lines: Sequence[str] = ()
    sample_size: int | None = None
    by_text: bool = False

    def values(self) -> dict[str, Any]:
        """Return the fields.

        Raises:
            OperationError: no name, a questionnaire that isn't in use, or nobody to be drawn.
        """
        if self.questionnaire.state != QuestionnaireState.RELEASED:
            raise OperationError(_("Choose a questionnaire that is in use."), field="questionnaire")
        if self.sample_size is not None and self.sample_size < 1:
            raise OperationError(_("Draw at least one, or leave it empty for all."), field="sample_size")
        return {
            "name": required(self.name, _("Write the name."), field="name")[:80], "questionnaire": self.questionnaire,
            "owner": self.owner, "review": self.review, "tiers": list(self.tiers), "areas": list(self.areas),
            "lines": list(self.lines), "sample_size": self.sample_size,
            "by_text": self.by_text, "due_on": survey_rules.due_on(self.review),
        }  # fmt: skip


@transaction.atomic
def plan_review(held_on: date, *, note: str = "", by: Actor) -> PlannedReview:
    """Keep the day of a management review to come.

    Raises:
        OperationError: the day has passed or is kept already.
    """
    permit(by, RUN)
    if held_on < timezone.localdate() and by.actor_kind != "system":
        raise OperationError(_("This day has passed."), field="held_on")
    if PlannedReview.objects.filter(held_on=held_on).exists():
        raise OperationError(_("This day is kept already."), field="held_on")
    row = PlannedReview(held_on=held_on, note=note.strip())
    row.save()
    history.append(row, "register", by=by, is_first=True)
    return row


@transaction.atomic
def move_review(review: PlannedReview, held_on: date, *, by: Actor, note: str = "") -> PlannedReview:
    """Put a management review off or forward; surveys not sent yet are due accordingly."""
    permit(by, RUN)
    row = locked(PlannedReview, review.pk)
    if PlannedReview.objects.filter(held_on=held_on).exclude(pk=row.pk).exists():
        raise OperationError(_("This day is kept already."), field="held_on")
    history.change(row, by=by, verb="change", note=note, held_on=held_on)
    for one in SurveyRound.objects.filter(review=row, state=RoundState.PLANNED):
        history.change(locked(SurveyRound, one.pk), by=SYSTEM, verb="change", due_on=survey_rules.due_on(row))
    return row


@transaction.atomic
def plan(new: Plan, *, by: Actor) -> SurveyRound:
    """Plan a round; it is due the clause's months before the management review."""
    permit(by, RUN)
    now, clause = timezone.now(), survey_rules.terms()
    row = SurveyRound(
        state=RoundState.PLANNED, planned_at=now, clause_id=clause.clause_id if clause else None, **new.values()
    )
    row.number = next_number(SERIES, at=now)
    begin(row, by=by, at=now)
    return row


@transaction.atomic
def change(one: SurveyRound, new: Plan, *, by: Actor, revision: int | None = None) -> SurveyRound:
    """Change a planned round.

    Raises:
        OperationError: it is out already.
    """
    permit(by, RUN)
    row = locked(SurveyRound, one.pk, revision=revision)
    if row.state != RoundState.PLANNED:
        raise OperationError(_("This survey is out; whom it asks stands."))
    history.change(row, by=by, verb="change", **new.values())
    return row


@transaction.atomic
def send(one: SurveyRound, *, by: Actor, revision: int | None = None) -> SurveyRound:
    """Send a round out: the days to remind and of lapse are set by the clause; a worker makes the invitations.

    Raises:
        OperationError: no clause says when what isn't back is void, or the questionnaire is out of use.
    """
    row = locked(SurveyRound, one.pk, revision=revision)
    clause = survey_rules.terms()
    if clause is None:
        raise OperationError(_("No clause in force says when a survey is reminded and void; switch one on first."))
    if row.questionnaire.state != QuestionnaireState.RELEASED:
        raise OperationError(_("Its questionnaire is out of use; choose the present version."))
    now, today = timezone.now(), timezone.localdate()
    changes = {
        "sent_at": now, "remind_on": today + timedelta(days=int(clause.data["remind_days"])),
        "void_on": rules.months_after(today, int(clause.data["void_months"])), "clause_id": clause.clause_id,
    }  # fmt: skip
    perform(row, "send", by=by, at=now, changes=changes)
    return row


@transaction.atomic
def remind(one: SurveyRound) -> bool:
    """Note that a round's customers are reminded, once."""
    row = locked(SurveyRound, one.pk)
    if row.state != RoundState.RUNNING or row.reminded_at is not None:
        return False
    perform(row, "remind", by=SYSTEM, changes={"reminded_at": timezone.now()})
    return True


@transaction.atomic
def close(one: SurveyRound, *, note: str, by: Actor, revision: int | None = None) -> SurveyRound:
    """Close a round before its time; what isn't back is void."""
    row = locked(SurveyRound, one.pk, revision=revision)
    _end(row, "close", by=by, note=required(note, _("Write the reason.")))
    return row


@transaction.atomic
def lapse(one: SurveyRound) -> None:
    """Close a round whose time is over by the clause."""
    row = locked(SurveyRound, one.pk)
    if row.state == RoundState.RUNNING and row.void_on and row.void_on <= timezone.localdate():
        _end(row, "lapse", by=SYSTEM, note="")


def _end(row: SurveyRound, move: str, *, by: Actor, note: str) -> None:
    if row.spread_at is None:
        raise OperationError(_("The invitations are still being made; try again in a moment."))
    perform(row, move, by=by, note=note, changes={"closed_at": timezone.now()})
    SurveyInvitation.objects.filter(round=row, outcome=Outcome.WAITING).update(outcome=Outcome.VOID)
    find(row)


@transaction.atomic
def call_off(one: SurveyRound, *, note: str, by: Actor, revision: int | None = None) -> SurveyRound:
    """Call a planned round off."""
    row = locked(SurveyRound, one.pk, revision=revision)
    perform(row, "call_off", by=by, note=required(note, _("Write the reason.")))
    return row


@transaction.atomic
def report(one: SurveyRound, *, conclusion: str, by: Actor, revision: int | None = None) -> SurveyRound:
    """Hand analysis and measures to the management review; every matter of dissatisfaction is decided by then."""
    row = locked(SurveyRound, one.pk, revision=revision)
    text = required(conclusion, _("Write the analysis and the conclusion."), field="conclusion")
    perform(row, "report", by=by, changes={"conclusion": text, "reported_at": timezone.now()})
    return row
