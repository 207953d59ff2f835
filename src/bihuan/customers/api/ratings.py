"""Revenue and ratings of customers over the API (CUS-02, CUS-03)."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from ninja import Field, Query, Router, Schema

from bihuan.customers.models import Customer, Rating, Revenue
from bihuan.customers.models.revenue import CNY
from bihuan.customers.operations import revenue as revenues
from bihuan.customers.operations import tiers
from bihuan.customers.states.tiers import Rated, RatingState
from bihuan.kernel.actors import permit
from bihuan.kernel.api import Page, PageQuery, TokenAuth, answers, idempotent, page
from bihuan.kernel.web import StaffRequest

router = Router(tags=["customers"])
READ, WRITE = TokenAuth("customers:read"), TokenAuth("customers:write")
VIEW = "customers.view_ratings"


class RevenueOut(Schema):
    """A customer's revenue of a year."""

    id: int
    customer: int = Field(alias="customer_id")
    year: int
    amount: Decimal
    currency: str
    source: str = Field(alias="origin")
    revision: int


class RevenueIn(Schema):
    """A figure; what is there for the year already is corrected, and the old one stays in history."""

    year: int = Field(ge=1990, le=2100)
    amount: Decimal = Field(ge=0, max_digits=12, decimal_places=2)
    currency: str = Field(CNY, min_length=3, max_length=3)
    source: str = Field("", max_length=80)


class RatingOut(Schema):
    """A rating with its calculation."""

    id: int
    number: str
    customer: int = Field(alias="customer_id")
    rated: str
    year: int
    state: str
    before: str
    proposed: str
    amount: Decimal | None
    score: Decimal | None
    steps: list[dict[str, str]]
    decided_at: datetime | None
    revision: int


class RatingQuery(PageQuery):
    """A page of ratings."""

    customer: int | None = None
    rated: Rated | None = None
    state: RatingState | None = None


class Submission(Schema):
    """A word to the approver."""

    note: str = Field("", max_length=500)
    revision: int | None = Field(None, description="Refused with 409 when the rating has moved on.")


@router.get("/customers/{pk}/revenue", auth=READ, response=answers({200: Page[RevenueOut]}))
def revenue(request: StaffRequest, pk: int, query: Query[PageQuery]) -> dict[str, Any]:
    """List a customer's yearly revenue."""
    permit(request.user, VIEW)
    customer = Customer.objects.visible_to(request.user).get(pk=pk)
    return page(Revenue.objects.filter(customer=customer), query)


@router.post("/customers/{pk}/revenue", auth=WRITE, response=answers({201: RevenueOut}))
@idempotent(RevenueOut, status=201)
def record_revenue(request: StaffRequest, pk: int, payload: RevenueIn) -> Revenue:
    """Enter or correct a customer's revenue of a year."""
    customer = Customer.objects.visible_to(request.user).get(pk=pk)
    return revenues.record_revenue(
        customer, payload.year, payload.amount, currency=payload.currency.upper(), origin=payload.source,
        by=request.user, source="api",
    )  # fmt: skip


@router.get("/ratings", auth=READ, response=answers({200: Page[RatingOut]}))
def index(request: StaffRequest, query: Query[RatingQuery]) -> dict[str, Any]:
    """List ratings, newest first."""
    permit(request.user, VIEW)
    wanted = {name: getattr(query, name) for name in ("customer", "rated", "state")}
    rows = Rating.objects.visible_to(request.user)
    return page(rows.filter(**{name: value for name, value in wanted.items() if value is not None}), query)


@router.get("/ratings/{pk}", auth=READ, response=answers({200: RatingOut}))
def read(request: StaffRequest, pk: int) -> Rating:
    """Return one rating."""
    permit(request.user, VIEW)
    return _visible(request, pk)


@router.post("/ratings/{pk}/submit", auth=WRITE, response=answers({200: RatingOut}))
@idempotent(RatingOut, status=200)
def submit(request: StaffRequest, pk: int, payload: Submission) -> Rating:
    """Send a tier for approval."""
    return tiers.submit(_visible(request, pk), note=payload.note, revision=payload.revision, by=request.user)


def _visible(request: StaffRequest, pk: int) -> Rating:
    found: Rating = Rating.objects.visible_to(request.user).get(pk=pk)
    return found
