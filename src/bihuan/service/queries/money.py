"""What is open between technicians and the accountant, and what finance gets (SVC-11)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import Exists, F, OuterRef, QuerySet, Sum
from django.utils import timezone
from django.utils.translation import gettext as _

from bihuan.deadlines.queries import nearest
from bihuan.organization.models import Staff
from bihuan.organization.states import Post
from bihuan.regulations.queries import ruleset
from bihuan.service.models import CashHandover, Charge, ChargeCheck, FinanceExport, Invoice, Payment, WorkOrder
from bihuan.service.queries.charges import UNBILLABLE
from bihuan.service.states import OrderState, ServiceClass
from bihuan.service.states.charges import UNPRICED, ChargeState, HandoverState, PayMethod

LOOKED_BACK = timedelta(days=60)
SHOWN = 50


def _end(day: date | None) -> datetime:
    return timezone.make_aware(datetime.combine((day or timezone.localdate()) + timedelta(days=1), time()))


def unbilled(*, until: date | None = None) -> QuerySet[WorkOrder]:
    """Return the signed vouchers of class A on which nothing is charged yet, of the last two months."""
    end = _end(until)
    priced = Charge.objects.filter(order=OuterRef("pk")).exclude(state__in=UNPRICED)
    rows = WorkOrder.objects.filter(
        state=OrderState.SIGNED, signed_at__lt=end, signed_at__gte=end - LOOKED_BACK,
        request__service_class=ServiceClass.A,
    )  # fmt: skip
    rows = rows.exclude(result__in=UNBILLABLE).exclude(Exists(priced))
    return rows.select_related("request", "technician").order_by("signed_at")


def in_hand(*, until: date | None = None) -> QuerySet[Payment]:
    """Return the cash that technicians still hold."""
    rows = Payment.objects.filter(
        handover=None, method=PayMethod.CASH, is_on_site=True, received_at__lt=_end(until)
    )  # fmt: skip
    return rows.select_related("charge__request", "received_by").order_by("received_at")


def uninvoiced(*, until: date | None = None) -> QuerySet[Charge]:
    """Return the bills whose invoice is to be written."""
    rows = Charge.objects.filter(
        state__in=[ChargeState.DUE, ChargeState.COLLECTED], invoiced_at=None, due_at__lt=_end(until)
    )
    return rows.select_related("request", "technician").order_by("due_at")


def receivables() -> QuerySet[Charge]:
    """Return the invoices that are not paid, the longest overdue first."""
    rows = Charge.objects.filter(state=ChargeState.INVOICED).select_related("request", "invoice")
    return rows.order_by(F("pay_by").asc(nulls_last=True), "pk")


def held_by(technician: Staff) -> list[Payment]:
    """Return the cash a technician holds, the oldest first."""
    rows = Payment.objects.filter(
        received_by=technician.pk, handover=None, method=PayMethod.CASH, is_on_site=True
    ).select_related("charge__request")
    return list(rows.order_by("pk"))


def held_sum(technician: Staff) -> Decimal:
    """Return how much cash a technician holds, in yuan."""
    rows = Payment.objects.filter(received_by=technician.pk, handover=None, method=PayMethod.CASH, is_on_site=True)
    return rows.aggregate(held=Sum("amount"))["held"] or Decimal("0.00")


@dataclass(frozen=True)
class Books:
    """The accountant's page: what waits, each with its count."""

    handovers: list[CashHandover]
    cash: list[Payment]
    invoices: list[Charge]
    open: list[Charge]
    unbilled: list[WorkOrder]
    counts: dict[str, int]
    sums: dict[str, Decimal]


