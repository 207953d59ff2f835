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

LATEST = 8


class PlanForm(forms.Form):
    """Which day, whose technicians."""

    day = forms.DateField(label=gettext_lazy("Day"), widget=DateInput())
    outlet = forms.ModelChoiceField(
        label=gettext_lazy("Outlet"), queryset=Outlet.objects.filter(is_active=True), required=False,
        empty_label=gettext_lazy("All outlets"),
    )  # fmt: skip


@staff_page("service.plan_days")
def plans(request: StaffRequest) -> HttpResponse:
    """Choose a day and an outlet; the plans made last stand below."""
    form = PlanForm(request.POST or None, initial={"day": timezone.localdate() + timedelta(days=1)})
    if request.user.holds(Post.OUTLET_MANAGER) and not request.user.holds(*SEES_ALL):
        outlets = Outlet.objects.filter(pk=request.user.outlet_id)
        field = forms.ModelChoiceField(label=gettext_lazy("Outlet"), queryset=outlets, initial=request.user.outlet_id)
        form.fields["outlet"] = field
    made = attempt(
        form,
        lambda: operations.begin_plan(form.cleaned_data["day"], outlet=form.cleaned_data["outlet"], by=request.user),
    )
    if request.method == "POST" and made:
        return done(request, made)
    latest = DayPlan.objects.visible_to(request.user).select_related("outlet", "made_by").order_by("-created_at")
    status = 422 if form.is_bound and form.errors else 200
    return page(request, "service/day_plans.html", {"form": form, "latest": latest[:LATEST]}, status=status)


@for_record(DayPlan, "service.plan_days")
def plan(request: StaffRequest, record: DayPlan) -> HttpResponse:
    """Show how far a plan is, then the plan: each technician's line, what doesn't fit and why."""
    return page(request, "service/day_plan.html", {"plan": record, **shown(record)})


@for_record(DayPlan, "service.plan_days")
def accept(request: StaffRequest, record: DayPlan) -> HttpResponse:
    """Dispatch the ticked jobs; who was quicker keeps his."""
    require_post(request)
    picks = [int(pick) for pick in request.POST.getlist("pick") if pick.isdecimal() and len(pick) < 18]
    counts = operations.accept_plan(record, picks, by=request.user)
    parts = [_("%(number)s dispatched") % {"number": counts["sent"]}]
    if counts["asked"]:
        parts.append(_("%(number)s await approval") % {"number": counts["asked"]})
    if counts["refused"]:
        parts.append(_("%(number)s could not be sent, see the plan") % {"number": counts["refused"]})
    return done(request, record, "，".join(parts))
