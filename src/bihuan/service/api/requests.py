"""Requests for other systems: taken in, corrected, dispatched, urged."""

from datetime import date, datetime
from typing import Any

from ninja import Field, Query, Schema

from bihuan.kernel.api import Moment, OnDay, Page, PageQuery, answers, idempotent, narrowed, page
from bihuan.kernel.records import OperationError
from bihuan.kernel.web import StaffRequest
from bihuan.service import operations
from bihuan.service.api.further import FURTHER, named_for_programs
from bihuan.service.api.orders import OrderOut
from bihuan.service.api.routes import READ, WRITE, router
from bihuan.service.models import FaultClass, ServiceRequest
from bihuan.service.queries import opened
from bihuan.service.states import Channel, Urgency


class RequestIn(Schema):
    """A trouble to take in; all but the description may be unknown."""

    description: str = Field(min_length=1, max_length=4000)
    contact_name: str = Field("", max_length=80)
    phone: str = Field("", max_length=40)
    address: str = Field("", max_length=200)
    serial: str = Field("", max_length=60)
    model: str = Field("", max_length=120)
    fault_class: str = Field("", max_length=12, description="Code of a fault class")
    urgency: Urgency = Urgency.NORMAL
    fault_on: OnDay | None = Field(None, description="Since when it is faulty; decides what is covered.")
    reported_at: Moment | None = None
    appointment_at: Moment | None = None
    remarks: str = Field("", max_length=2000)
    extra: dict[str, Any] = Field(default_factory=dict, description=FURTHER)


class RequestOut(Schema):
    """A request; phone and address are masked."""

    id: int
    number: str
    state: str
    title: str
    description: str
    contact_name: str
    phone: str
    address: str
    area: str
    serial: str = Field(alias="serial_text")
    model: str = Field(alias="model_text")
    service_class: str
    fault_on: date | None
    lines: dict[str, Any] = Field(description="Who pays for labour, parts, travel and shipping, and on what basis")
    urgency: str
    channel: str
    customer_id: int | None
    unit_id: int | None
    technician_id: int | None
    reported_at: datetime
    completed_at: datetime | None
    closed_at: datetime | None
    revision: int

    @staticmethod
    def resolve_lines(record: ServiceRequest) -> dict[str, Any]:
        """Return the lines of the entitlement."""
        return dict(record.entitlement.get("lines") or {})

    @staticmethod
    def resolve_phone(record: ServiceRequest) -> str:
        """Return the masked phone."""
        return str(record.phone)

    @staticmethod
    def resolve_address(record: ServiceRequest) -> str:
        """Return the masked address."""
        return str(record.address)


class RequestPatch(Schema):
    """What is to be corrected; `revision` is the one you read."""

    revision: int
    description: str | None = Field(None, min_length=1, max_length=4000)
    contact_name: str | None = Field(None, max_length=80)
    phone: str | None = Field(None, max_length=40)
    address: str | None = Field(None, max_length=200)
    fault_on: OnDay | None = None
    urgency: Urgency | None = None
    appointment_at: Moment | None = None
    remarks: str | None = Field(None, max_length=2000)
    extra: dict[str, Any] | None = Field(None, description=FURTHER)


class RequestQuery(PageQuery):
    """Filters of the register."""

    state: str = ""
    number: str = ""


class DispatchIn(Schema):
    """Whom to send, and when."""

    technician_id: int
    planned_at: Moment | None = None
    planned_minutes: int = Field(60, ge=5, le=1440)
    reason: str = Field("", max_length=200)
    revision: int | None = None


class NoteIn(Schema):
    """Words that go with a step."""

    note: str = Field("", max_length=2000)


class DispatchOut(Schema):
    """The order made, or nothing while a superior is asked first."""

    state: str
    order: OrderOut | None


@router.post("/requests", auth=WRITE, response=answers({201: RequestOut}), summary="Take in a request")
@idempotent(RequestOut, status=201)
def take_in(request: StaffRequest, payload: RequestIn) -> ServiceRequest:
    """Enter a trouble in the repair register; its time limits start at once."""
    fault = _fault_class(payload.fault_class)
    intake = operations.Intake(
        description=payload.description, channel=Channel.API, contact_name=payload.contact_name, phone=payload.phone,
        address=payload.address, serial_text=payload.serial, model_text=payload.model, fault_class=fault,
        fault_on=payload.fault_on, urgency=payload.urgency, reported_at=payload.reported_at,
        appointment_at=payload.appointment_at, remarks=payload.remarks, extra=payload.extra,
    )  # fmt: skip
    with named_for_programs():
        return operations.register(intake, by=request.user, source="api")


def _fault_class(code: str) -> FaultClass | None:
    if not code:
        return None
    found = FaultClass.objects.filter(code=code, is_active=True).first()
    if found is None:
        raise OperationError(f"Unknown fault class {code!r}", field="fault_class")
    return found


@router.get("/requests", auth=READ, response=answers({200: Page[RequestOut]}), summary="List requests")
def requests(request: StaffRequest, query: Query[RequestQuery]) -> dict[str, Any]:
    """List visible requests, the latest reported first."""
    rows = narrowed(ServiceRequest.objects.visible_to(request.user), query, "state", "number")
    return page(rows, query, order=("-reported_at", "-pk"))


@router.get("/requests/{int:pk}", auth=READ, response=answers({200: RequestOut}), summary="One request")
def one_request(request: StaffRequest, pk: int) -> ServiceRequest:
    """Return a visible request."""
    return _request(request, pk)


def _request(request: StaffRequest, pk: int) -> ServiceRequest:
    return opened(request.user).get(pk=pk)


@router.patch("/requests/{int:pk}", auth=WRITE, response=answers({200: RequestOut}), summary="Correct a request")
@idempotent(RequestOut, status=200)
def correct(request: StaffRequest, pk: int, payload: RequestPatch) -> ServiceRequest:
    """Correct what was entered; 409 when someone else changed it first."""
    sent = payload.dict(exclude_unset=True)
    values = {name: value for name, value in sent.items() if value is not None or name == "appointment_at"}
    revision = values.pop("revision")
    with named_for_programs():
        return operations.change(_request(request, pk), by=request.user, revision=revision, **values)


@router.post("/requests/{int:pk}/dispatch", auth=WRITE, response=answers({200: DispatchOut}), summary="Dispatch")
@idempotent(DispatchOut, status=200)
def dispatch(request: StaffRequest, pk: int, payload: DispatchIn) -> dict[str, Any]:
    """Assign a technician; where a clause wants approval first, it is asked for."""
    found = _request(request, pk)
    chosen = operations.Assignment(
        technician_id=payload.technician_id, planned_at=payload.planned_at, planned_minutes=payload.planned_minutes,
        reason=payload.reason,
    )  # fmt: skip
    order = operations.dispatch(found, chosen, by=request.user, revision=payload.revision)
    return {"state": "dispatched" if order else "awaiting_approval", "order": order}


@router.post(
    "/requests/{int:pk}/urge", auth=WRITE, response=answers({200: RequestOut}), summary="Customer called again"
)
@idempotent(RequestOut, status=200)
def urge(request: StaffRequest, pk: int, payload: NoteIn) -> ServiceRequest:
    """Record that the customer called again; owner and manager hear of it."""
    return operations.urge(_request(request, pk), note=payload.note, by=request.user)
