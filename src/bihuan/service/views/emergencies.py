"""Emergencies: declared, watched live, answered on the phone, stood down and reviewed; their plans (SVC-23)."""

from datetime import timedelta
from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_POST

from bihuan.kernel import history
from bihuan.kernel.actors import permit
from bihuan.kernel.privacy_view import ReasonForm
from bihuan.kernel.web import StaffRequest, attempt, done, for_record, form_page, page, revision_seen, staff_page
from bihuan.regulations.queries import link_days
from bihuan.service.forms.emergencies import (
    DeclareForm,
    LessonsForm,
    LogForm,
    OnCallForm,
    OneMoreForm,
    PlanForm,
    StandDownForm,
)
from bihuan.service.models import Emergency, EmergencyCall, EmergencyPlan, ServiceRequest
from bihuan.service.operations import emergencies as operations
from bihuan.service.operations import plans
from bihuan.service.queries.emergencies import call_list, call_token, place_of, roll_call
from bihuan.service.queries.matter_papers import call_list_pdf
from bihuan.service.states.emergencies import RUNNING_EMERGENCY
from bihuan.service.tables import Emergencies
from bihuan.service.views.links import give_link
from bihuan.service.views.steps import Step, shown, view_of

STEPS = {
    "log": Step(operations.log, LogForm, lazy("Written."), locks=False),
    "call": Step(operations.call_one_more, OneMoreForm, lazy("Called."), locks=False),
    "stand_down": Step(operations.stand_down, StandDownForm, lazy("Stood down; those who come are told."), locks=False),
    "review": Step(operations.review, LessonsForm, lazy("Reviewed.")),
}
MOVES = {name: view_of(Emergency, name, step) for name, step in STEPS.items()}


@staff_page("service.view_emergencies")
def emergencies(request: StaffRequest) -> HttpResponse:
    """List the emergencies."""
    return Emergencies(request).respond(
        add_url="/service/emergencies/declare/",
        add_label=_("Declare an emergency"),
        may_add=request.user.has_perm("service.declare_emergency"),
    )


@for_record(Emergency)
def emergency(request: StaffRequest, record: Emergency) -> HttpResponse:
    """Show an emergency; how many are coming is drawn anew every few seconds while it runs."""
    return shown(
        request, record, "service/emergency.html", roll=roll_call(record),
        is_running=record.state in RUNNING_EMERGENCY, may_unmask=request.user.has_perm("service.unmask_on_call"),
        may_send=request.user.has_perm("service.send_call", record),
    )  # fmt: skip


@staff_page("service.declare_emergency")
def declare(request: StaffRequest) -> HttpResponse:
    """Declare an emergency that hangs on no request."""
    return _declare(request, None)


@for_record(ServiceRequest, "service.declare_emergency")
def declare_from(request: StaffRequest, record: ServiceRequest) -> HttpResponse:
    """Declare an emergency from a request."""
    return _declare(request, record)


def _declare(request: StaffRequest, about: ServiceRequest | None) -> HttpResponse:
    start = {"place": place_of(about), "situation": about.title} if about else {}
    form = DeclareForm(request.POST or None, initial=start)

    def work() -> Any:
        values = dict(form.cleaned_data)
        return operations.declare(values.pop("plan"), request=about, by=request.user, **values)

    made = attempt(form, work) if request.method == "POST" else None
    if made:
        return done(request, made, _("Declared; people are being called."))
    return form_page(
        request, form, heading=_("Declare an emergency"), submit=_("Declare and call"),
        back=about.get_absolute_url() if about else "/service/emergencies/",
        intro=_("Those on the plan's call list are asked at once, in its order, until enough have said yes."),
    )  # fmt: skip


@for_record(EmergencyCall, "service.answer_call")
def call(request: StaffRequest, record: EmergencyCall) -> HttpResponse:
    """Show the call on the phone: what, where, and two buttons."""
    return page(request, "service/call.html", {"call": record, "emergency": record.emergency})


@require_POST
@for_record(EmergencyCall, "service.answer_call")
def answer_call(request: StaffRequest, record: EmergencyCall, reply: str) -> HttpResponse:
    """Say yes, no, or «on the way»."""
    operations.answer_call(record, reply=reply, note=request.POST.get("note", ""), by=request.user)
    return done(request, record)


@staff_page("service.view_plans")
def emergency_plans(request: StaffRequest) -> HttpResponse:
    """List the plans."""
    return page(request, "service/plans.html", {"plans": EmergencyPlan.objects.prefetch_related("on_call")})


