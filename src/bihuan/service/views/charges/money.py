"""The accountant's page, cash from technicians, invoices, exports for finance, and the price list."""

import csv
import io
from typing import Any

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from bihuan.kernel import history
from bihuan.kernel.lists import sheet
from bihuan.kernel.moves import available
from bihuan.kernel.web import StaffRequest, attempt, done, for_record, form_page, page, revision_seen, staff_page
from bihuan.regulations.queries import holding_rules
from bihuan.service.forms.charges import CountForm, PeriodForm, PriceForm
from bihuan.service.models import CashHandover, ChargeCheck, FinanceExport, PriceItem
from bihuan.service.operations import charges
from bihuan.service.queries import money as queries
from bihuan.service.queries.charges import unpriced
from bihuan.service.states.charges import HANDOVER_MOVES
from bihuan.service.tables.charges import Handovers, Invoices, Prices

FORMULA = ("=", "+", "-", "@", "\t", "\r")
EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@staff_page("service.view_books")
def books(request: StaffRequest) -> HttpResponse:
    """Show what waits for the accountant: cash, invoices to write, open receivables, vouchers without a bill."""
    with holding_rules():
        context = {
            "books": queries.books(request.user), "check_clause": queries.checks(),
            "checks": ChargeCheck.objects.all()[:7], "may_export": request.user.has_perm("service.export_charges"),
        }  # fmt: skip
        return page(request, "service/charges/books.html", context)


@staff_page("service.view_books")
def invoices(request: StaffRequest) -> HttpResponse:
    """List invoices."""
    return Invoices(request).respond()


@staff_page("service.view_charges")
def handovers(request: StaffRequest) -> HttpResponse:
    """List handed-over cash."""
    return Handovers(request).respond()


@for_record(CashHandover, "service.view_charges")
def handover(request: StaffRequest, record: CashHandover) -> HttpResponse:
    """Show what was handed over, payment by payment."""
    context = {
        "record": record, "payments": record.payments.select_related("charge__request"),
        "moves": available(record, request.user), "history": history.of(CashHandover.kind(), record.pk),
    }  # fmt: skip
    return page(request, "service/charges/handover.html", context)


@for_record(CashHandover, "service.confirm_cash")
def confirm(request: StaffRequest, record: CashHandover) -> HttpResponse:
    """Count handed-over cash."""
    form = CountForm(request.POST or None, record=record)

    def work() -> Any:
        values = form.cleaned_data
        return charges.confirm(
            record, counted=values["counted"], note=values["note"], by=request.user, revision=revision_seen(request)
        )

    if request.method == "POST" and attempt(form, work):
        return done(request, record, _("Counted and confirmed."))
    label = str(HANDOVER_MOVES.get("confirm").label)
    return form_page(request, form, heading=label, submit=label, back=record.get_absolute_url(),
                     crumbs=[(record.get_absolute_url(), record.number)])  # fmt: skip


@staff_page("service.hand_over_cash")
def my_cash(request: StaffRequest) -> HttpResponse:
    """Show a technician the cash he holds, and what he handed over lately."""
    last = CashHandover.objects.filter(technician=request.user.pk).order_by("-pk")[:5]
    held = queries.held_by(request.user)
    context = {"held": held, "sum": sum(row.amount for row in held), "last": last}
    return page(request, "service/charges/my_cash.html", context)


@require_POST
@staff_page("service.hand_over_cash")
def hand_over(request: StaffRequest) -> HttpResponse:
    """Hand all of it over."""
    made = charges.hand_over(by=request.user)
    return done(request, reverse("service:my_cash"), _("Handed over: ¥%(amount)s.") % {"amount": made.amount})


@staff_page("service.export_charges")
def exports(request: StaffRequest) -> HttpResponse:
    """Mark what finance has not got yet, and list what it got."""
    form = PeriodForm(request.POST or None)

    def work() -> Any:
        return charges.export(by=request.user, **form.cleaned_data)

    if request.method == "POST" and (made := attempt(form, work)):
        return done(request, reverse("service:exports"), _("Exported: %(number)s.") % {"number": made.number})
    rows = FinanceExport.objects.select_related("made_by")[:50]
    return page(request, "service/charges/exports.html", {"form": form, "exports": rows},
                status=422 if form.is_bound else 200)  # fmt: skip


@staff_page("service.export_charges")
def export_file(request: StaffRequest, pk: int, kind: str) -> HttpResponse:
    """Return an export as Excel or CSV; the same rows each time."""
    found = FinanceExport.objects.filter(pk=pk).first()
    if found is None or kind not in {"xlsx", "csv"}:
        raise Http404
    answer = HttpResponse(content_type=EXCEL if kind == "xlsx" else "text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{found.number}.{kind}"'
    if kind == "xlsx":
        content = io.BytesIO()
        sheet.write(content, found.number, queries.head(), queries.rows_of(found), (_("yes"), _("no")))
        answer.write(content.getvalue())
        return answer
    answer.write("\ufeff")  # Excel reads Chinese in CSV only with it
    writer = csv.writer(answer)
    writer.writerow(queries.head())
    writer.writerows([_cell(value) for value in row] for row in queries.rows_of(found))
    return answer


def _cell(value: Any) -> Any:
    """Return a cell that a spreadsheet reads as text, never as a formula a customer has typed for a name."""
    return f"'{value}" if isinstance(value, str) and value.startswith(FORMULA) else value


@staff_page("service.view_prices")
def prices(request: StaffRequest) -> HttpResponse:
    """Show the price list."""
    missing = unpriced(timezone.localdate())
    return Prices(request).respond(may_edit=request.user.has_perm("service.edit_prices"), unpriced=missing)


@staff_page("service.edit_prices")
def price(request: StaffRequest, pk: int | None = None) -> HttpResponse:
    """Add a price, or change one no bill rests on."""
    known = PriceItem.objects.filter(pk=pk).first() if pk else None
    if pk and known is None:
        raise Http404
    form = PriceForm(request.POST or None, instance=known)

    def work() -> Any:
        if known is None:
            return charges.add_price(by=request.user, **form.values())
        return charges.change_price(known, by=request.user, revision=revision_seen(request), **form.values())

    if request.method == "POST" and attempt(form, work):
        return done(request, reverse("service:prices"), _("Saved."))
    return form_page(
        request, form, heading=str(known) if known else _("New price"), back=reverse("service:prices"),
        crumbs=[(reverse("service:prices"), _("Price list"))],
    )  # fmt: skip
