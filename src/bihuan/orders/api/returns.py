"""Returns for other systems: registered, read, brought along step by step."""

from collections.abc import Callable
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from ninja import Field, Query, Schema

from bihuan.kernel.actors import permit
from bihuan.kernel.api import Moment, OnDay, Page, PageQuery, TokenAuth, answers, idempotent, page
from bihuan.kernel.records import OperationError
from bihuan.kernel.web import StaffRequest
from bihuan.orders.api.routes import customer_numbered, model_coded, router
from bihuan.orders.models import GoodsReturn, Order
from bihuan.orders.operations import returning, settling
from bihuan.orders.operations.settling import Decision
from bihuan.orders.queries import returns as return_queries
from bihuan.orders.states.choices import OrderWay, Settlement, Wish
from bihuan.products.queries import recognise
from bihuan.service.states import ReplyBy

RETURNS_READ, RETURNS_WRITE = TokenAuth("returns:read"), TokenAuth("returns:write")


class ReturnIn(Schema):
    """A return to register; of the model and the serial number one is wanted."""

    customer: str = Field(min_length=1, max_length=40, description="Number of the customer")
    model: str = Field("", max_length=60)
    serial: str = Field("", max_length=60)
    quantity: int = Field(1, ge=1, le=10_000_000)
    reason: str = Field(min_length=1, max_length=2000)
    wish: Wish = Wish.REPLENISH
    order: str = Field("", max_length=40, description="Number of the order it was shipped with")
    batch: str = Field("", max_length=60)
    price: Decimal | None = Field(None, ge=0, max_digits=12, decimal_places=2)
    bought_on: OnDay | None = None
    contact_name: str = Field("", max_length=80)
    phone: str = Field("", max_length=40)
    registered_at: Moment | None = None


class ReturnOut(Schema):
    """A return; the phone is masked."""

    id: int
    number: str
    state: str
    customer: str
    model: str
    quantity: int
    reason: str
    wish: str
    received: int | None
    good: int | None
    bad: int | None
    nonconformity: str = Field(alias="nonconformity_number")
    decision: str
    replenish_quantity: int
    replenished: int
    refund_amount: Decimal
    depreciation: Decimal
    reply: str
    verdict: str
    registered_at: datetime
    replied_at: datetime | None
    closed_at: datetime | None
    revision: int

    @staticmethod
    def resolve_customer(record: GoodsReturn) -> str:
        """Return the customer's number."""
        return str(record.customer.number)

    @staticmethod
    def resolve_model(record: GoodsReturn) -> str:
        """Return the model's code."""
        return str(record.model.code)


class ReturnStep(StrEnum):
    """The steps of a return; each takes the fields named like its form's."""

    CONTACT = "contact"
    ARRIVE = "arrive"
    DECIDE = "decide"
    REPLENISH = "replenish"
    REFUND = "refund"
    REPLY = "reply"
    CLOSE = "close"
    CANCEL = "cancel"


class ReturnStepIn(Schema):
    """What a step needs; `revision` is the one you read."""

    revision: int | None = None
    note: str = Field("", max_length=2000)
    received: int = Field(0, ge=0, le=10_000_000)
    carrier: str = Field("", max_length=60)
    words: str = Field("", max_length=2000)
    replenish: int = Field(0, ge=0, le=10_000_000)
    refund: int = Field(0, ge=0, le=10_000_000)
    price: Decimal | None = Field(None, ge=0, max_digits=12, decimal_places=2)
    quantity: int = Field(0, ge=0, le=10_000_000)
    proof: str = Field("", max_length=60)
    paid_on: OnDay | None = None
    text: str = Field("", max_length=2000)
    reply_by: ReplyBy = ReplyBy.PHONE
    verdict: Settlement | None = None
    said: str = Field("", max_length=2000)


def _decide(one: GoodsReturn, *, words: str, replenish: int, refund: int, price: Any, **values: Any) -> Any:
    decision = Decision(words=words, replenish=replenish, refund=refund, price=price)
    return settling.decide(one, decision, **values)


