"""A loaner for a request: reserved, or not wanted (SVC-06)."""

from django.http import HttpResponse
from django.utils.translation import gettext as _

from bihuan.kernel.inputs import ShortNoteForm
from bihuan.kernel.web import StaffRequest, attempt, done, for_record, form_page
from bihuan.parts.forms.loaners import ReserveForm
from bihuan.parts.models import Loan
from bihuan.service.models import ServiceRequest
from bihuan.service.operations import loans
from bihuan.service.queries.loans import suitable


@for_record(ServiceRequest, "service.lend_loaner")
def reserve_loaner(request: StaffRequest, record: ServiceRequest) -> HttpResponse:
    """Choose a loaner for the customer; the loan slip comes next."""
    form = ReserveForm(request.POST or None, model=record.model)

    def work() -> Loan:
        return loans.reserve_loaner(record, form.cleaned_data["loaner"], by=request.user)

    if request.method == "POST" and (made := attempt(form, work)):
        return done(request, made, _("Kept for the customer; now hand it over against his signature."))
    back = record.get_absolute_url()
    refusal = "" if suitable(record) else _("No loaner for this product is free.")
    return form_page(
        request, form, heading=_("Loaner for the customer"), submit=_("Reserve"), back=back, refusal=refusal,
        crumbs=[(back, record.number)],
    )  # fmt: skip


@for_record(ServiceRequest, "service.lend_loaner")
def decline_loaner(request: StaffRequest, record: ServiceRequest) -> HttpResponse:
    """Write down that the customer wants none."""
    form = ShortNoteForm(request.POST or None, label=_("What the customer said"))
    if request.method == "POST" and attempt(
        form, lambda: loans.decline_loaner(record, by=request.user, **form.cleaned_data)
    ):
        return done(request, record, _("Saved."))
    back = record.get_absolute_url()
    return form_page(request, form, heading=_("Customer wants no loaner"), back=back, crumbs=[(back, record.number)])
