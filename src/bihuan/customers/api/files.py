"""Customers over the API; phones, mail and addresses come out masked (SEC-01)."""

from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _
from ninja import Field, Query, Router, Schema

from bihuan.customers import operations
from bihuan.customers.models import Customer, Exchange
from bihuan.customers.operations import exchanges as exchange_operations
from bihuan.customers.states import CustomerKind
from bihuan.customers.states.exchanges import ExchangeState, ExchangeTopic, ExchangeWay
from bihuan.kernel import search
from bihuan.kernel.actors import permit
from bihuan.kernel.api import Page, PageQuery, TokenAuth, answers, idempotent, page
from bihuan.kernel.moments import Moment, OnDay
from bihuan.kernel.records import OperationError
from bihuan.kernel.web import StaffRequest
from bihuan.organization.models import Region, Staff

router = Router(tags=["customers"])
READ, WRITE = TokenAuth("customers:read"), TokenAuth("customers:write")


class CustomerOut(Schema):
    """A customer; personal data masked."""

    id: int
    number: str
    name: str
    customer_kind: str
    phone: str
    email: str
    region: int | None = Field(None, alias="region_id")
    address: str
    business: str
    tier: str
    is_key: bool
    remarks: str
    merged_into: int | None = Field(None, alias="merged_into_id", description="The file this one was put into.")
    revision: int

    @staticmethod
    def resolve_phone(customer: Any) -> str:
        return str(customer.phone)

    @staticmethod
    def resolve_email(customer: Any) -> str:
        return str(customer.email)

    @staticmethod
    def resolve_address(customer: Any) -> str:
        return str(customer.address)


class CustomerChange(Schema):
    """What may be corrected; what is left out stays."""

    name: str | None = Field(None, min_length=1, max_length=80)
    customer_kind: CustomerKind | None = None
    phone: str | None = Field(None, max_length=40)
    email: str | None = Field(None, max_length=120)
    region: int | None = None
    address: str | None = Field(None, max_length=200)
    business: str | None = Field(None, max_length=40)
    remarks: str | None = Field(None, max_length=2000)


class CustomerIn(CustomerChange):
    """A new customer."""

    name: str = Field(min_length=1, max_length=80)


class CustomerPatch(CustomerChange):
    """A correction of the revision that was read."""

    revision: int | None = Field(None, description="Refused with 409 when the customer has moved on.")


class CustomerQuery(PageQuery):
    """A page of customers, found by words or phone."""

    q: str = Field("", max_length=100, description="Part of the name or number, a phone, or its last four digits.")


@router.get("/customers", auth=READ, response=answers({200: Page[CustomerOut]}))
def index(request: StaffRequest, query: Query[CustomerQuery]) -> dict[str, Any]:
    """List customers, newest first."""
    permit(request.user, "customers.view")
    rows = Customer.objects.visible_to(request.user).standing()
    if query.q.strip():
        rows = rows.filter(pk__in=search.matching(Customer.kind(), query.q))
    return page(rows, query)


@router.get("/customers/{pk}", auth=READ, response=answers({200: CustomerOut}))
def read(request: StaffRequest, pk: int) -> Customer:
    """Return one customer."""
    permit(request.user, "customers.view")
    return _visible(request, pk)


@router.post("/customers", auth=WRITE, response=answers({201: CustomerOut}))
@idempotent(CustomerOut, status=201)
def create(request: StaffRequest, payload: CustomerIn) -> Customer:
    """Enter a customer."""
    return operations.register(by=request.user, source="api", **_values(payload))


@router.patch("/customers/{pk}", auth=WRITE, response=answers({200: CustomerOut}))
@idempotent(CustomerOut, status=200)
def change(request: StaffRequest, pk: int, payload: CustomerPatch) -> Customer:
    """Correct a customer."""
    values = _values(payload)
    revision = values.pop("revision", None)
    return operations.change(_visible(request, pk), by=request.user, revision=revision, source="api", **values)


