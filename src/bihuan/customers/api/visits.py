"""Visits and relationship expenses over the API (CUS-04, CUS-05)."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import Field, Query, Router, Schema

from bihuan.customers.models import Customer, ExpenseSheet, Visit
from bihuan.customers.operations import sheets
from bihuan.customers.operations import visits as visit_operations
from bihuan.customers.queries.expenses import lines as expense_lines
from bihuan.customers.states.visits import VisitState
from bihuan.kernel.actors import permit
from bihuan.kernel.api import Page, PageQuery, TokenAuth, answers, idempotent, page
from bihuan.kernel.records import OperationError
from bihuan.kernel.web import StaffRequest

router = Router(tags=["customers"])
READ_VISITS, WRITE_VISITS = TokenAuth("visits:read"), TokenAuth("visits:write")
READ_EXPENSES, WRITE_EXPENSES = TokenAuth("expenses:read"), TokenAuth("expenses:write")


class VisitOut(Schema):
    """A visit; what was said stands in it as the visitor wrote it."""

    id: int
    number: str
    state: str
    customer: str = Field(alias="customer.number")
    visitor: str = Field(alias="visitor.username")
    plan: str | None = Field(None, alias="plan.number")
    planned_on: date
    visited_at: datetime | None
    met_who: str
    stock: str
    purchases: str
    sales: str
    wishes: str
    complaint: str
    needs: str
    market: str
    technical: str
    effect: str
    handled: str
    is_missed: bool
    revision: int


class VisitIn(Schema):
    """A visit of one's own that no plan has."""

    customer: int
    planned_on: date


class VisitTold(Schema):
    """What came of a visit; the day's report opens with it."""

    met_who: str = Field(min_length=1, max_length=80)
    effect: str = Field(min_length=1, max_length=2000)
    business: str = Field("", max_length=200)
    stock: str = Field("", max_length=200)
    purchases: str = Field("", max_length=200)
    sales: str = Field("", max_length=200)
    wishes: str = Field("", max_length=2000)
    complaint: str = Field("", max_length=2000)
    needs: str = Field("", max_length=2000)
    market: str = Field("", max_length=2000)
    technical: str = Field("", max_length=2000)
    handled: str = Field("", max_length=2000)
    other: str = Field("", max_length=2000)
    revision: int | None = Field(None, description="Refused with 409 when the visit has moved on.")


class VisitQuery(PageQuery):
    """A page of visits."""

    state: str = Field("", max_length=12)
    missed: bool = Field(False, description="Only those whose day has passed.")


class SheetLineOut(Schema):
    """A customer's purchases of one product, or a new customer's application."""

    customer: str = Field(alias="customer.number")
    account: str | None = Field(None, alias="account.code")
    application: str | None = Field(None, alias="special.number")
    sold_in: date
    quantity: Decimal
    sale: Decimal
    received: Decimal
    claim: Decimal
    paid: Decimal


class ExpenseSheetOut(Schema):
    """A salesman's month of relationship expenses."""

    id: int
    number: str
    kind: str = Field(alias="sheet_kind")
    state: str
    salesman: str = Field(alias="salesman.username")
    month: date
    total: Decimal
    is_late: bool
    void_reason: str
    submitted_at: datetime | None
    checked_at: datetime | None
    lines: list[SheetLineOut]
    revision: int

    @staticmethod
    def resolve_lines(sheet: Any) -> list[Any]:
        return expense_lines(sheet)


class SheetStep(Schema):
    """A step on a sheet."""

    revision: int | None = Field(None, description="Refused with 409 when the sheet has moved on.")


class SheetQuery(PageQuery):
    """A page of sheets."""

    state: str = Field("", max_length=12)
    month: date | None = None


@router.get("/visits", auth=READ_VISITS, response=answers({200: Page[VisitOut]}))
def visits_index(request: StaffRequest, query: Query[VisitQuery]) -> dict[str, Any]:
    """List the visits one may see, newest first."""
    rows = Visit.objects.visible_to(request.user).select_related("customer", "visitor", "plan")
    if query.state:
        rows = rows.filter(state=query.state)
    if query.missed:
        rows = rows.filter(state=VisitState.PLANNED, planned_on__lt=timezone.localdate())
    return page(rows, query)


@router.get("/visits/{pk}", auth=READ_VISITS, response=answers({200: VisitOut}))
def visit_read(request: StaffRequest, pk: int) -> Visit:
    """Return one visit."""
    return _visit(request, pk)


@router.post("/visits", auth=WRITE_VISITS, response=answers({201: VisitOut}))
@idempotent(VisitOut, status=201)
def visit_create(request: StaffRequest, payload: VisitIn) -> Visit:
    """Put a visit into one's own days that no plan has."""
    customer = Customer.objects.filter(pk=payload.customer).first()
    if customer is None:
        raise OperationError(_("There is no such customer on file."), field="customer")
    return visit_operations.add_visit(customer, on=payload.planned_on, by=request.user)


@router.post("/visits/{pk}/record", auth=WRITE_VISITS, response=answers({200: VisitOut}))
@idempotent(VisitOut, status=200)
def visit_record(request: StaffRequest, pk: int, payload: VisitTold) -> Visit:
    """Write a visit down."""
    told = payload.dict(exclude_unset=True)
    revision = told.pop("revision", None)
    return visit_operations.record(_visit(request, pk), told=told, by=request.user, revision=revision)


@router.get("/expense-sheets", auth=READ_EXPENSES, response=answers({200: Page[ExpenseSheetOut]}))
def sheets_index(request: StaffRequest, query: Query[SheetQuery]) -> dict[str, Any]:
    """List the sheets one may see, newest first."""
    permit(request.user, "customers.see_expenses")
    rows = ExpenseSheet.objects.visible_to(request.user).select_related("salesman")
    if query.state:
        rows = rows.filter(state=query.state)
    if query.month:
        rows = rows.filter(month=query.month.replace(day=1))
    return page(rows, query)


@router.get("/expense-sheets/{pk}", auth=READ_EXPENSES, response=answers({200: ExpenseSheetOut}))
def sheet_read(request: StaffRequest, pk: int) -> ExpenseSheet:
    """Return one sheet."""
    permit(request.user, "customers.see_expenses")
    return _sheet(request, pk)


@router.post("/expense-sheets/{pk}/submit", auth=WRITE_EXPENSES, response=answers({200: ExpenseSheetOut}))
@idempotent(ExpenseSheetOut, status=200)
def sheet_submit(request: StaffRequest, pk: int, payload: SheetStep) -> ExpenseSheet:
    """Hand a sheet in to be checked."""
    permit(request.user, "customers.see_expenses")
    return sheets.submit(_sheet(request, pk), by=request.user, revision=payload.revision)


def _visit(request: StaffRequest, pk: int) -> Visit:
    found: Visit = Visit.objects.visible_to(request.user).select_related("customer", "visitor", "plan").get(pk=pk)
    return found


def _sheet(request: StaffRequest, pk: int) -> ExpenseSheet:
    found: ExpenseSheet = ExpenseSheet.objects.visible_to(request.user).select_related("salesman").get(pk=pk)
    return found
