"""Pages of units: the list, a unit's record, its forms and its label."""

from typing import Any
from urllib.parse import quote

import segno
from django.conf import settings
from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from bihuan.customers.models import Customer
from bihuan.kernel import attachments, history
from bihuan.kernel.panels import panels_for
from bihuan.kernel.remarks import add_remark
from bihuan.kernel.web import StaffRequest, attempt, done, for_record, form_page, page, revision_seen, staff_page
from bihuan.products import operations, queries
from bihuan.products.forms import AcceptanceForm, SaleForm, UnitForm
from bihuan.products.models import Unit
from bihuan.products.models.units import sees_no_customers
from bihuan.products.queries.units import START_WORDS
from bihuan.products.rules import term_start, warranty_span
from bihuan.products.tables import UnitList
from bihuan.regulations.queries import holding_rules

VIEW = "products.view"


@staff_page(VIEW)
def units(request: StaffRequest) -> HttpResponse:
    """List the units."""
    adding = {"add_url": reverse("products:add_unit"), "add_label": _("New unit")}
    bringing = {"import_url": reverse("kernel:imports")} if request.user.has_perm("products.import_units") else {}
    return UnitList(request).respond(**(adding if request.user.has_perm("products.register_unit") else {}), **bringing)


@for_record(Unit, VIEW)
def unit(request: StaffRequest, record: Unit) -> HttpResponse:
    """Show a unit: what it is, where it stands, what its warranty rests on, all that happened to it."""
    with holding_rules():
        return page(request, "products/unit.html", _facts(request, record))


def _facts(request: StaffRequest, record: Unit) -> dict[str, Any]:
    today = timezone.localdate()
    known = queries.cover(record, today)
    since, until = warranty_span(known)
    holder = Customer.objects.visible_to(request.user).filter(pk=record.customer_id).first()
    return {
        "unit": record,
        "holder": holder,
        "known": known,
        "since": since,
        "until": until,
        "start": START_WORDS.get(term_start(known)[0], ""),
        "in_warranty": bool(since and until and since <= today <= until),
        "clause": queries.warranty_clause(record),
        "may": {name: request.user.has_perm(f"products.{name}", record) for name in ("change_unit", "sell", "accept")},
        "attachments": attachments.of(record.kind(), record.pk)
        if holder or not sees_no_customers(request.user)
        else [],
        "history": history.of(record.kind(), record.pk) if holder or not record.customer_id else [],
        "panels": panels_for(record, request.user, request),
    }


@staff_page("products.register_unit")
def add_unit(request: StaffRequest) -> HttpResponse:
    """Enter a unit."""
    form = UnitForm(request.POST or None, by=request.user)

    def work() -> Unit:
        return operations.register_unit(by=request.user, **form.values())

    if request.method == "POST" and (made := attempt(form, work)):
        return done(request, made, _("Entered."))
    back = reverse("products:units")
    return form_page(request, form, heading=_("New unit"), back=back, crumbs=[(back, _("Units"))])


@for_record(Unit, "products.change_unit")
def edit(request: StaffRequest, record: Unit) -> HttpResponse:
    """Correct what is on file."""
    form = UnitForm(request.POST or None, instance=record, by=request.user)

    def work() -> Unit:
        return operations.change_unit(record, by=request.user, revision=revision_seen(request), **form.values())

    return _done_or_form(request, form, record, work, _("Saved."), record.serial)


@for_record(Unit, "products.sell")
def sell(request: StaffRequest, record: Unit) -> HttpResponse:
    """Write down who bought it."""
    form = SaleForm(request.POST or None, instance=record, by=request.user)

    def work() -> Unit:
        return operations.sell(record, by=request.user, revision=revision_seen(request), **form.values())

    return _done_or_form(request, form, record, work, _("Saved."), _("Sold"))


@for_record(Unit, "products.accept")
def accept(request: StaffRequest, record: Unit) -> HttpResponse:
    """Register the acceptance that starts the warranty."""
    initial = {"accepted_on": record.accepted_on} if record.accepted_on else {}
    form = AcceptanceForm(request.POST or None, request.FILES or None, initial=initial)

    def work() -> Unit:
        return operations.accept(record, by=request.user, **form.cleaned_data)

    return _done_or_form(request, form, record, work, _("Acceptance registered."), _("Acceptance"))


@require_POST
@for_record(Unit, VIEW)
def comment(request: StaffRequest, record: Unit) -> HttpResponse:
    """Write something into the history."""
    return add_remark(request, record, lambda text: operations.comment(record, text, by=request.user))


@for_record(Unit, VIEW)
def label(request: StaffRequest, record: Unit) -> HttpResponse:
    """Show the label with the QR code that customers scan, for the printer."""
    address = f"{settings.BIHUAN_ADDRESS}/q/{quote(record.serial, safe='')}/"
    picture = segno.make(address, error="m").svg_inline(omitsize=True, svgclass="qr", lineclass=None)
    context = {"unit": record, "address": address, "picture": mark_safe(picture)}  # noqa: S308  made here
    return page(request, "products/label.html", context)


def _done_or_form(request: StaffRequest, form: Any, unit: Unit, work: Any, message: str, heading: str) -> HttpResponse:
    if request.method == "POST" and attempt(form, work):
        return done(request, unit, message)
    back = unit.get_absolute_url()
    crumbs = [(reverse("products:units"), _("Units")), (back, unit.serial)]
    return form_page(request, form, heading=heading, back=back, crumbs=crumbs)
