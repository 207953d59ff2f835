"""Bills with their lines, payments and invoice for other systems, to read."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet
from ninja import Query, Schema

from bihuan.kernel.api import Page, PageQuery, TokenAuth, answers, narrowed, page
from bihuan.kernel.web import StaffRequest
from bihuan.service.api.routes import router
from bihuan.service.models import Charge

READ = TokenAuth("charges:read")


class ChargeLineOut(Schema):
    """A line of a bill; amounts in yuan."""

    kind: str
    text: str
    code: str
    quantity: Decimal
    unit_price: Decimal
    amount: Decimal
    payer: str
    basis: str
    step: str


class PaymentOut(Schema):
    """Money received."""

    number: str
    amount: Decimal
    method: str
    reference: str
    received_at: datetime


class InvoiceOut(Schema):
    """The invoice of a bill."""

    number: str
    issued_on: date
    buyer: str
    tax_number: str
    amount: Decimal


class ChargeOut(Schema):
    """A bill; amounts in yuan."""

    id: int
    number: str
    state: str
    request_id: int
    order_id: int | None
    job_id: int | None
    total: Decimal
    discount: Decimal
    amount: Decimal
    paid: Decimal
    agreed_amount: Decimal | None
    due_at: datetime | None
    pay_by: date | None
    lines: list[ChargeLineOut]
    payments: list[PaymentOut]
    invoice: InvoiceOut | None
    revision: int

    @staticmethod
    def resolve_lines(charge: Charge) -> list[Any]:
        """Return the lines of the bill."""
        return list(charge.lines.all())

    @staticmethod
    def resolve_payments(charge: Charge) -> list[Any]:
        """Return what was received."""
        return list(charge.payments.all())

    @staticmethod
    def resolve_invoice(charge: Charge) -> Any:
        """Return the invoice, where there is one."""
        return getattr(charge, "invoice", None)


class ChargeQuery(PageQuery):
    """Filters of bills."""

    state: str = ""
    request_id: int | None = None
    invoice: str = ""


def _rows(request: StaffRequest) -> QuerySet[Charge]:
    rows: QuerySet[Charge] = Charge.objects.visible_to(request.user)
    if not request.user.has_perm("service.view_charges"):
        rows = rows.none()
    return rows.select_related("invoice").prefetch_related("lines", "payments")


@router.get("/charges", auth=READ, response=answers({200: Page[ChargeOut]}), summary="List bills")
def charges(request: StaffRequest, query: Query[ChargeQuery]) -> dict[str, Any]:
    """List visible bills, the newest first."""
    rows = narrowed(_rows(request), query, "state", "request_id", invoice="invoice__number")
    return page(rows, query)


@router.get("/charges/{int:pk}", auth=READ, response=answers({200: ChargeOut}), summary="One bill")
def charge(request: StaffRequest, pk: int) -> Charge:
    """Return a visible bill."""
    return _rows(request).get(pk=pk)
