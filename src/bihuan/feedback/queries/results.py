"""What a round says: satisfaction and recommendation with their intervals, by question, by group, over time (SAT-03).

Everything is read from the tallies, a few hundred rows however many have answered.
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _

from bihuan.feedback.models import AnonymousAnswer, SurveyAnswer, SurveyInvitation, SurveyRound, SurveyTally
from bihuan.feedback.queries.survey_rules import least_group, worst_grade
from bihuan.feedback.rules import confidence
from bihuan.feedback.rules import surveys as rules
from bihuan.feedback.rules.confidence import Estimate
from bihuan.feedback.rules.surveys import SATISFIED, Asked
from bihuan.feedback.states.surveys import Facet, Outcome, QuestionKind, RoundState
from bihuan.organization.models import Staff

Counts = Mapping[int, int]
EARLIER, TEXTS = 5, 300


@dataclass(frozen=True)
class Figures:
    """How one group graded: share of the two best grades, mean, recommendation; how many answered."""

    answered: int
    satisfied: Estimate | None = None
    mean: Estimate | None = None
    recommended: Estimate | None = None


@dataclass(frozen=True)
class Response:
    """How many were asked, and what became of the invitations."""

    population: int
    invited: int
    answered: int
    waiting: int
    void: int
    rate: Estimate | None

    @property
    def silent(self) -> int:
        return self.invited - self.answered


@dataclass(frozen=True)
class PerQuestion:
    """How a question was answered."""

    asked: Asked
    answered: int
    satisfied: Estimate | None
    mean: Estimate | None
    dissatisfied: int
    options: list[tuple[int, str, int, float]] = field(default_factory=list)  # value, words, how many, per cent


@dataclass(frozen=True)
class Group:
    """One group of a facet; without figures where too few have answered to be shown."""

    value: str
    label: str
    invited: int
    figures: Figures | None


@dataclass(frozen=True)
class Cut:
    """Results told apart by one facet."""

    facet: str
    label: str
    groups: list[Group]
    held_back: int


class Tallies:
    """The tallies of a round, by group and question."""

    def __init__(self, one: SurveyRound) -> None:
        self.by: dict[tuple[str, str], dict[str, dict[int, int]]] = defaultdict(lambda: defaultdict(dict))
        rows = SurveyTally.objects.filter(round=one).values_list("facet", "value", "question", "grade", "number")
        for facet, value, question, grade, number in rows:
            self.by[facet, value][question][grade] = number

    def counts(self, question: str, facet: str = "", value: str = "") -> Counts:
        """Return how many gave each grade."""
        return self.by[facet, value][question]

    def answered(self, facet: str = "", value: str = "") -> int:
        return self.by[facet, value][""].get(0, 0)


def response(one: SurveyRound) -> Response:
    """Return how many of a round have answered."""
    sums = one.invitations.aggregate(
        invited=Count("pk"), answered=Count("pk", filter=Q(outcome=Outcome.ANSWERED)),
        waiting=Count("pk", filter=Q(outcome=Outcome.WAITING)), void=Count("pk", filter=Q(outcome=Outcome.VOID)),
    )  # fmt: skip
    return Response(
        one.population or sums["invited"], sums["invited"], sums["answered"], sums["waiting"], sums["void"],
        confidence.wilson(sums["answered"], sums["invited"]),
    )  # fmt: skip


def _satisfied(counts: Counts) -> Estimate | None:
    return confidence.wilson(sum(n for grade, n in counts.items() if grade >= SATISFIED), sum(counts.values()))


def held_back(one: SurveyRound, tallies: Tallies) -> str:
    """Return why a round's results can't be shown, "" where they can.

    Who has answered is known; were an anonymous round of two or three answers shown, so would be who said what.
    """
    if not one.is_anonymous:
        return ""
    if not one.is_over:
        return _("Anonymity was promised: the results are shown when the survey has ended.")
    least = least_group()
    if tallies.answered() < least:
        return _("Anonymity was promised: fewer than %(least)s answers are not shown.") % {"least": least}
    return ""


def figures(one: SurveyRound, tallies: Tallies, facet: str = "", value: str = "") -> Figures:
    """Return the figures of a group."""
    questions = one.questionnaire.asked
    whole, loyal = rules.overall(questions), rules.loyalty(questions)
    grades = tallies.counts(whole.key, facet, value) if whole else {}
    loyals = tallies.counts(loyal.key, facet, value) if loyal else {}
    return Figures(
        tallies.answered(facet, value), _satisfied(grades), confidence.mean(grades), confidence.recommended(loyals)
    )


def per_question(one: SurveyRound, tallies: Tallies) -> list[PerQuestion]:
    """Return how each question was answered, words of one's own left out."""
    bound, found = worst_grade(), []
    for asked in one.questionnaire.asked:
        if asked.kind == QuestionKind.TEXT:
            continue
        counts = tallies.counts(asked.key)
        is_scale = asked.kind == QuestionKind.SCALE
        answered = tallies.answered() if asked.kind == QuestionKind.SEVERAL else sum(counts.values())
        words = _words(one, asked)
        options = [(key, word, n, 100 * n / answered if answered else 0.0) for key, word in words
                   for n in [counts.get(key, 0)]]  # fmt: skip
        found.append(PerQuestion(
            asked, answered, _satisfied(counts) if is_scale else None,
            confidence.mean(counts) if is_scale else
            confidence.recommended(counts) if asked.kind == QuestionKind.LOYALTY else None,
            sum(n for grade, n in counts.items() if grade <= bound) if is_scale else 0, options,
        ))  # fmt: skip
    return found


