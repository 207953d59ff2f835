"""Pages of customers: the list, one customer's file, its forms."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from bihuan.customers import operations
from bihuan.customers.forms import ContactForm, CustomerForm, FileForm, SiteForm
from bihuan.customers.models import Contact, Customer, Profile, Site
from bihuan.customers.queries import figures, timeline
from bihuan.customers.queries.doubles import merges_of
from bihuan.customers.tables import CustomerList
from bihuan.kernel import attachments, history
from bihuan.kernel.hanging import has
from bihuan.kernel.panels import panels_for
from bihuan.kernel.remarks import add_remark
from bihuan.kernel.web import StaffRequest, attempt, done, for_record, form_page, page, revision_seen, staff_page

BESIDE = {"tier", "revenue", "needs", "care", "expenses"}  # panels of this app, under the file
VIEW, REGISTER, CHANGE = "customers.view", "customers.register", "customers.change"


@staff_page(VIEW)
def customers(request: StaffRequest) -> HttpResponse:
    """List the customers."""
    adding = {"add_url": reverse("customers:add"), "add_label": _("New customer")}
    found = [
        ("customers.view", "customers:exchanges", _("Exchanges")),
        ("customers.merge", "customers:pairs", _("Possible doubles")),
        ("customers.view_erasures", "customers:erasures", _("Wishes to be erased")),
        ("kernel.see_displays", "kernel:displays", _("Displays of personal data")),
    ]
    beside = [(reverse(name), label) for permission, name, label in found if request.user.has_perm(permission)]
    bringing: dict[str, Any] = {"beside": beside}
    if request.user.has_perm("customers.import"):
        bringing["import_url"] = reverse("kernel:imports")
    return CustomerList(request).respond(**(adding if request.user.has_perm(REGISTER) else {}), **bringing)


@for_record(Customer, VIEW)
def customer(request: StaffRequest, record: Customer) -> HttpResponse:
    """Show a customer's file: data, contacts, sites, history, and what other apps know of him.

    A file that was put into another leads there; `?file=own` shows it as it was.
    """
    if record.merged_into and request.GET.get("file") != "own":
        messages.info(request, _("%(name)s was put into this file.") % {"name": f"{record.number} {record.name}"})
        return redirect(record.merged_into.get_absolute_url())
    panels = panels_for(record, request.user, request)
    context = {
        "customer": record,
        "may_change": request.user.has_perm(CHANGE, record) and not record.merged_into_id,
        "may_merge": request.user.has_perm("customers.merge", record) and not record.merged_into_id,
        "may_ask_erasure": _may_ask_erasure(request, record),
        "merges": merges_of(record),
        "profile": Profile.objects.filter(customer=record.pk).first() if has(record, Profile) else None,
        "may_unmask": request.user.has_perm("customers.unmask", record),
        "contacts": record.contacts.all() if has(record, Contact) else [],
        "sites": record.sites.select_related("region") if has(record, Site) else [],
        "history": history.of(record.kind(), record.pk),
        "figures": figures.of(record, request.user),
        "line": timeline.of(record, request.user, size=timeline.FIRST),
        "beside": [one for one in panels if one.name in BESIDE],
        "panels": [one for one in panels if one.name not in BESIDE],
        "files": attachments.of(record.kind(), record.pk) if has(record, attachments.Attachment) else [],
    }
    return page(request, "customers/customer.html", context)


def _may_ask_erasure(request: StaffRequest, record: Customer) -> bool:
    is_whole = not (record.merged_into_id or record.is_restricted or record.erased_at)
    return is_whole and bool(request.user.has_perm("customers.ask_erasure", record))


@for_record(Customer, VIEW)
def time_line(request: StaffRequest, record: Customer) -> HttpResponse:
    """Show what all apps did for a customer, newest first, all of it or one kind."""
    kinds = timeline.sources(record, request.user)
    only = request.GET.get("only", "")
    only = only if only in {kind.name for kind in kinds} else ""
    found = timeline.of(record, request.user, after=request.GET.get("after", ""), only=only)
    context = {"customer": record, "kinds": kinds, "only": only, "page": found}
    return page(request, "customers/timeline.html", context)


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
