"""Pages of customers: the list, one customer's file, its forms."""

from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from bihuan.customers import operations
from bihuan.customers.forms import ContactForm, CustomerForm, FileForm, SiteForm
from bihuan.customers.models import Contact, Customer, Site
from bihuan.customers.tables import CustomerList
from bihuan.kernel import history
from bihuan.kernel.panels import panels_for
from bihuan.kernel.remarks import add_remark
from bihuan.kernel.web import StaffRequest, attempt, done, for_record, form_page, page, revision_seen, staff_page

VIEW, REGISTER, CHANGE = "customers.view", "customers.register", "customers.change"


@staff_page(VIEW)
def customers(request: StaffRequest) -> HttpResponse:
    """List the customers."""
    adding = {"add_url": reverse("customers:add"), "add_label": _("New customer")}
    bringing = {"import_url": reverse("kernel:imports")} if request.user.has_perm("customers.import") else {}
    return CustomerList(request).respond(**(adding if request.user.has_perm(REGISTER) else {}), **bringing)


@for_record(Customer, VIEW)
def customer(request: StaffRequest, record: Customer) -> HttpResponse:
    """Show a customer's file: data, contacts, sites, history, and what other apps know of him."""
    context = {
        "customer": record,
        "may_change": request.user.has_perm(CHANGE, record),
        "may_unmask": request.user.has_perm("customers.unmask", record),
        "contacts": record.contacts.all(),
        "sites": record.sites.select_related("region"),
        "history": history.of(record.kind(), record.pk),
        "panels": panels_for(record, request.user, request),
    }
    return page(request, "customers/customer.html", context)


@staff_page(REGISTER)
def add(request: StaffRequest) -> HttpResponse:
    """Enter a customer."""
    form = CustomerForm(request.POST or None)

    def work() -> Customer:
        return operations.register(by=request.user, **form.values())

    if request.method == "POST" and (made := attempt(form, work)):
        return done(request, made, _("Entered."))
    back = reverse("customers:customers")
    return form_page(request, form, heading=_("New customer"), back=back, crumbs=[(back, _("Customers"))])


@for_record(Customer, CHANGE)
def edit(request: StaffRequest, record: Customer) -> HttpResponse:
    """Correct what is on file."""
    form = CustomerForm(request.POST or None, instance=record)

    def work() -> Customer:
        return operations.change(record, by=request.user, revision=revision_seen(request), **form.values())

    if request.method == "POST" and attempt(form, work):
        return done(request, record, _("Saved."))
    return _form(request, form, record, record.name)


@for_record(Customer, CHANGE)
def add_contact(request: StaffRequest, record: Customer) -> HttpResponse:
    """Add a contact."""
    return _add(request, ContactForm(request.POST or None), record, operations.add_contact, _("New contact"))


@for_record(Customer, CHANGE)
def add_site(request: StaffRequest, record: Customer) -> HttpResponse:
    """Add a site."""
    return _add(request, SiteForm(request.POST or None), record, operations.add_site, _("New site"))


@for_record(Contact, CHANGE)
def contact(request: StaffRequest, record: Contact) -> HttpResponse:
    """Change a contact."""
    return _change(request, ContactForm(request.POST or None, instance=record), record)


@for_record(Site, CHANGE)
def site(request: StaffRequest, record: Site) -> HttpResponse:
    """Change a site."""
    return _change(request, SiteForm(request.POST or None, instance=record), record)


@require_POST
@for_record(Customer, "customers.comment")
def comment(request: StaffRequest, record: Customer) -> HttpResponse:
    """Write something into the history."""
    return add_remark(request, record, lambda text: operations.comment(record, text, by=request.user))


def _add(request: StaffRequest, form: FileForm, customer: Customer, operation: Any, heading: str) -> HttpResponse:
    if request.method == "POST" and attempt(form, lambda: operation(customer, by=request.user, **form.values())):
        return done(request, customer, _("Entered."))
    return _form(request, form, customer, heading)


def _change(request: StaffRequest, form: FileForm, part: Any) -> HttpResponse:
    def work() -> Any:
        return operations.change_part(part, by=request.user, revision=revision_seen(request), **form.values())

    if request.method == "POST" and attempt(form, work):
        return done(request, part.customer, _("Saved."))
    return _form(request, form, part.customer, part.name)


def _form(request: StaffRequest, form: FileForm, customer: Customer, heading: str) -> HttpResponse:
    back = customer.get_absolute_url()
    crumbs = [(reverse("customers:customers"), _("Customers")), (back, customer.name)]
    return form_page(request, form, heading=heading, back=back, crumbs=crumbs)
