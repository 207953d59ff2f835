"""Work orders for other systems: the technician's steps."""

from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from ninja import Field, Query, Schema

from bihuan.kernel.api import Page, PageQuery, answers, idempotent, narrowed, page
from bihuan.kernel.records import OperationError
from bihuan.kernel.web import StaffRequest
from bihuan.products.models import FaultCode
from bihuan.products.queries import codes_for
from bihuan.service import operations
from bihuan.service.api.routes import ORDERS_READ, ORDERS_WRITE, router
from bihuan.service.models import WorkOrder


class OrderOut(Schema):
    """A work order."""

    id: int
    number: str
    state: str
    request_id: int
    technician_id: int
    planned_at: datetime | None
    assigned_at: datetime
    accepted_at: datetime | None
    departed_at: datetime | None
    arrived_at: datetime | None
    findings: str
    cause: str
    work_done: str
    result: str
    minutes_spent: int | None
    completed_at: datetime | None
    signed_at: datetime | None
    revision: int


class DiagnosisIn(Schema):
    """What was found and why it failed."""

    findings: str = Field(min_length=1, max_length=4000)
    cause: str
    fault_code: str = ""


class WorkIn(Schema):
    """What was done."""

    work_done: str = Field(min_length=1, max_length=4000)
    result: str
    minutes_spent: int = Field(ge=0, le=6000)


class OrderQuery(PageQuery):
    """Filters of work orders."""

    state: str = ""
    request_id: int | None = None


@router.get("/orders", auth=ORDERS_READ, response=answers({200: Page[OrderOut]}), summary="List work orders")
def orders(request: StaffRequest, query: Query[OrderQuery]) -> dict[str, Any]:
    """List visible work orders, the newest first."""
    rows = narrowed(WorkOrder.objects.visible_to(request.user), query, "state", "request_id")
    return page(rows, query)


def _order(request: StaffRequest, pk: int) -> WorkOrder:
    rows: QuerySet[WorkOrder] = WorkOrder.objects.visible_to(request.user)
    return rows.select_related("request", "technician").get(pk=pk)


@router.get("/orders/{int:pk}", auth=ORDERS_READ, response=answers({200: OrderOut}), summary="One work order")
def one_order(request: StaffRequest, pk: int) -> WorkOrder:
    """Return a visible work order."""
    return _order(request, pk)


STEPS = {"accept": operations.accept, "depart": operations.depart, "arrive": operations.arrive}


@router.post(
    "/orders/{int:pk}/{step}", auth=ORDERS_WRITE, response=answers({200: OrderOut}), summary="Accept, depart, arrive"
)
@idempotent(OrderOut, status=200)
def step(request: StaffRequest, pk: int, step: str) -> WorkOrder:
    """Report one of the technician's steps: accept, depart or arrive."""
    if step not in STEPS:
        raise OperationError(f"Unknown step {step!r}; use accept, depart or arrive", field="step")
    return STEPS[step](_order(request, pk), by=request.user)


@router.post(
    "/orders/{int:pk}/steps/diagnose", auth=ORDERS_WRITE, response=answers({200: OrderOut}), summary="Diagnose"
)
@idempotent(OrderOut, status=200)
def diagnose(request: StaffRequest, pk: int, payload: DiagnosisIn) -> WorkOrder:
    """Record findings, cause and fault code."""
    order = _order(request, pk)
    code = _fault_code(order, payload.fault_code)
    return operations.diagnose(order, findings=payload.findings, cause=payload.cause, fault_code=code, by=request.user)


def _fault_code(order: WorkOrder, code: str) -> FaultCode | None:
    if not code:
        return None
    found = codes_for(order.request.model).filter(code=code).first()
    if found is None:
        raise OperationError(f"Unknown fault code {code!r}", field="fault_code")
    return found


@router.post("/orders/{int:pk}/steps/finish", auth=ORDERS_WRITE, response=answers({200: OrderOut}), summary="Work done")
@idempotent(OrderOut, status=200)
def finish(request: StaffRequest, pk: int, payload: WorkIn) -> WorkOrder:
    """Record the work done, its result and the time used."""
    return operations.finish(
        _order(request, pk), work_done=payload.work_done, result=payload.result, minutes_spent=payload.minutes_spent,
        by=request.user,
    )  # fmt: skip