def _visible(request: StaffRequest, pk: int) -> Customer:
    customer: Customer = Customer.objects.visible_to(request.user).get(pk=pk)
    return customer


def _values(payload: CustomerChange) -> dict[str, Any]:
    values = {name: value for name, value in payload.dict(exclude_unset=True).items() if value is not None}
    if "region" in values:
        values["region"] = Region.objects.filter(pk=values["region"]).first()
        if values["region"] is None:
            raise OperationError(_("There is no such region."), field="region")
    return values


class ExchangeOut(Schema):
    """An exchange with a customer."""

    id: int
    number: str
    state: str
    customer: int = Field(alias="customer_id")
    held_at: datetime
    way: str
    topic: str
    theirs: str
    held_by: int = Field(alias="held_by_id")
    order_no: str
    subject: str
    content: str
    agreed: str
    todo: str
    owner: int | None = Field(None, alias="owner_id")
    due_on: date | None
    outcome: str
    revision: int


class ExchangeIn(Schema):
    """An exchange to be noted."""

    customer: int
    held_at: Moment
    way: ExchangeWay
    topic: ExchangeTopic
    theirs: str = Field(min_length=1, max_length=80)
    subject: str = Field(min_length=1, max_length=120)
    content: str = Field(min_length=1, max_length=2000)
    agreed: str = Field("", max_length=2000)
    order_no: str = Field("", max_length=40)
    todo: str = Field("", max_length=200)
    owner: str = Field("", max_length=60, description="User name of whoever sees to it.")
    due_on: OnDay | None = None


class Outcome(Schema):
    """What came of it."""

    outcome: str = Field(min_length=1, max_length=2000)
    revision: int | None = None


class ExchangeQuery(PageQuery):
    """A page of exchanges, of all customers or one."""

    customer: int | None = None
    open: bool = Field(False, description="Only what is still to be followed up.")


@router.get("/exchanges", auth=READ, response=answers({200: Page[ExchangeOut]}))
def exchanges(request: StaffRequest, query: Query[ExchangeQuery]) -> dict[str, Any]:
    """List exchanges with customers, newest first."""
    permit(request.user, "customers.view")
    rows = Exchange.objects.visible_to(request.user)
    rows = rows.filter(customer=query.customer) if query.customer else rows
    return page(rows.filter(state=ExchangeState.OPEN) if query.open else rows, query)


@router.get("/exchanges/{pk}", auth=READ, response=answers({200: ExchangeOut}))
def exchange(request: StaffRequest, pk: int) -> Exchange:
    """Return one exchange."""
    return _exchange(request, pk)


@router.post("/exchanges", auth=WRITE, response=answers({201: ExchangeOut}))
@idempotent(ExchangeOut, status=201)
def note_exchange(request: StaffRequest, payload: ExchangeIn) -> Exchange:
    """Note an exchange with a customer."""
    values = payload.dict()
    customer, owner = _visible(request, values.pop("customer")), values.pop("owner")
    values["owner"] = Staff.objects.active().filter(username=owner).first() if owner else None
    if owner and values["owner"] is None:
        raise OperationError(_("There is no such colleague."), field="owner")
    said = exchange_operations.Said(held_by=request.user, **values)
    return exchange_operations.note(customer, said, by=request.user, source="api")


@router.post("/exchanges/{pk}/settle", auth=WRITE, response=answers({200: ExchangeOut}))
@idempotent(ExchangeOut, status=200)
def settle_exchange(request: StaffRequest, pk: int, payload: Outcome) -> Exchange:
    """Write what came of what was agreed."""
    return exchange_operations.settle(
        _exchange(request, pk), outcome=payload.outcome, revision=payload.revision, by=request.user
    )


def _exchange(request: StaffRequest, pk: int) -> Exchange:
    found: Exchange = Exchange.objects.visible_to(request.user).get(pk=pk)
    return found
