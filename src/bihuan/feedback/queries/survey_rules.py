"""What the clauses in force say of surveys: when, reminded, void, what counts as dissatisfied (COMM 5.6)."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from bihuan.feedback.models import PlannedReview, Questionnaire, SurveyRound
from bihuan.feedback.rules import surveys as rules
from bihuan.feedback.states.surveys import RoundState
from bihuan.kernel.actors import SYSTEM
from bihuan.regulations.queries import ParameterView, ruleset

DISSATISFIED, GROUP, ACTION = "survey_grade", "survey_group", "survey_dissatisfied_percent"
A_YEAR = {"yearly": 1, "half_yearly": 2, "quarterly": 4, "two_monthly": 6, "monthly": 12}


def terms() -> ParameterView | None:
    """Return the clause that says when surveys go out, are reminded and void; None: no regulation says so."""
    return ruleset().strongest("survey", {})


def frequency() -> ParameterView | None:
    """Return the clause that says how often customers are asked."""
    return ruleset().one("frequency", "survey", {})


def a_year(view: ParameterView) -> int:
    """Return how many surveys a year a clause wants."""
    return A_YEAR.get(str(view.data["every"]), 0) * int(view.data.get("times") or 1)


def _bound(measure: str) -> ParameterView | None:
    return ruleset().strongest("threshold", {}, measure=measure)


def bound_of_dissatisfaction() -> ParameterView | None:
    """Return the clause that says which grades are dissatisfied."""
    return _bound(DISSATISFIED)


def worst_grade() -> int:
    """Return the best grade that is still dissatisfied; 0, none, where no clause says one."""
    view = bound_of_dissatisfaction()
    return int(view.data["value"]) if view else 0


def least_group() -> int:
    """Return how many answers a group needs to be shown by itself; 1 where no clause says a number."""
    view = _bound(GROUP)
    return int(view.data["value"]) if view else 1


def bound_of_action() -> ParameterView | None:
    """Return the clause that says from which share of dissatisfied a measure has to be decided on."""
    return _bound(ACTION)


def questionnaire_wanted() -> Questionnaire | None:
    """Return the questionnaire in use that the clause names; the newest in use where it names none."""
    view = terms()
    rows = Questionnaire.objects.released()
    if view and (code := view.data.get("questionnaire")):
        return rows.filter(code=code).first()
    return rows.order_by("-released_at").first()


def due_on(review: PlannedReview | None) -> date | None:
    """Return by when the survey for a management review goes out."""
    view = terms()
    return rules.months_before(review.held_on, int(view.data["lead_months"])) if view and review else None


@dataclass(frozen=True)
class Due:
    """A management review whose survey isn't planned or sent yet."""

    review: PlannedReview
    due_on: date | None
    round: SurveyRound | None
    is_late: bool


def due(today: date) -> list[Due]:
    """Return the reviews to come with the survey each wants, the next first."""
    found = []
    reviews = PlannedReview.objects.visible_to(SYSTEM).filter(held_on__gte=today).order_by("held_on")
    rows = SurveyRound.objects.exclude(state=RoundState.CANCELLED).filter(review__in=reviews).order_by("pk")
    rounds = {one.review_id: one for one in rows}
    for review in reviews[:12]:
        one, day = rounds.get(review.pk), due_on(review)
        is_open = one is None or one.state == RoundState.PLANNED
        found.append(Due(review, day, one, bool(is_open and day and day < today)))
    return found


def this_year(today: date) -> tuple[int, int | None, Any]:
    """Return how many surveys were sent this year, how many the clause wants, and the clause."""
    view = frequency()
    sent = SurveyRound.objects.filter(sent_at__year=today.year).count()
    return sent, a_year(view) if view else None, view
