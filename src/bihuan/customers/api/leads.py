"""Leads over the API: which there are, one, a new one, its steps (CUS-06)."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from ninja import Field, Query, Router, Schema

from bihuan.customers.models import Customer, Lead
from bihuan.customers.operations import leads
from bihuan.customers.states.care import LeadSource, LeadState
from bihuan.kernel.actors import permit
from bihuan.kernel.api import OnDay, Page, PageQuery, TokenAuth, answers, idempotent, page
from bihuan.kernel.web import StaffRequest

router = Router(tags=["leads"])
READ, WRITE = TokenAuth("leads:read"), TokenAuth("leads:write")
VIEW = "customers.view_ratings"


class LeadOut(Schema):
    """A lead."""

    id: int
    number: str
    customer: int = Field(alias="customer_id")
    subject: str
    details: str
    source: str
    state: str
    amount: Decimal | None
    wanted_on: date | None
    next_on: date | None
    owner: int | None = Field(None, alias="owner_id")
    outcome: str
    opened_at: datetime
    ended_at: datetime | None
    revision: int


class LeadIn(Schema):
    """A new need of a customer."""

    subject: str = Field(min_length=1, max_length=120)
    details: str = Field("", max_length=2000)
    source: LeadSource = LeadSource.OTHER
    amount: Decimal | None = Field(None, ge=0, max_digits=12, decimal_places=2)
    wanted_on: OnDay | None = None
    next_on: OnDay | None = None


class LeadQuery(PageQuery):
    """A page of leads."""

    customer: int | None = None
    state: LeadState | None = None


class FollowUp(Schema):
    """What was talked about, and when again."""

    note: str = Field(min_length=1, max_length=2000)
    next_on: OnDay | None = None
    revision: int | None = Field(None, description="Refused with 409 when the lead has moved on.")


class Ending(Schema):
    """How it ended."""

    outcome: str = Field(min_length=1, max_length=2000)
    revision: int | None = Field(None, description="Refused with 409 when the lead has moved on.")


@router.get("/leads", auth=READ, response=answers({200: Page[LeadOut]}))
def index(request: StaffRequest, query: Query[LeadQuery]) -> dict[str, Any]:
    """List leads, newest first."""
    permit(request.user, VIEW)
    wanted = {name: getattr(query, name) for name in ("customer", "state")}
    rows = Lead.objects.visible_to(request.user)
    return page(rows.filter(**{name: value for name, value in wanted.items() if value is not None}), query)


@router.get("/leads/{pk}", auth=READ, response=answers({200: LeadOut}))
def read(request: StaffRequest, pk: int) -> Lead:
    """Return one lead."""
    permit(request.user, VIEW)
    return _visible(request, pk)


@router.post("/customers/{pk}/leads", auth=WRITE, response=answers({201: LeadOut}))
@idempotent(LeadOut, status=201)
def create(request: StaffRequest, pk: int, payload: LeadIn) -> Lead:
    """Write down a customer's new need."""
    customer = Customer.objects.visible_to(request.user).get(pk=pk)
    return leads.open_lead(customer, by=request.user, **payload.dict())


@router.post("/leads/{pk}/follow-up", auth=WRITE, response=answers({200: LeadOut}))
@idempotent(LeadOut, status=200)
def follow_up(request: StaffRequest, pk: int, payload: FollowUp) -> Lead:
    """Note a follow-up."""
    return leads.follow_up(_visible(request, pk), by=request.user, **payload.dict())


@router.post("/leads/{pk}/win", auth=WRITE, response=answers({200: LeadOut}))
@idempotent(LeadOut, status=200)
def win(request: StaffRequest, pk: int, payload: Ending) -> Lead:
    """The customer orders."""
    return leads.win(_visible(request, pk), by=request.user, **payload.dict())


@router.post("/leads/{pk}/lose", auth=WRITE, response=answers({200: LeadOut}))
@idempotent(LeadOut, status=200)
def lose(request: StaffRequest, pk: int, payload: Ending) -> Lead:
    """The customer doesn't want it."""
    return leads.lose(_visible(request, pk), by=request.user, **payload.dict())


def _visible(request: StaffRequest, pk: int) -> Lead:
    found: Lead = Lead.objects.visible_to(request.user).get(pk=pk)
    return found