def _words(one: SurveyRound, asked: Asked) -> list[tuple[int, str]]:
    if asked.kind == QuestionKind.SCALE:
        return one.questionnaire.grade_choices
    if asked.kind == QuestionKind.LOYALTY:
        return [(grade, str(grade)) for grade in reversed(rules.LOYAL)]
    return list(enumerate(asked.options))


def dissatisfied_with(one: SurveyRound) -> list[tuple[Asked, int, int]]:
    """Return for each graded question how many were dissatisfied, of how many."""
    tallies = Tallies(one)
    rows = [] if held_back(one, tallies) else per_question(one, tallies)
    return [(row.asked, row.dissatisfied, row.answered) for row in rows if row.asked.kind == QuestionKind.SCALE]


def cuts(one: SurveyRound, tallies: Tallies) -> list[Cut]:
    """Return the results by tier, region, technician and product; groups too small are held back."""
    return [cut for facet in Facet if (cut := _cut(one, tallies, facet)).groups or cut.held_back]


def _cut(one: SurveyRound, tallies: Tallies, facet: Facet) -> Cut:
    rows = one.invitations.order_by().values_list(facet.value).annotate(n=Count("pk"))
    invited = {str(value): n for value, n in rows if value not in (None, "")}
    sizes = {value: tallies.answered(facet, value) for value in invited}
    shown = rules.shown_groups(sizes, least_group())
    names = _names(facet, invited)
    groups = [
        Group(value, names.get(value, value), invited[value], figures(one, tallies, facet, value))
        for value in sorted(shown, key=lambda value: (-sizes[value], names.get(value, value)))
    ]
    return Cut(str(facet), str(facet.label), groups, len(invited) - len(groups))


def _names(facet: Facet, values: Mapping[str, int]) -> dict[str, str]:
    if facet != Facet.TECHNICIAN:
        return {}
    return {str(pk): name for pk, name in Staff.objects.filter(pk__in=list(values)).values_list("pk", "name")}


def bounds(one: SurveyRound, told: Response, tallies: Tallies) -> tuple[float, float]:
    """Return satisfaction if all the silent were dissatisfied, and if all were satisfied."""
    whole = rules.overall(one.questionnaire.asked)
    counts = tallies.counts(whole.key) if whole else {}
    satisfied = sum(n for grade, n in counts.items() if grade >= SATISFIED)
    return confidence.between(satisfied, told.answered, told.invited)


def trend(one: SurveyRound) -> list[tuple[SurveyRound, Figures]]:
    """Return the figures of earlier rounds of the same questionnaire and of this one, the oldest first."""
    rows = SurveyRound.objects.filter(
        questionnaire__code=one.questionnaire.code, state__in=[RoundState.CLOSED, RoundState.REPORTED],
        sent_at__lt=one.sent_at or one.planned_at,
    )  # fmt: skip
    earlier = list(rows.exclude(pk=one.pk).select_related("questionnaire").order_by("-sent_at")[:EARLIER])
    told = [(row, Tallies(row)) for row in [*reversed(earlier), one]]
    return [(row, figures(row, tallies)) for row, tallies in told if not held_back(row, tallies)]


def texts(one: SurveyRound, *, most: int = TEXTS) -> list[tuple[Asked, list[tuple[str, SurveyAnswer | None]]]]:
    """Return what was written, by question; anonymous words come in no order and without the other answers."""
    asked = [row for row in one.questionnaire.asked if row.kind == QuestionKind.TEXT]
    rows: QuerySet[Any]
    if one.is_anonymous:
        rows = AnonymousAnswer.objects.filter(round=one).order_by("pk")
    else:
        rows = SurveyAnswer.objects.filter(round=one).select_related("customer").order_by("-answered_at", "-pk")
    answers = list(rows[: most * 4])
    return [
        (one_asked, [(row.answers[one_asked.key], None if one.is_anonymous else row) for row in answers
                     if row.answers.get(one_asked.key)][:most])
        for one_asked in asked
    ]  # fmt: skip


def invited_of(customer: Any) -> QuerySet[SurveyInvitation]:
    """Return a customer's invitations, the newest first."""
    return SurveyInvitation.objects.filter(customer=customer).select_related("round__questionnaire").order_by("-pk")
