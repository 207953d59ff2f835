"""Pages of visits: plans, visits at the desk and on the phone, reports of day, month and urgency (CSM, CUS-04)."""

from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_POST

from bihuan.customers.forms.visits import (
    AddVisitForm,
    AreaForm,
    PlanForm,
    PlanLinesForm,
    RescheduleForm,
    UrgentForm,
    VisitForm,
)
from bihuan.customers.models import Customer, SalesArea, Visit, VisitPlan
from bihuan.customers.operations import plans, visits
from bihuan.customers.operations.plans import Drawn
from bihuan.customers.queries import visits as queries
from bihuan.customers.states.visits import PlanState, VisitState
from bihuan.customers.tables.visits import PlanList, VisitList
from bihuan.deadlines.views.steps import Step, shown, view_of
from bihuan.kernel.inputs import NoteForm
from bihuan.kernel.moves import available
from bihuan.kernel.records import is_visible
from bihuan.kernel.web import StaffRequest, attempt, done, for_record, form_page, page, revision_seen, staff_page
from bihuan.signoff.queries import forms as signoff

LOOK_OVER, PLAN = "customers.look_over_visits", "customers.plan_visits"
PLAN_STEPS = {
    "submit": Step(plans.submit_plan, None, lazy("Submitted.")),
    "approve": Step(plans.approve_plan, None, lazy("Approved; the visits are there.")),
    "turn_down": Step(plans.turn_down, NoteForm, lazy("Turned down.")),
    "drop": Step(plans.drop_plan, None, lazy("It was dropped.")),
}
VISIT_STEPS = {
    "reschedule": Step(
        visits.reschedule, RescheduleForm, lazy("Put on another day."),
        initial=lambda record: {"planned_on": max(record.planned_on, timezone.localdate())},
    ),
    "drop": Step(visits.drop_visit, NoteForm, lazy("It was dropped.")),
}  # fmt: skip
PLAN_MOVES = {name: view_of(VisitPlan, name, step) for name, step in PLAN_STEPS.items()}
VISIT_MOVES = {name: view_of(Visit, name, step) for name, step in VISIT_STEPS.items()}


@staff_page(LOOK_OVER)
def visit_list(request: StaffRequest) -> HttpResponse:
    """List the visits."""
    return VisitList(request).respond(may_plan=request.user.has_perm(PLAN))


@staff_page()
def my_visits(request: StaffRequest) -> HttpResponse:
    """Show one's own days on the phone: missed, today's, the next ones, the day's report."""
    return page(request, "customers/my_visits.html", queries.own_days(request.user, timezone.localdate()))


@staff_page()
def add_visit(request: StaffRequest) -> HttpResponse:
    """Put a visit into one's own days that no plan has."""
    form = AddVisitForm(request.POST or None, by=request.user)

    def work() -> Visit:
        return visits.add_visit(form.cleaned_data["customer"], on=form.cleaned_data["on"], by=request.user)

    if request.method == "POST" and (made := attempt(form, work)):
        return done(request, made, _("Entered."))
    back = reverse("customers:my_visits")
    return form_page(request, form, heading=_("New visit"), back=back, crumbs=[(back, _("My visits"))])


@for_record(Visit)
def visit(request: StaffRequest, record: Visit) -> HttpResponse:
    """Show a visit: customer card, inquiry card, what came of it, photos, what followed from it."""
    moves = [move for move in available(record, request.user) if move.name != "record"]
    return shown(
        request, record, "customers/visit.html", moves=moves, asked=queries.asked(record),
        sees_customer=is_visible(Customer.kind(), record.customer_id, request.user),
        files=queries.files_of(record), urgents=record.urgent_reports.visible_to(request.user),
        may_record=record.state != VisitState.CANCELLED and request.user.has_perm("customers.do_visit", record),
    )  # fmt: skip


@for_record(Visit, "customers.do_visit")
def record_visit(request: StaffRequest, record: Visit) -> HttpResponse:
    """Write a visit down, on the phone."""
    form = VisitForm(request.POST or None, request.FILES or None, record=record)

    def work() -> Visit:
        return visits.record(
            record, told=form.told(), answers=form.answers(), photos=form.cleaned_data["photos"], by=request.user,
            revision=revision_seen(request),
        )  # fmt: skip

    if request.method == "POST" and attempt(form, work):
        return done(request, record, _("Written down; it stands in the day's report."))
    status = 422 if form.is_bound else 200
    return page(request, "customers/record_visit.html", {"record": record, "form": form}, status=status)