@for_record(EmergencyPlan, "service.view_plans")
def emergency_plan(request: StaffRequest, record: EmergencyPlan) -> HttpResponse:
    """Show a plan: levels, first measures, the call list with who is away."""
    context = {
        "plan": record, "lines": call_list(record), "history": history.of(record.kind(), record.pk),
        "may_edit": request.user.has_perm("service.edit_plans"),
        "may_unmask": request.user.has_perm("service.unmask_on_call"),
        "may_print": request.user.has_perm("service.print_call_list", record),
    }  # fmt: skip
    return page(request, "service/plan.html", context)


@staff_page("service.edit_plans")
def new_plan(request: StaffRequest) -> HttpResponse:
    """Write a new plan."""
    return _plan_form(request, None)


@for_record(EmergencyPlan, "service.edit_plans")
def edit_plan(request: StaffRequest, record: EmergencyPlan) -> HttpResponse:
    """Change a plan."""
    return _plan_form(request, record)


def _plan_form(request: StaffRequest, plan: EmergencyPlan | None) -> HttpResponse:
    start: dict[str, Any] = {}
    if plan:
        start = {name: getattr(plan, name) for name in ("name", "business", "measures", "is_active")}
        start |= {f"level_{value}": text for value, text in plan.levels.items()}
    form = PlanForm(request.POST or None, record=plan, initial=start)
    made = None
    if request.method == "POST":
        seen = revision_seen(request)
        made = attempt(form, lambda: plans.save_plan(plan, by=request.user, revision=seen, **form.values()))
    if made:
        return done(request, made, _("Saved."))
    back = plan.get_absolute_url() if plan else "/service/emergencies/plans/"
    return form_page(request, form, heading=_("Emergency plan"), submit=_("Save"), back=back)


@for_record(EmergencyPlan, "service.edit_plans")
def put_on_call(request: StaffRequest, record: EmergencyPlan) -> HttpResponse:
    """Put somebody on the call list, or move him."""
    form = OnCallForm(request.POST or None, initial={"order": record.on_call.count() + 1})

    def work() -> Any:
        return plans.put_on_call(record, by=request.user, **form.cleaned_data)

    if request.method == "POST" and attempt(form, work):
        return done(request, record, _("Saved."))
    return form_page(
        request, form, heading=_("Put on the call list"), submit=_("Save"), back=record.get_absolute_url()
    )  # fmt: skip


@require_POST
@for_record(EmergencyPlan, "service.edit_plans")
def take_off_call(request: StaffRequest, record: EmergencyPlan, line: int) -> HttpResponse:
    """Take somebody off the call list."""
    found = get_object_or_404(record.on_call.select_related("staff"), pk=line)
    plans.take_off_call(found, by=request.user)
    return done(request, record, _("Saved."))


@for_record(EmergencyPlan, "service.print_call_list")
def print_call_list(request: StaffRequest, record: EmergencyPlan) -> HttpResponse:
    """Print the call list with everybody's number, for a reason that is logged for each of them (SEC-01)."""
    form = ReasonForm(request.POST or None)

    def work() -> Any:
        return plans.reveal_phones(record, reason=form.cleaned_data["reason"], by=request.user)

    phones = attempt(form, work) if request.method == "POST" else None
    if phones is not None:
        answer = HttpResponse(call_list_pdf(record, phones, request.user), content_type="application/pdf")
        answer["Content-Disposition"] = 'inline; filename="call-list.pdf"'
        answer["Cache-Control"] = "no-store"
        return answer
    return form_page(
        request, form, heading=_("Print the call list"), submit=_("Print"), back=record.get_absolute_url(),
        intro=_("The sheet shows everybody's phone number. Who printed it, and why, is logged."),
        crumbs=[(record.get_absolute_url(), str(record))],
    )  # fmt: skip


@for_record(EmergencyCall)
def call_link(request: StaffRequest, record: EmergencyCall) -> HttpResponse:
    """Show the link by which somebody answers without an account, to be sent to his phone."""
    permit(request.user, "service.send_call", record.emergency)
    words = _("With this link he says without an account whether he comes, until %(day)s. Send it to his phone.")
    until = timezone.localdate() + timedelta(days=link_days("emergency_call"))
    return give_link(
        request, record.emergency, reverse("portal:call", args=[call_token(record)]),
        heading=_("Link to the call"), words=words % {"day": until}, about=record.person,
    )  # fmt: skip
