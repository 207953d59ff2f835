"""The record of a supplier 供方档案 (SUPQ 9.5)."""

from typing import Any

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from bihuan.kernel import history, web
from bihuan.kernel.web import StaffRequest, attempt, done, for_record, form_page, revision_seen, staff_page
from bihuan.products.models import Supplier
from bihuan.products.operations import suppliers as operations
from bihuan.quality.forms.suppliers import CertificateForm, SupplierForm, known
from bihuan.quality.queries import suppliers as queries
from bihuan.quality.tables.abnormalities import Suppliers

KEEP = "products.keep_suppliers"


def _crumbs() -> list[tuple[str, str]]:
    return [(reverse("quality:suppliers"), _("Suppliers"))]


@staff_page("quality.view")
def suppliers(request: StaffRequest) -> HttpResponse:
    """List the suppliers."""
    may_keep = request.user.has_perm(KEEP)
    return Suppliers(request).respond(
        add_url=reverse("quality:new_supplier") if may_keep else "", add_label=_("New supplier")
    )


@for_record(Supplier, "quality.view")
def supplier(request: StaffRequest, record: Supplier) -> HttpResponse:
    """Show a supplier's record: whom to reach, certificates, abnormalities, answers in time, deductions."""
    told = history.of(record.kind(), record.pk)
    context = {"record": record, "history": told, **queries.page(record, request.user)}
    return web.page(request, "quality/supplier.html", context)


@staff_page(KEEP)
def new_supplier(request: StaffRequest) -> HttpResponse:
    """Enter a supplier."""
    return _edit(request, None, SupplierForm(request.POST or None), _("New supplier"))


@for_record(Supplier, KEEP)
def edit_supplier(request: StaffRequest, record: Supplier) -> HttpResponse:
    """Change what is known of a supplier."""
    form = SupplierForm(request.POST or None, record=record, initial=known(record))
    return _edit(request, record, form, _("Change the supplier"))


def _edit(request: StaffRequest, record: Supplier | None, form: SupplierForm, heading: str) -> HttpResponse:
    def work() -> Supplier:
        values = {name: value for name, value in form.cleaned_data.items() if name != "revision"}
        facts = operations.SupplierFacts(**values)
        return operations.save_supplier(record, facts, by=request.user, revision=revision_seen(request))

    made = attempt(form, work) if request.method == "POST" else None
    if made:
        return done(request, reverse("quality:supplier", args=[made.pk]), _("Saved."))
    back = reverse("quality:supplier", args=[record.pk]) if record else reverse("quality:suppliers")
    return form_page(request, form, heading=heading, submit=_("Save"), back=back, crumbs=_crumbs())


@for_record(Supplier, KEEP)
def add_certificate(request: StaffRequest, record: Supplier) -> HttpResponse:
    """Enter a certificate of a supplier."""
    form = CertificateForm(request.POST or None)

    def work() -> Any:
        return operations.add_certificate(record, by=request.user, **form.cleaned_data)

    back = reverse("quality:supplier", args=[record.pk])
    if request.method == "POST" and attempt(form, work):
        return done(request, back, _("Saved."))
    return form_page(
        request, form, heading=_("Certificate"), submit=_("Save"), back=back, intro=record.name,
        crumbs=[*_crumbs(), (back, record.name)],
    )  # fmt: skip


@require_POST
@for_record(Supplier, KEEP)
def drop_certificate(request: StaffRequest, record: Supplier, certificate: int) -> HttpResponse:
    """Take a certificate out of the record."""
    found = record.certificates.filter(pk=certificate).first()
    if found is None:
        raise Http404(_("Not found, or not for you."))
    operations.drop_certificate(found, by=request.user)
    return done(request, reverse("quality:supplier", args=[record.pk]), _("Taken out."))