@for_record(Visit, "customers.do_visit")
def report_visit(request: StaffRequest, record: Visit) -> HttpResponse:
    """Report urgently what was met on a visit."""
    form = UrgentForm(request.POST or None)

    def work() -> Any:
        return visits.report_urgently(visit=record, by=request.user, **form.cleaned_data)

    if request.method == "POST" and (made := attempt(form, work)):
        return done(request, made, _("Reported; those whom the clause names have been told."))
    back = record.get_absolute_url()
    return form_page(
        request, form, heading=_("Urgent visit report"), submit=_("Report it"), back=back,
        crumbs=[(back, record.number)],
        intro=_("What your unit can't see to itself; it goes to its superiors at once."),
    )  # fmt: skip


@staff_page(LOOK_OVER)
def visit_plans(request: StaffRequest) -> HttpResponse:
    """List the plans."""
    adding = {"add_url": reverse("customers:add_plan"), "add_label": _("New visit plan")}
    within = {"within_url": reverse("customers:visits"), "within": _("Visits")}
    return PlanList(request).respond(**within, **(adding if request.user.has_perm(PLAN) else {}))


@staff_page(PLAN)
def add_plan(request: StaffRequest) -> HttpResponse:
    """Begin a plan; whom to visit follows on the next page."""
    form = PlanForm(request.POST or None)

    def work() -> VisitPlan:
        data = form.cleaned_data
        return plans.draw_up(
            data["region"], period=data["period"], day=data["day"], visitor=data["visitor"], customers=(),
            by=request.user,
        )  # fmt: skip

    if request.method == "POST" and (made := attempt(form, work)):
        return done(request, reverse("customers:change_plan", args=[made.pk]), "")
    back = reverse("customers:visit_plans")
    return form_page(
        request, form, heading=_("New visit plan"), submit=_("Go on"), back=back, crumbs=[(back, _("Visit plans"))]
    )


@for_record(VisitPlan)
def visit_plan(request: StaffRequest, record: VisitPlan) -> HttpResponse:
    """Show a plan with its visits."""
    return shown(
        request, record, "customers/visit_plan.html", lines=record.lines.select_related("customer__region"),
        visits=queries.of_plan(record), routes=signoff.for_record(record, request.user),
        rules=queries.visitor_rules(record.facts()),
        may_change=record.state == PlanState.DRAFT and request.user.has_perm(PLAN, record),
    )  # fmt: skip


@for_record(VisitPlan, PLAN)
def change_plan(request: StaffRequest, record: VisitPlan) -> HttpResponse:
    """Write down whom a plan has visited, and what for."""
    form = PlanLinesForm(request.POST or None, record=record)

    def work() -> VisitPlan:
        data = form.cleaned_data
        words = {name: data[name] for name in ("goods", "survey", "special_survey", "arrangements")}
        return plans.change_plan(
            record, visitor=data["visitor"], customers=form.wanted(), by=request.user,
            drawn=Drawn(technicians=list(data["technicians"]), **words), revision=revision_seen(request),
        )  # fmt: skip

    if request.method == "POST" and attempt(form, work):
        return done(request, record, _("Saved."))
    back = record.get_absolute_url()
    crumbs = [(reverse("customers:visit_plans"), _("Visit plans")), (back, record.number)]
    return form_page(request, form, heading=record.title, back=back, template="customers/plan_form.html", crumbs=crumbs)


@staff_page()
def sales_areas(request: StaffRequest) -> HttpResponse:
    """List who sells where."""
    rows = SalesArea.objects.visible_to(request.user).select_related("region", "salesman")
    may_keep = request.user.has_perm("customers.keep_areas")
    return page(request, "customers/sales_areas.html", {"rows": rows, "may_keep": may_keep})


@staff_page("customers.keep_areas")
def add_area(request: StaffRequest) -> HttpResponse:
    """Say who sells in a region."""
    form = AreaForm(request.POST or None)
    back = reverse("customers:sales_areas")

    def work() -> SalesArea:
        return plans.put_in_charge(form.cleaned_data["region"], form.cleaned_data["salesman"], by=request.user)

    if request.method == "POST" and attempt(form, work):
        return done(request, back, _("Saved."))
    return form_page(request, form, heading=_("Salesman of a region"), back=back, crumbs=[(back, _("Sales areas"))])


@require_POST
@for_record(SalesArea, "customers.keep_areas")
def remove_area(request: StaffRequest, record: SalesArea) -> HttpResponse:
    """Say that somebody doesn't sell in a region any more."""
    plans.relieve(record, by=request.user)
    return done(request, reverse("customers:sales_areas"), _("Removed."))
