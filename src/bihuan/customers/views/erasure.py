"""Wishes to be erased: entered, decided, and what still keeps the data (REG-07)."""

from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bihuan.customers import operations
from bihuan.customers.forms.erasure import ErasureForm
from bihuan.customers.models import Customer, ErasureRequest
from bihuan.customers.queries.erasure import duties
from bihuan.customers.states.erasure import ErasureState
from bihuan.customers.tables.erasure import ErasureList
from bihuan.deadlines.views.steps import Step, shown, view_of
from bihuan.kernel.inputs import NoteForm, OptionalNoteForm
from bihuan.kernel.web import StaffRequest, attempt, done, for_record, form_page, staff_page


@staff_page("customers.view_erasures")
def erasures(request: StaffRequest) -> HttpResponse:
    """List the wishes."""
    return ErasureList(request).respond()


@for_record(Customer, "customers.ask_erasure")
def ask(request: StaffRequest, record: Customer) -> HttpResponse:
    """Enter a customer's wish."""
    form = ErasureForm(request.POST or None)

    def work() -> Any:
        values = {name: form.cleaned_data[name] for name in ("asked_on", "proof")}
        return operations.ask_erasure(record, **values, by=request.user)

    if request.method == "POST" and (made := attempt(form, work)):
        return done(request, made, _("Entered; it waits for a decision."))
    back = record.get_absolute_url()
    crumbs = [(reverse("customers:customers"), _("Customers")), (back, str(record))]
    intro = _("What no duty keeps is destroyed at once, the rest when its duty ends; the data is locked meanwhile.")
    return form_page(request, form, heading=_("Erase personal data"), back=back, crumbs=crumbs, intro=intro)


@for_record(ErasureRequest, "customers.view_erasures")
def erasure(request: StaffRequest, record: ErasureRequest) -> HttpResponse:
    """Show a wish and what still keeps the data."""
    is_open = record.state in (ErasureState.ASKED, ErasureState.RESTRICTED)
    return shown(request, record, "customers/erasure.html", duties=duties(record.customer) if is_open else [])


grant = view_of(ErasureRequest, "grant", Step(
    operations.grant_erasure, OptionalNoteForm, gettext_lazy("Granted; what no duty keeps is destroyed."),
    intro=gettext_lazy("What is destroyed can't be brought back."),
))  # fmt: skip
refuse = view_of(
    ErasureRequest, "refuse", Step(operations.refuse_erasure, NoteForm, gettext_lazy("Refused; tell the customer why."))
)