def books(user: Any) -> Books:
    """Return what waits for the accountant, as far as this viewer sees it."""
    mine = Charge.objects.visible_to(user).values("pk")
    piles: dict[str, QuerySet[Any]] = {
        "handovers": CashHandover.objects.visible_to(user).filter(state=HandoverState.HANDED_OVER).select_related(
            "technician").order_by("handed_over_at"),
        "cash": in_hand().filter(charge__in=mine), "invoices": uninvoiced().filter(pk__in=mine),
        "open": receivables().filter(pk__in=mine),
        "unbilled": unbilled().filter(pk__in=WorkOrder.objects.visible_to(user).values("pk")),
    }  # fmt: skip
    counts = {name: rows.count() for name, rows in piles.items()}
    sums = {
        "cash": piles["cash"].aggregate(sum=Sum("amount"))["sum"],
        "invoices": piles["invoices"].aggregate(sum=Sum("amount"))["sum"],
        "open": piles["open"].aggregate(sum=Sum(F("amount") - F("paid")))["sum"],
        "handovers": piles["handovers"].aggregate(sum=Sum("amount"))["sum"],
    }  # fmt: skip
    found = {name: list(rows[:SHOWN]) for name, rows in piles.items()}
    return Books(counts=counts, sums={name: value or Decimal("0.00") for name, value in sums.items()}, **found)


@dataclass(frozen=True)
class OpenLine:
    """A line on somebody's desk."""

    number: str
    title: str
    detail: str
    url: str
    state: str
    deadline: Any = None


def open_lines(user: Any, limit: int) -> list[OpenLine]:
    """Return what waits on a desk: the accountant's cash and invoices, the manager's vouchers without a bill."""
    found: list[OpenLine] = []
    if user.has_perm("service.keep_books"):
        cash = CashHandover.objects.filter(state=HandoverState.HANDED_OVER).select_related("technician")
        found += [_line(row, row.title, f"¥{row.amount}") for row in cash.order_by("handed_over_at")[:limit]]
        bills = list(uninvoiced()[:limit])
        limits = nearest(Charge.kind(), [row.pk for row in bills])
        found += [
            _line(row, row.request.contact_name, f"¥{row.amount}", limits.get(row.pk)) for row in bills
        ]  # fmt: skip
    if user.holds(Post.SERVICE_MANAGER):
        found += [
            OpenLine(row.number, row.request.title, row.technician.name, row.get_absolute_url(),
                     _("Paid service without a bill"))
            for row in unbilled()[:limit]
        ]  # fmt: skip
    return found


def _line(row: Any, title: str, detail: str, deadline: Any = None) -> OpenLine:
    return OpenLine(row.number, title, detail, row.get_absolute_url(), row.state_label, deadline)


def checks() -> Any:
    """Return the clause of the daily reconciliation of charges; None where there is none."""
    return ruleset().one("reconciliation", "charges", {})


def checkers() -> list[str]:
    """Return the posts that hear what is open at the day's end."""
    clause = checks()
    told = [row["tell"] for row in clause.data["tells"]] if clause else []
    return [post for post in told if post in Post.values]


def days_to_check(now: datetime) -> list[date]:
    """Return today when the clause's hour has struck and it was not done yet.

    Args:
        now: local time.
    """
    clause = checks()
    if clause is None or now.time() < time.fromisoformat(clause.data["time"]):
        return []
    return [] if ChargeCheck.objects.filter(day=now.date()).exists() else [now.date()]


def head() -> list[str]:
    """Return the columns of an export in words."""
    return [
        _("Export no."), _("Kind"), _("Voucher no."), _("Date"), _("Bill no."), _("Request no."), _("Customer name"),
        _("Invoice title"), _("Tax no."), _("Paid by"), _("Amount"),
    ]  # fmt: skip


def rows_of(export: FinanceExport) -> Iterator[list[Any]]:
    """Return the rows of an export, always the same: invoices, then payments."""
    for one in Invoice.objects.filter(export=export).select_related("charge__request").order_by("pk"):
        yield [export.number, _("Invoice"), one.number, one.issued_on, *_of(one.charge), one.buyer, one.tax_number, "",
               one.amount]  # fmt: skip
    for paid in Payment.objects.filter(export=export).select_related("charge__request").order_by("pk"):
        yield [export.number, _("Payment"), paid.number, timezone.localdate(paid.received_at), *_of(paid.charge), "",
               "", str(paid.get_method_display()), paid.amount]  # fmt: skip


def _of(charge: Charge) -> list[str]:
    return [charge.number, charge.request.number, charge.request.contact_name]
