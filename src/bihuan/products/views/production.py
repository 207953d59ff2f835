"""Pages of production and inspection records: the list, one of them, entering and correcting (CMP-10)."""

from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from bihuan.kernel import history
from bihuan.kernel.web import (
    StaffRequest,
    attempt,
    done,
    for_record,
    form_page,
    page,
    revision_seen,
    staff_page,
)
from bihuan.products import operations
from bihuan.products.forms.production import ProductionForm, started
from bihuan.products.models import ProductionRecord
from bihuan.products.tables import ProductionList
from bihuan.products.views.tracing import EDIT, TRACE

LIST = "products:production_records"


@staff_page(TRACE)
def production_records(request: StaffRequest) -> HttpResponse:
    """List the production and inspection records."""
    may = request.user.has_perm(EDIT)
    adding: dict[str, Any] = {
        "add_url": reverse("products:add_production_record"), "add_label": _("New record"),
        "import_url": reverse("kernel:imports"),
    }  # fmt: skip
    return ProductionList(request).respond(**(adding if may else {}))


@for_record(ProductionRecord, TRACE)
def production_record(request: StaffRequest, record: ProductionRecord) -> HttpResponse:
    """Show one record."""
    context = {
        "record": record, "history": history.of(record.kind(), record.pk), "may_edit": request.user.has_perm(EDIT),
    }  # fmt: skip
    return page(request, "products/production/record.html", context)


@staff_page(EDIT)
def add_production_record(request: StaffRequest) -> HttpResponse:
    """Enter a record."""
    form = ProductionForm(request.POST or None)
    made = attempt(form, lambda: operations.keep_record(form.row(), by=request.user)) if form.is_bound else None
    if made:
        return done(request, made, _("Entered."))
    back = reverse(LIST)
    return form_page(
        request, form, heading=_("New record"), back=back, crumbs=[(back, _("Production and inspection records"))]
    )


@for_record(ProductionRecord, EDIT)
def edit_production_record(request: StaffRequest, record: ProductionRecord) -> HttpResponse:
    """Correct a record."""
    form = ProductionForm(request.POST or None, record=record, initial=started(record))

    def work() -> ProductionRecord:
        return operations.correct_record(record, form.row(), by=request.user, revision=revision_seen(request))

    if form.is_bound and attempt(form, work):
        return done(request, record, _("Saved."))
    back = record.get_absolute_url()
    return form_page(request, form, heading=_("Correct the record"), back=back, crumbs=[(back, str(record))])
