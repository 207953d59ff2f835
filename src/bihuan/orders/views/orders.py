"""Orders: the list, a new one, the page; requirements, questions, remarks, files (ORD-01, ORD-02)."""

from typing import Any

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from bihuan.kernel.remarks import add_file, add_remark
from bihuan.kernel.web import (
    StaffRequest,
    attempt,
    done,
    for_record,
    form_page,
    page,
    require_post,
    revision_seen,
    staff_page,
)
from bihuan.orders.forms import orders as forms
from bihuan.orders.models import Order, OrderQuestion
from bihuan.orders.operations import registering
from bihuan.orders.queries import orders as queries
from bihuan.orders.queries.clauses import REQUIREMENTS, scheme
from bihuan.orders.tables.orders import Orders
from bihuan.service.views.steps import shown
from bihuan.signoff import queries as signoff


@staff_page("orders.view")
def orders(request: StaffRequest) -> HttpResponse:
    """List the orders: the 「订货记录」."""
    may = request.user.has_perm
    return Orders(request).respond(may_add=may("orders.register"), may_import=may("orders.import"))


@staff_page("orders.register")
def register(request: StaffRequest) -> HttpResponse:
    """Register an order under the next number."""
    start = {"received_at": timezone.localtime(), "customer": request.GET.get("customer", "")}
    form = forms.OrderForm(request.POST or None, request.FILES or None, by=request.user, initial=start)

    def work() -> Any:
        return registering.register(form.purchase(), by=request.user)

    made = attempt(form, work) if request.method == "POST" else None
    if made:
        return done(request, made, _("%(number)s registered; now look at its requirements.") % {"number": made.number})
    context = {"form": form, "heading": _("Register an order"), "submit": _("Register the order")}
    context["back"] = reverse("orders:orders")
    return page(request, "orders/register.html", context, status=422 if form.is_bound else 200)


@for_record(Order, "orders.keep_order")
def correct(request: StaffRequest, record: Order) -> HttpResponse:
    """Correct what was entered."""
    form = forms.OrderForm(request.POST or None, request.FILES or None, by=request.user, record=record)

    def work() -> Any:
        return registering.correct(record, form.purchase(), by=request.user, revision=revision_seen(request))

    if request.method == "POST" and attempt(form, work):
        return done(request, record, _("Saved."))
    context = {
        "form": form, "heading": _("Correct what was entered"), "submit": _("Save"), "record": record,
        "back": record.get_absolute_url(),
    }  # fmt: skip
    return page(request, "orders/register.html", context, status=422 if form.is_bound else 200)


@staff_page("orders.view")
def order(request: StaffRequest, pk: int) -> HttpResponse:
    """Show an order: path, time limits, positions, requirements, review, notices, shipments, changes."""
    found = queries.opened(request.user).filter(pk=pk).first()
    if found is None:
        raise Http404(_("Not found, or not for you."))
    return shown(
        request, found, "orders/order.html", times=queries.times(found), record_kind=Order.kind(),
        routes=signoff.for_record(found, request.user), **queries.page(found, request.user),
    )  # fmt: skip


@for_record(Order, "orders.keep_order")
def identify(request: StaffRequest, record: Order) -> HttpResponse:
    """Write down what was found for each requirement, legal and unstated ones too."""
    form = forms.RequirementsForm(request.POST or None, record=record)

    def work() -> Any:
        return registering.identify(record, form.found(), by=request.user, revision=revision_seen(request))

    if request.method == "POST" and attempt(form, work):
        return done(request, record, _("Saved."))
    clause = scheme(REQUIREMENTS)
    intro = _("By %(clause)s each point gets a word; «none» is one too.") % {"clause": clause.label} if clause else ""
    return form_page(
        request, form, heading=_("Look at the requirements"), submit=_("Save"), back=record.get_absolute_url(),
        intro=intro, crumbs=[(record.get_absolute_url(), record.number)],
    )  # fmt: skip


@for_record(Order, "orders.keep_order")
def settle(request: StaffRequest, record: Order, question: int) -> HttpResponse:
    """Write down what the customer said to a question."""
    asked = OrderQuestion.objects.filter(order=record, pk=question).first()
    if asked is None:
        raise Http404(_("Not found, or not for you."))
    form = forms.SettleForm(request.POST or None, record=record, initial={"answered_by": record.contact_name})

    def work() -> Any:
        values = {name: form.cleaned_data[name] for name in ("answer", "answered_by")}
        return registering.settle_question(asked, by=request.user, revision=revision_seen(request), **values)

    if request.method == "POST" and attempt(form, work):
        return done(request, record, _("Recorded."))
    return form_page(
        request, form, heading=_("Customer's answer"), submit=_("Save"), back=record.get_absolute_url(),
        intro=asked.text, crumbs=[(record.get_absolute_url(), record.number)],
    )  # fmt: skip


@for_record(Order)
def comment(request: StaffRequest, record: Order) -> HttpResponse:
    """Add a remark to the history."""
    require_post(request)
    return add_remark(request, record, lambda text: registering.say(record, text=text, by=request.user))


@for_record(Order, "orders.keep_order")
def original(request: StaffRequest, record: Order) -> HttpResponse:
    """Keep the customer's letter or fax with the order."""
    form = forms.OriginalForm(request.POST or None, request.FILES or None)

    def work() -> Any:
        for content in form.cleaned_data["originals"]:
            registering.add_original(record, content, by=request.user)

    if request.method == "POST" and attempt(form, work):
        return done(request, record, _("Kept with the order."))
    return form_page(
        request, form, heading=_("Original: letter, fax, mail"), submit=_("Add"), back=record.get_absolute_url(),
        crumbs=[(record.get_absolute_url(), record.number)],
    )  # fmt: skip


@for_record(Order)
def attach(request: StaffRequest, record: Order) -> HttpResponse:
    """Add a file."""
    return add_file(request, record)
