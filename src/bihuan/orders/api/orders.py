"""Orders for other systems: registered, read, brought along step by step."""

from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any

from django.db.models import QuerySet
from ninja import Field, Query, Schema

from bihuan.kernel.actors import permit
from bihuan.kernel.api import Moment, OnDay, Page, PageQuery, TokenAuth, answers, idempotent, page
from bihuan.kernel.web import StaffRequest
from bihuan.orders.api.routes import customer_numbered, model_coded, router
from bihuan.orders.models import Order
from bihuan.orders.operations import cancelling, registering, reviewing, shipping
from bihuan.orders.operations.shipping import Dispatch
from bihuan.orders.queries import orders as queries
from bihuan.orders.states.choices import OrderWay

READ, WRITE = TokenAuth("sales:read"), TokenAuth("sales:write")


class PositionIn(Schema):
    """One position."""

    model: str = Field(min_length=1, max_length=60)
    quantity: int = Field(ge=1, le=10_000_000)
    price: Decimal | None = Field(None, ge=0, max_digits=12, decimal_places=2)
    wanted_on: OnDay | None = None
    requirements: str = Field("", max_length=300)


class SaleIn(Schema):
    """An order to register."""

    customer: str = Field(min_length=1, max_length=40, description="Number of the customer")
    lines: list[PositionIn] = Field(min_length=1, max_length=200)
    their_number: str = Field("", max_length=60)
    contact_name: str = Field("", max_length=80)
    phone: str = Field("", max_length=40)
    deliver_to: str = Field("", max_length=200)
    requirements: str = Field("", max_length=2000)
    remarks: str = Field("", max_length=2000)
    received_at: Moment | None = None


class PositionOut(Schema):
    """A position in force, or one that a change has ended."""

    id: int
    model: str
    quantity: int
    price: Decimal | None
    wanted_on: date | None
    shipped: int
    since_version: int
    ended_version: int | None

    @staticmethod
    def resolve_model(line: Any) -> str:
        """Return the model's code."""
        return str(line.model.code)


class SaleOut(Schema):
    """An order; the phone is masked."""

    id: int
    number: str
    state: str
    way: str
    customer: str
    their_number: str
    contact_name: str
    phone: str
    requirements: str
    version: int
    promised_on: date | None
    answered_at: datetime | None
    received_at: datetime
    shipped_at: datetime | None
    closed_at: datetime | None
    lines: list[PositionOut]
    revision: int

    @staticmethod
    def resolve_customer(record: Order) -> str:
        """Return the customer's number."""
        return str(record.customer.number)

    @staticmethod
    def resolve_phone(record: Order) -> str:
        """Return the masked phone."""
        return str(record.phone)

    @staticmethod
    def resolve_lines(record: Order) -> list[Any]:
        """Return every position, ended ones too."""
        return list(record.lines.all())


class SaleStep(StrEnum):
    """The steps of an order; each takes the fields named like its form's."""

    IDENTIFY = "identify"
    ASK = "ask"
    CLARIFY = "clarify"
    RELEASE = "release"
    SEND_ROUND = "send_round"
    ANSWER = "answer"
    CLOSE = "close"
    CANCEL = "cancel"


class SaleStepIn(Schema):
    """What a step needs; `revision` is the one you read."""

    revision: int | None = None
    note: str = Field("", max_length=2000)
    text: str = Field("", max_length=2000)
    found: dict[str, str] = Field(default_factory=dict, description="Words by the code of the requirement")
    answer_way: OrderWay = OrderWay.EMAIL
    promised_on: OnDay | None = None


class ShipIn(Schema):
    """What is shipped: pieces by the position's id."""

    revision: int | None = None
    pieces: dict[int, int]
    carrier: str = Field("", max_length=60)
    waybill: str = Field("", max_length=60)


_SALE_STEPS: dict[SaleStep, tuple[Callable[..., Any], tuple[str, ...]]] = {
    SaleStep.IDENTIFY: (registering.identify, ("found",)),
    SaleStep.ASK: (registering.ask, ("text",)),
    SaleStep.CLARIFY: (registering.clarify, ("note",)),
    SaleStep.RELEASE: (reviewing.release, ("note",)),
    SaleStep.SEND_ROUND: (reviewing.send_round, ("note",)),
    SaleStep.ANSWER: (reviewing.answer, ("text", "answer_way", "promised_on")),
    SaleStep.CLOSE: (reviewing.close, ("note",)),
    SaleStep.CANCEL: (cancelling.cancel, ("note",)),
}


class SaleQuery(PageQuery):
    """Filters of the list."""

    state: str = ""
    number: str = ""
    their_number: str = ""


@router.post("/sales-orders", auth=WRITE, response=answers({201: SaleOut}), summary="Register an order")
@idempotent(SaleOut, status=201)
def register(request: StaffRequest, payload: SaleIn) -> Order:
    """Register an order under the next number."""
    permit(request.user, "orders.register")
    values = payload.dict()
    lines = [registering.Entry(**{**one, "model": model_coded(one["model"])}) for one in values.pop("lines")]
    customer = customer_numbered(values.pop("customer"), request.user)
    purchase = registering.Purchase(customer=customer, lines=lines, way=OrderWay.API, **values)
    made = registering.register(purchase, by=request.user, source="api")
    return queries.opened(request.user).get(pk=made.pk)


@router.get("/sales-orders", auth=READ, response=answers({200: Page[SaleOut]}), summary="List orders")
def sales_orders(request: StaffRequest, query: Query[SaleQuery]) -> dict[str, Any]:
    """List visible orders, the latest first."""
    rows: QuerySet[Order] = queries.opened(request.user)
    wanted = {name: getattr(query, name) for name in ("state", "number", "their_number")}
    rows = rows.filter(**{name: value for name, value in wanted.items() if value})
    return page(rows, query, order=("-received_at", "-pk"))


@router.get("/sales-orders/{int:pk}", auth=READ, response=answers({200: SaleOut}), summary="One order")
def one_order(request: StaffRequest, pk: int) -> Order:
    """Return a visible order."""
    return queries.opened(request.user).get(pk=pk)


@router.post("/sales-orders/{int:pk}/ship", auth=WRITE, response=answers({200: SaleOut}), summary="Ship an order")
@idempotent(SaleOut, status=200)
def ship(request: StaffRequest, pk: int, payload: ShipIn) -> Order:
    """Ship some pieces; never more than are ordered or in stock."""
    how = Dispatch(carrier=payload.carrier, waybill=payload.waybill)
    found = queries.opened(request.user).get(pk=pk)
    permit(request.user, "orders.ship_order", found)
    shipping.ship(found, payload.pieces, how=how, by=request.user, revision=payload.revision)
    return queries.opened(request.user).get(pk=pk)


@router.post(
    "/sales-orders/{int:pk}/steps/{step}", auth=WRITE, response=answers({200: SaleOut}), summary="A step of an order"
)
@idempotent(SaleOut, status=200)
def take_step(request: StaffRequest, pk: int, step: SaleStep, payload: SaleStepIn) -> Order:
    """Bring an order one step along; what the table of moves wants, it wants here too."""
    operation, names = _SALE_STEPS[step]
    values = {name: getattr(payload, name) for name in names}
    found = queries.opened(request.user).get(pk=pk)
    permit(request.user, Order.moves.get(step).policy, found)
    operation(found, by=request.user, revision=payload.revision, **values)
    return queries.opened(request.user).get(pk=pk)
