"""Satisfaction surveys and other feedback over the API: rounds with their figures, answers, entries (SAT-04)."""

from datetime import date, datetime
from typing import Any

from django.core.exceptions import ObjectDoesNotExist
from django.utils.translation import gettext as _
from ninja import Field, Query, Router, Schema

from bihuan.customers.models import Customer
from bihuan.feedback.models import FeedbackEntry, Questionnaire, SurveyAnswer, SurveyRound
from bihuan.feedback.operations import entries, rounds
from bihuan.feedback.queries import results, survey_rules
from bihuan.feedback.rules.confidence import Estimate
from bihuan.feedback.states.surveys import FeedbackKind
from bihuan.kernel.actors import permit
from bihuan.kernel.api import OnDay, Page, PageQuery, TokenAuth, answers, idempotent, page
from bihuan.kernel.records import OperationError
from bihuan.kernel.web import StaffRequest

router = Router(tags=["surveys"])
READ, VIEW = TokenAuth("surveys:read"), "feedback.view_surveys"
RUN = TokenAuth("surveys:write", perm="feedback.run_survey")
ENTER = TokenAuth("surveys:write", perm="feedback.enter_survey")


class SurveyIn(Schema):
    """A round to plan; `questionnaire` empty: the one the clause names."""

    name: str = Field(min_length=1, max_length=80)
    questionnaire: str = Field("", max_length=40, description="Number of a version in use, such as SATISFACTION-1")
    tiers: list[str] = []
    areas: list[str] = []
    lines: list[str] = []
    sample_size: int | None = Field(None, ge=1, le=10_000_000)


class SurveyOut(Schema):
    """A round."""

    id: int
    number: str
    name: str
    state: str
    questionnaire: str = Field(alias="questionnaire.number")
    is_anonymous: bool
    due_on: date | None
    sent_at: datetime | None
    remind_on: date | None
    void_on: date | None
    closed_at: datetime | None
    revision: int


class Interval(Schema):
    """A figure with the interval that holds the true one in 95 of 100 cases."""

    value: float
    low: float
    high: float


class SurveyFigures(SurveyOut):
    """A round with its figures; of an anonymous one only when it is over and enough have answered."""

    invited: int
    answered: int
    void: int
    satisfied: Interval | None
    mean: Interval | None
    recommended: Interval | None


class AnswerOut(Schema):
    """A named answer."""

    id: int
    customer_id: int
    overall: int | None
    loyalty: int | None
    is_dissatisfied: bool
    answers: dict[str, Any]
    channel: str
    answered_at: datetime


class EntryIn(Schema):
    """An interview or other feedback."""

    customer: str = Field(min_length=1, max_length=40, description="Number of the customer")
    kind: FeedbackKind = FeedbackKind.INTERVIEW
    happened_on: OnDay
    words: str = Field(min_length=1, max_length=4000)
    said_by: str = Field("", max_length=60)
    grade: int | None = Field(None, ge=1, le=5)


class FeedbackOut(Schema):
    """An interview or other feedback."""

    id: int
    number: str
    kind: str = Field(alias="kind_of")
    customer_id: int
    happened_on: date
    words: str
    grade: int | None
    is_dissatisfied: bool


def _round(request: StaffRequest, pk: int) -> SurveyRound:
    permit(request.user, VIEW)
    found: SurveyRound = SurveyRound.objects.visible_to(request.user).select_related("questionnaire").get(pk=pk)
    return found


@router.get("/surveys", auth=READ, response=answers({200: Page[SurveyOut]}), summary="List surveys")
def index(request: StaffRequest, query: Query[PageQuery]) -> dict[str, Any]:
    """List the rounds, newest first."""
    permit(request.user, VIEW)
    return page(SurveyRound.objects.visible_to(request.user).select_related("questionnaire"), query)


@router.post("/surveys", auth=RUN, response=answers({201: SurveyOut}), summary="Plan a survey")
@idempotent(SurveyOut, status=201)
def plan(request: StaffRequest, payload: SurveyIn) -> SurveyRound:
    """Plan a round; he whose token it is is in charge."""
    values = payload.dict()
    number = values.pop("questionnaire")
    chosen = (
        Questionnaire.objects.released().filter(number=number).first()
        if number
        else survey_rules.questionnaire_wanted()
    )
    if chosen is None:
        raise OperationError(_("Choose a questionnaire that is in use."), field="questionnaire")
    return rounds.plan(rounds.Plan(questionnaire=chosen, owner=request.user, **values), by=request.user)


@router.post("/surveys/{pk}/send", auth=RUN, response=answers({200: SurveyOut}), summary="Send a survey")
@idempotent(SurveyOut, status=200)
def send(request: StaffRequest, pk: int) -> SurveyRound:
    """Send a planned round out."""
    return rounds.send(_round(request, pk), by=request.user)


@router.get("/surveys/{pk}", auth=READ, response=answers({200: SurveyFigures}), summary="Read a survey")
def read(request: StaffRequest, pk: int) -> dict[str, Any]:
    """Return one round with its figures."""
    one = _round(request, pk)
    told, known = results.response(one), {name: getattr(one, name) for name in SurveyOut.model_fields}
    tallies = results.Tallies(one)
    figures = None if results.held_back(one, tallies) else results.figures(one, tallies)
    return {
        **known, "questionnaire.number": one.questionnaire.number, "invited": told.invited,
        "answered": told.answered, "void": told.void,
        **{name: _interval(getattr(figures, name, None)) for name in ("satisfied", "mean", "recommended")},
    }  # fmt: skip


def _interval(one: Estimate | None) -> dict[str, float] | None:
    return {"value": one.value, "low": one.low, "high": one.high} if one else None


@router.get("/surveys/{pk}/answers", auth=READ, response=answers({200: Page[AnswerOut]}), summary="List answers")
def named_answers(request: StaffRequest, pk: int, query: Query[PageQuery]) -> dict[str, Any]:
    """List the named answers of a round; an anonymous one has none."""
    return page(SurveyAnswer.objects.filter(round=_round(request, pk)), query)


@router.get("/feedback-entries", auth=READ, response=answers({200: Page[FeedbackOut]}), summary="List feedback")
def entry_list(request: StaffRequest, query: Query[PageQuery]) -> dict[str, Any]:
    """List interviews and other feedback, newest first."""
    permit(request.user, VIEW)
    return page(FeedbackEntry.objects.visible_to(request.user), query)


@router.post("/feedback-entries", auth=ENTER, response=answers({201: FeedbackOut}), summary="Enter feedback")
@idempotent(FeedbackOut, status=201)
def enter(request: StaffRequest, payload: EntryIn) -> FeedbackEntry:
    """Enter an interview or other feedback of a customer on file."""
    values = payload.dict()
    try:
        customer = Customer.objects.visible_to(request.user).get(number=values.pop("customer"))
    except ObjectDoesNotExist as gone:
        raise OperationError(_("There is no such customer."), field="customer") from gone
    return entries.enter(entries.Said(kind_of=values.pop("kind"), customer=customer, **values), by=request.user)
