"""Planning a whole day: choose day and outlet, look at the proposal, take all of it, some, or none (SVC-08)."""

from datetime import timedelta

from django import forms
from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bihuan.kernel.inputs import DateInput
from bihuan.kernel.web import StaffRequest, attempt, done, for_record, page, require_post, staff_page
from bihuan.organization.models import Outlet
from bihuan.organization.states import Post
from bihuan.service import operations
from bihuan.service.models import SEES_ALL, DayPlan
from bihuan.service.queries.day_plans import shown
from bihuan.service.queries.stranded import stranded
from bihuan.service.views.calendar import asked_day

LATEST = 8


class PlanForm(forms.Form):
    """Which day, whose technicians."""

    day = forms.DateField(label=gettext_lazy("Day"), widget=DateInput())
    outlet = forms.ModelChoiceField(
        label=gettext_lazy("Outlet"), queryset=Outlet.objects.filter(is_active=True), required=False,
        empty_label=gettext_lazy("All outlets"),
    )  # fmt: skip
    is_again = forms.BooleanField(
        label=gettext_lazy("Lay out planned jobs anew, too"), required=False,
        help_text=gettext_lazy("Where nobody has set out. Jobs of somebody who is away are laid out anew in any case."),
    )  # fmt: skip


@staff_page("service.plan_days")
def plans(request: StaffRequest) -> HttpResponse:
    """Choose a day and an outlet; the plans made last stand below."""
    tomorrow = timezone.localdate() + timedelta(days=1)
    form = PlanForm(request.POST or None, initial={"day": asked_day(request) if "day" in request.GET else tomorrow})
    if request.user.holds(Post.OUTLET_MANAGER) and not request.user.holds(*SEES_ALL):
        outlets = Outlet.objects.filter(pk=request.user.outlet_id)
        field = forms.ModelChoiceField(label=gettext_lazy("Outlet"), queryset=outlets, initial=request.user.outlet_id)
        form.fields["outlet"] = field
    made = attempt(
        form,
        lambda: operations.begin_plan(**form.cleaned_data, by=request.user),
    )
    if request.method == "POST" and made:
        return done(request, made)
    latest = DayPlan.objects.visible_to(request.user).select_related("outlet", "made_by").order_by("-created_at")
    status = 422 if form.is_bound and form.errors else 200
    context = {"form": form, "latest": latest[:LATEST], "stranded": stranded(request.user)}
    return page(request, "service/day_plans.html", context, status=status)


@for_record(DayPlan, "service.plan_days")
def plan(request: StaffRequest, record: DayPlan) -> HttpResponse:
    """Show how far a plan is, then the plan: each technician's line, what doesn't fit and why."""
    return page(request, "service/day_plan.html", {"plan": record, **shown(record)})


@for_record(DayPlan, "service.plan_days")
def accept(request: StaffRequest, record: DayPlan) -> HttpResponse:
    """Dispatch the ticked jobs; who was quicker keeps his."""
    require_post(request)
    picks = [int(pick) for pick in request.POST.getlist("pick") if pick.isdecimal() and len(pick) < 18]
    backs = [int(pick) for pick in request.POST.getlist("back") if pick.isdecimal() and len(pick) < 18]
    counts = operations.accept_plan(record, picks, by=request.user, backs=backs)
    parts = [_("%(number)s dispatched") % {"number": counts["sent"]}]
    if counts["asked"]:
        parts.append(_("%(number)s await approval") % {"number": counts["asked"]})
    if counts["refused"]:
        parts.append(_("%(number)s could not be sent, see the plan") % {"number": counts["refused"]})
    return done(request, record, "，".join(parts))
