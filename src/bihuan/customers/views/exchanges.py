"""Pages of exchanges with customers (ORD-04)."""

from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from bihuan.customers.forms import exchanges as forms
from bihuan.customers.models import Customer, Exchange
from bihuan.customers.operations import exchanges as operations
from bihuan.customers.tables.exchanges import ExchangeList
from bihuan.deadlines.views.steps import Step, shown, view_of
from bihuan.kernel.web import StaffRequest, attempt, done, for_record, form_page, staff_page

STEPS = {
    "settle": Step(operations.settle, forms.SettleForm, lazy("Followed up.")),
    "hand_on": Step(operations.hand_on, forms.HandOnForm, lazy("Handed on.")),
    "follow_up": Step(
        operations.follow_up, forms.FollowUpForm, lazy("To be followed up."), initial=forms.follow_up_initial
    ),
}
MOVES = {name: view_of(Exchange, name, step) for name, step in STEPS.items()}


@staff_page("customers.view")
def exchanges(request: StaffRequest) -> HttpResponse:
    """List the exchanges."""
    return ExchangeList(request).respond()


@for_record(Customer, "customers.exchange")
def add(request: StaffRequest, record: Customer) -> HttpResponse:
    """Note an exchange with a customer."""
    contact = record.contacts.filter(is_active=True).values_list("name", flat=True).first()
    form = forms.ExchangeForm(request.POST or None, by=request.user, theirs=contact or record.name)

    def work() -> Any:
        return operations.note(record, form.said(), by=request.user)

    if request.method == "POST" and attempt(form, work):
        return done(request, record, _("Noted."))
    back = record.get_absolute_url()
    crumbs = [(reverse("customers:customers"), _("Customers")), (back, record.name)]
    return form_page(request, form, heading=_("Note an exchange"), submit=_("Note it"), back=back, crumbs=crumbs)


@for_record(Exchange)
def exchange(request: StaffRequest, record: Exchange) -> HttpResponse:
    """Show one exchange as its paper stands."""
    return shown(request, record, "customers/exchange.html")
