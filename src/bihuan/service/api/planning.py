"""Technicians' appointments and plans of a day for other systems, to read (SVC-08)."""

from datetime import date, datetime
from typing import Any

from django.db.models import QuerySet
from ninja import Query, Schema

from bihuan.kernel.api import Page, PageQuery, answers, page
from bihuan.kernel.web import StaffRequest
from bihuan.service.api.routes import ORDERS_READ, router
from bihuan.service.models import Appointment, DayPlan
from bihuan.service.queries.crew import day_span
from bihuan.service.queries.day_plans import shown


class AppointmentOut(Schema):
    """Time of a technician that no request fills."""

    id: int
    technician_id: int
    appointment_kind: str
    subject: str
    place: str
    starts_at: datetime
    ends_at: datetime
    is_cancelled: bool
    installation_id: int | None
    revision: int


class AppointmentQuery(PageQuery):
    """Filters of appointments."""

    technician_id: int | None = None
    day: date | None = None


@router.get(
    "/appointments", auth=ORDERS_READ, response=answers({200: Page[AppointmentOut]}), summary="List appointments"
)
def appointments(request: StaffRequest, query: Query[AppointmentQuery]) -> dict[str, Any]:
    """List visible appointments, the newest first; cancelled ones say so."""
    rows: QuerySet[Appointment] = Appointment.objects.visible_to(request.user)
    if query.technician_id:
        rows = rows.filter(technician=query.technician_id)
    if query.day:
        start, end = day_span(query.day)
        rows = rows.filter(starts_at__lt=end, ends_at__gt=start)
    return page(rows, query)


class EntryOut(Schema):
    """One stretch of a technician's planned day: a job to be dispatched, or what stood there already."""

    start: datetime
    end: datetime
    title: str
    is_fixed: bool
    request: int | None = None
    number: str = ""
    place: str = ""
    way: int | None = None
    is_open: bool = False


class DayOut(Schema):
    """A technician's day; the way in minutes."""

    technician: int
    name: str
    way: int
    idle: int
    entries: list[EntryOut]


class LeftOut(Schema):
    """A request that found no place in the plan."""

    request: int
    number: str
    why: str


class DayPlanOut(Schema):
    """A plan of a day; `is_ready` is false while it is being worked out."""

    id: int
    day: date
    outlet_id: int | None
    is_ready: bool
    lines: list[DayOut]
    left: list[LeftOut]


class DayPlanQuery(PageQuery):
    """Filters of plans."""

    day: date | None = None


class DayPlanRow(Schema):
    """A plan in the list."""

    id: int
    day: date
    outlet_id: int | None
    done: int
    total: int


@router.get("/day-plans", auth=ORDERS_READ, response=answers({200: Page[DayPlanRow]}), summary="List plans of a day")
def day_plans(request: StaffRequest, query: Query[DayPlanQuery]) -> dict[str, Any]:
    """List visible plans, the newest first."""
    rows: QuerySet[DayPlan] = DayPlan.objects.visible_to(request.user)
    return page(rows.filter(day=query.day) if query.day else rows, query)


@router.get("/day-plans/{int:pk}", auth=ORDERS_READ, response=answers({200: DayPlanOut}), summary="One plan of a day")
def day_plan(request: StaffRequest, pk: int) -> dict[str, Any]:
    """Return a visible plan: each technician's line, and what is left with its reason."""
    plan = DayPlan.objects.visible_to(request.user).get(pk=pk)
    facts = shown(plan)
    return {"id": plan.pk, "day": plan.day, "outlet_id": plan.outlet_id, "is_ready": plan.content is not None,
            "lines": facts["lines"], "left": facts["left"]}  # fmt: skip
