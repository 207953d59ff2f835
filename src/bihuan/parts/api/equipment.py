"""Loaners, loans and tools over the API, to be read; no customer's name among them."""

from datetime import date, datetime
from typing import Any

from django.utils import timezone
from ninja import Field, Query, Router, Schema

from bihuan.kernel.actors import permit
from bihuan.kernel.api import Page, PageQuery, TokenAuth, answers, page
from bihuan.kernel.web import StaffRequest
from bihuan.parts.models import Loan, Loaner, Tool
from bihuan.parts.states.loans import LoanState

router = Router(tags=["parts"])
READ = TokenAuth("parts:read")


class LoanerOut(Schema):
    """A machine or part of the pool."""

    id: int
    number: str
    kind: str = Field(alias="loaner_kind")
    name: str
    type: str = Field(alias="type_text", description="Number of its model or part.")
    serial: str
    place: str | None = Field(None, alias="place.code")
    condition: str
    is_usable: bool
    is_retired: bool
    revision: int


class LoanOut(Schema):
    """A loan, from its reservation to the loaner's return."""

    id: int
    number: str
    state: str
    loaner: str = Field(alias="loaner.number")
    about: str = Field(alias="about_number", description="Number of the record it was lent for.")
    lent_at: datetime | None
    due_on: date | None
    is_overdue: bool
    returned_at: datetime | None
    condition_back: str
    revision: int


class ToolOut(Schema):
    """A tool with the days it is due."""

    id: int
    number: str
    name: str
    kind: str = Field(alias="tool_kind")
    model: str = Field(alias="model_text")
    serial: str
    state: str
    place: str | None = Field(None, alias="place.code")
    holder: str | None = Field(None, alias="holder.username")
    maintenance_due_on: date | None
    calibration_due_on: date | None
    is_overdue: bool
    revision: int


class LoanerQuery(PageQuery):
    """A page of loaners."""

    serial: str = Field("", max_length=60)
    free: bool = Field(False, description="Only those that can be lent now.")


class LoanQuery(PageQuery):
    """A page of loans."""

    state: str = Field("", max_length=24)
    overdue: bool = Field(False, description="Only those that should have come back.")


class ToolQuery(PageQuery):
    """A page of tools."""

    number: str = Field("", max_length=40)
    state: str = Field("", max_length=24)


@router.get("/loaners", auth=READ, response=answers({200: Page[LoanerOut]}))
def loaners(request: StaffRequest, query: Query[LoanerQuery]) -> dict[str, Any]:
    """List the pool of loaners."""
    permit(request.user, "parts.view")
    rows = Loaner.objects.visible_to(request.user).select_related("model", "part", "place")
    if query.serial:
        rows = rows.filter(serial=query.serial)
    return page(rows.free() if query.free else rows, query)


@router.get("/loans", auth=READ, response=answers({200: Page[LoanOut]}))
def loans(request: StaffRequest, query: Query[LoanQuery]) -> dict[str, Any]:
    """List the loans one may see."""
    permit(request.user, "parts.view")
    rows = Loan.objects.visible_to(request.user).select_related("loaner")
    if query.state:
        rows = rows.filter(state=query.state)
    if query.overdue:
        rows = rows.filter(state=LoanState.LENT, due_on__lt=timezone.localdate())
    return page(rows, query)


@router.get("/tools", auth=READ, response=answers({200: Page[ToolOut]}))
def tools(request: StaffRequest, query: Query[ToolQuery]) -> dict[str, Any]:
    """List tools and equipment."""
    permit(request.user, "parts.view")
    rows = Tool.objects.visible_to(request.user).select_related("place", "holder")
    if query.number:
        rows = rows.filter(number=query.number.upper())
    return page(rows.filter(state=query.state) if query.state else rows, query)