def _close(one: GoodsReturn, *, verdict: Settlement | None, **values: Any) -> Any:
    return settling.close(one, verdict=verdict or "", **values)


_RETURN_STEPS: dict[ReturnStep, tuple[Callable[..., Any], tuple[str, ...]]] = {
    ReturnStep.CONTACT: (returning.contact, ("note",)),
    ReturnStep.ARRIVE: (returning.arrive, ("received", "carrier", "note")),
    ReturnStep.DECIDE: (_decide, ("words", "replenish", "refund", "price")),
    ReturnStep.REPLENISH: (settling.replenish, ("quantity",)),
    ReturnStep.REFUND: (settling.refund, ("proof", "paid_on")),
    ReturnStep.REPLY: (settling.reply, ("text", "reply_by")),
    ReturnStep.CLOSE: (_close, ("verdict", "said")),
    ReturnStep.CANCEL: (settling.cancel, ("note",)),
}


class ReturnQuery(PageQuery):
    """Filters of the list."""

    state: str = ""
    number: str = ""


def _order(number: str, by: Any) -> Order | None:
    found: Order | None = Order.objects.visible_to(by).filter(number=number).first() if number else None
    if number and found is None:
        raise OperationError(_("There is no such order, or not one that you may see."), field="order")
    return found


@router.post("/returns", auth=RETURNS_WRITE, response=answers({201: ReturnOut}), summary="Register a return")
@idempotent(ReturnOut, status=201)
def register_return(request: StaffRequest, payload: ReturnIn) -> GoodsReturn:
    """Register a return; the limits of a complaint start at once."""
    permit(request.user, "orders.register_return")
    values = payload.dict()
    serial, code, by = values.pop("serial"), values.pop("model"), request.user
    unit = recognise(serial) if serial else None
    if serial and unit is None:
        raise OperationError(_("No unit with this number."), field="serial")
    customer, order = customer_numbered(values.pop("customer"), by), _order(values.pop("order"), by)
    said = returning.Announcement(
        customer=customer, order=order, unit=unit, model=unit.model if unit else model_coded(code), way=OrderWay.EMAIL,
        **values,
    )  # fmt: skip
    return returning.register_return(said, by=by, source="api")


@router.get("/returns", auth=RETURNS_READ, response=answers({200: Page[ReturnOut]}), summary="List returns")
def returns(request: StaffRequest, query: Query[ReturnQuery]) -> dict[str, Any]:
    """List visible returns, the latest first."""
    rows: QuerySet[GoodsReturn] = return_queries.opened(request.user)
    wanted = {name: getattr(query, name) for name in ("state", "number")}
    rows = rows.filter(**{name: value for name, value in wanted.items() if value})
    return page(rows, query, order=("-registered_at", "-pk"))


@router.get("/returns/{int:pk}", auth=RETURNS_READ, response=answers({200: ReturnOut}), summary="One return")
def one_return(request: StaffRequest, pk: int) -> GoodsReturn:
    """Return a visible return."""
    return return_queries.opened(request.user).get(pk=pk)


@router.post(
    "/returns/{int:pk}/{step}", auth=RETURNS_WRITE, response=answers({200: ReturnOut}), summary="A step of a return"
)
@idempotent(ReturnOut, status=200)
def take_return_step(request: StaffRequest, pk: int, step: ReturnStep, payload: ReturnStepIn) -> GoodsReturn:
    """Bring a return one step along; what the table of moves wants, it wants here too."""
    operation, names = _RETURN_STEPS[step]
    values = {name: getattr(payload, name) for name in names}
    found = return_queries.opened(request.user).get(pk=pk)
    permit(request.user, GoodsReturn.moves.get(step).policy, found)
    operation(found, by=request.user, revision=payload.revision, **values)
    return return_queries.opened(request.user).get(pk=pk)
