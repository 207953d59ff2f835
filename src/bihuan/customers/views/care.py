"""Pages of leads, yearly needs and care plans (CUS-06, CUS-07)."""

from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.utils.translation import ngettext

from bihuan.customers.forms.care import (
    DoneForm,
    FollowUpForm,
    ItemForm,
    LeadForm,
    MoveForm,
    NeedsForm,
    NextYearForm,
    NoNeedsForm,
    OutcomeForm,
    PlanForm,
)
from bihuan.customers.models import CareItem, CarePlan, Customer, Lead, NeedsRequest
from bihuan.customers.operations import care, leads
from bihuan.customers.tables.tiers import CareList, LeadList, NeedsList
from bihuan.deadlines.views.steps import Step, shown, view_of
from bihuan.kernel.inputs import NoteForm
from bihuan.kernel.web import StaffRequest, attempt, done, for_record, form_page, revision_seen, staff_page

VIEW, ADD, RUN, PLAN, CARE = (
    "customers.view_ratings", "customers.add_lead", "customers.run_needs", "customers.plan_care",
    "customers.change_care",
)  # fmt: skip
LEAD_STEPS = {
    "follow_up": Step(leads.follow_up, FollowUpForm, lazy("Noted.")),
    "win": Step(leads.win, OutcomeForm, lazy("Won: congratulations.")),
    "lose": Step(leads.lose, OutcomeForm, lazy("Closed as lost.")),
    "resume": Step(leads.resume, FollowUpForm, lazy("Taken up again.")),
}
LEAD_MOVES = {name: view_of(Lead, name, step) for name, step in LEAD_STEPS.items()}
NEEDS_STEPS = {
    "note_needs": Step(leads.note_needs, NeedsForm, lazy("Noted; it has become a lead.")),
    "note_none": Step(leads.note_none, NoNeedsForm, lazy("Noted.")),
}
NEEDS_MOVES = {name: view_of(NeedsRequest, name, step) for name, step in NEEDS_STEPS.items()}
CARE_STEPS = {
    "finish": Step(care.finish, None, lazy("Finished.")),
    "cancel": Step(care.cancel, NoteForm, lazy("Cancelled.")),
}
CARE_MOVES = {name: view_of(CarePlan, name, step) for name, step in CARE_STEPS.items()}


@staff_page(VIEW)
def lead_list(request: StaffRequest) -> HttpResponse:
    """List the leads."""
    return LeadList(request).respond()


@for_record(Lead, VIEW)
def lead(request: StaffRequest, record: Lead) -> HttpResponse:
    """Show one lead with its follow-ups."""
    return shown(request, record, "customers/lead.html")


@for_record(Customer, ADD)
def add_lead(request: StaffRequest, record: Customer) -> HttpResponse:
    """Write down a new need."""
    form = LeadForm(request.POST or None)
    if request.method == "POST" and (
        made := attempt(form, lambda: leads.open_lead(record, by=request.user, **form.cleaned_data))
    ):
        return done(request, made, _("Entered."))
    return _form(request, form, record, _("New lead"))


@staff_page(VIEW)
def needs_list(request: StaffRequest) -> HttpResponse:
    """List who is to be asked for new needs."""
    return NeedsList(request).respond(may_run=request.user.has_perm(RUN))


@for_record(NeedsRequest, VIEW)
def needs_request(request: StaffRequest, record: NeedsRequest) -> HttpResponse:
    """Show what one customer was asked and said."""
    return shown(request, record, "customers/needs_request.html")


@staff_page(RUN)
def ask_all(request: StaffRequest) -> HttpResponse:
    """Have the keepers ask their customers for the needs of a year."""
    form, back = NextYearForm(request.POST or None), reverse("customers:needs")
    if request.method == "POST":
        count = attempt(form, lambda: leads.ask_all(form.cleaned_data["year"], by=request.user))
        if count is not None:
            said = ngettext("%(number)s customer is to be asked.", "%(number)s customers are to be asked.", int(count))
            return done(request, back, said % {"number": int(count)})
    return form_page(
        request, form, heading=_("Ask for new needs"), submit=_("Have them asked"), back=back,
        crumbs=[(back, _("Asking for new needs"))],
        intro=_("Every customer with somebody in charge; who was asked for that year already is left alone."),
    )  # fmt: skip


@staff_page(VIEW)
def care_list(request: StaffRequest) -> HttpResponse:
    """List the care plans."""
    return CareList(request).respond()


@for_record(CarePlan, VIEW)
def care_plan(request: StaffRequest, record: CarePlan) -> HttpResponse:
    """Show one care plan with its items."""
    return shown(
        request, record, "customers/care_plan.html", items=record.items.select_related("owner", "done_by"),
        may_change=record.state == "running" and request.user.has_perm(CARE, record),
    )  # fmt: skip


@for_record(Customer, PLAN)
def plan_care(request: StaffRequest, record: Customer) -> HttpResponse:
    """Draw up a customer's care plan."""
    form = PlanForm(request.POST or None)

    def work() -> CarePlan:
        data = form.cleaned_data
        return care.plan_care(record, data["year"], aim=data["aim"], owner=data["owner"], by=request.user)

    if request.method == "POST" and (made := attempt(form, work)):
        return done(request, made, _("Drawn up."))
    return _form(request, form, record, _("Draw up a care plan"))


@for_record(CarePlan, CARE)
def add_item(request: StaffRequest, record: CarePlan) -> HttpResponse:
    """Put something more into a plan."""
    form = ItemForm(request.POST or None)
    if request.method == "POST" and attempt(form, lambda: care.add_item(record, by=request.user, **form.cleaned_data)):
        return done(request, record, _("Entered."))
    return _item_form(request, form, record, _("New item"))


def _item_view(operation: Any, form_type: Any, heading: Any, said: Any) -> Any:
    @for_record(CareItem, CARE)
    def view(request: StaffRequest, record: CareItem) -> HttpResponse:
        initial = {"due_on": record.due_on}
        form = form_type(request.POST or None, record=record, initial=initial)

        def work() -> CareItem:
            values = {name: value for name, value in form.cleaned_data.items() if name != "revision"}
            done_item: CareItem = operation(record, by=request.user, revision=revision_seen(request), **values)
            return done_item

        if request.method == "POST" and attempt(form, work):
            return done(request, record.plan, said)
        return _item_form(request, form, record.plan, f"{heading}: {record.label}")

    return view


do_item = _item_view(care.do_item, DoneForm, lazy("Done"), lazy("Noted."))
leave_out = _item_view(care.leave_out, NoteForm, lazy("Leave out"), lazy("Left out."))
move_item = _item_view(care.move_item, MoveForm, lazy("Another day"), lazy("Moved."))


def _item_form(request: StaffRequest, form: Any, plan: CarePlan, heading: str) -> HttpResponse:
    back = plan.get_absolute_url()
    return form_page(request, form, heading=heading, back=back, crumbs=[(back, plan.number)])


def _form(request: StaffRequest, form: Any, customer: Customer, heading: str) -> HttpResponse:
    back = customer.get_absolute_url()
    crumbs = [(reverse("customers:customers"), _("Customers")), (back, customer.name)]
    return form_page(request, form, heading=heading, back=back, crumbs=crumbs)
