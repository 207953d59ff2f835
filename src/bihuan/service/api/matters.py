"""Failure reports, contact sheets and emergencies for other systems, to read."""

from datetime import datetime
from typing import Any

from ninja import Query, Schema

from bihuan.kernel.api import Page, PageQuery, answers, page
from bihuan.kernel.web import StaffRequest
from bihuan.service.api.routes import READ, router
from bihuan.service.models import ContactSheet, Emergency, FailureReport


class StateQuery(PageQuery):
    """Filters of these lists."""

    state: str = ""


class FailureOut(Schema):
    """A failure report."""

    id: int
    number: str
    state: str
    request_id: int | None
    customer_id: int | None
    occurred_at: datetime
    place: str
    symptom: str
    plan: str
    outcome: str
    reported_at: datetime
    closed_at: datetime | None


class SheetOut(Schema):
    """A contact sheet between two departments."""

    id: int
    number: str
    state: str
    request_id: int | None
    from_department_id: int
    to_department_id: int
    subject: str
    content: str
    answer: str
    ruling: str
    result: str
    asked_at: datetime
    done_at: datetime | None


class EmergencyOut(Schema):
    """An emergency."""

    id: int
    number: str
    state: str
    level: str
    request_id: int | None
    place: str
    situation: str
    needed: int
    declared_at: datetime
    mobilised_at: datetime | None
    stood_down_at: datetime | None


def _listed(rows: Any, query: StateQuery, order: str) -> dict[str, Any]:
    return page(rows.filter(state=query.state) if query.state else rows, query, order=(order, "-pk"))


@router.get("/failures", auth=READ, response=answers({200: Page[FailureOut]}), summary="List failure reports")
def failures(request: StaffRequest, query: Query[StateQuery]) -> dict[str, Any]:
    """List visible failure reports, the latest first."""
    return _listed(FailureReport.objects.visible_to(request.user), query, "-reported_at")


@router.get("/contact-sheets", auth=READ, response=answers({200: Page[SheetOut]}), summary="List contact sheets")
def contact_sheets(request: StaffRequest, query: Query[StateQuery]) -> dict[str, Any]:
    """List visible contact sheets, the latest first."""
    return _listed(ContactSheet.objects.visible_to(request.user), query, "-asked_at")


@router.get("/emergencies", auth=READ, response=answers({200: Page[EmergencyOut]}), summary="List emergencies")
def emergencies(request: StaffRequest, query: Query[StateQuery]) -> dict[str, Any]:
    """List visible emergencies, the latest first."""
    return _listed(Emergency.objects.visible_to(request.user), query, "-declared_at")
