"""A maintenance contract's page: what it covers, what it gives each year, what is used, when it ends."""

from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from bihuan.kernel import history
from bihuan.kernel.panels import panels_for
from bihuan.kernel.web import StaffRequest, attempt, done, for_record, form_page, page, revision_seen
from bihuan.products import operations
from bihuan.products.forms import QuotaForm
from bihuan.products.models import ServiceContract
from bihuan.products.queries.contracts import units_under, year_and_use


@for_record(ServiceContract, "products.view")
def contract(request: StaffRequest, record: ServiceContract) -> HttpResponse:
    """Show a contract with the use of its quotas this contract year."""
    today = timezone.localdate()
    context = {
        "contract": record, "today": today, "days_left": (record.ends_on - today).days,
        "units": units_under(record, request.user), "history": history.of(record.kind(), record.pk),
        "panels": panels_for(record, request.user, request), **year_and_use(record, today),
        "may_edit": request.user.has_perm("products.edit_contracts", record),
    }  # fmt: skip
    return page(request, "products/contract.html", context)


@for_record(ServiceContract, "products.edit_contracts")
def quotas(request: StaffRequest, record: ServiceContract) -> HttpResponse:
    """Set what a contract gives in each of its years."""
    form = QuotaForm(request.POST or None, contract=record)

    def work() -> Any:
        return operations.set_quotas(record, form.amounts(), by=request.user, revision=revision_seen(request))

    if request.method == "POST" and attempt(form, work):
        return done(request, record, _("Saved."))
    back = record.get_absolute_url()
    crumbs = [(reverse("products:contracts"), _("Service contracts")), (back, record.number)]
    return form_page(request, form, heading=_("Quotas of each contract year"), back=back, crumbs=crumbs)
