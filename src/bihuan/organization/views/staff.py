"""Staff: the list, a colleague's page with posts and leave, and their forms."""

from datetime import timedelta

from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from bihuan.kernel import history
from bihuan.kernel.panels import panels_for
from bihuan.kernel.web import StaffRequest, attempt, done, for_record, form_page, page, revision_seen, staff_page
from bihuan.organization import operations
from bihuan.organization.forms import LeaveForm, NewStaffForm, PasswordForm, PostForm, StaffForm
from bihuan.organization.models import Leave, PostHolding, Staff
from bihuan.organization.tables import StaffList

VIEW, MANAGE = "organization.view", "organization.manage_staff"


@staff_page(VIEW)
def staff_list(request: StaffRequest) -> HttpResponse:
    """List the colleagues."""
    may_add = request.user.has_perm(MANAGE)
    adding = {"add_url": reverse("organization:add_staff"), "add_label": _("New colleague")} if may_add else {}
    return StaffList(request).respond(**adding)


@staff_page(MANAGE)
def add(request: StaffRequest) -> HttpResponse:
    """Take on a colleague."""
    form = NewStaffForm(request.POST or None)
    back = reverse("organization:staff_list")
    if request.method == "POST" and (
        staff := attempt(form, lambda: operations.add_staff(by=request.user, **form.values()))
    ):
        return done(request, staff, _("Added. Now give the posts."))
    return form_page(request, form, heading=_("New colleague"), back=back, crumbs=[(back, _("Staff"))])


@for_record(Staff, VIEW)
def staff(request: StaffRequest, record: Staff) -> HttpResponse:
    """Show a colleague: where he works, his posts, his leave, and what other apps know of him."""
    may_manage = request.user.has_perm(MANAGE)
    today = timezone.localdate()
    holdings = record.post_holdings.filter(until_on=None) | record.post_holdings.filter(until_on__gte=today)
    leaves = Leave.objects.visible_to(request.user).filter(
        staff=record, ends_at__gt=timezone.now() - timedelta(days=90)
    )
    context = {
        "staff": record,
        "may_manage": may_manage,
        "may_plan_leave": request.user.has_perm("organization.plan_leave", record),
        "holdings": holdings.select_related("department", "outlet"),
        "leaves": leaves.select_related("deputy"),
        "now": timezone.now(),
        "history": history.of(record.kind(), record.pk) if may_manage else [],
        "panels": panels_for(record, request.user, request),
    }
    return page(request, "organization/staff.html", context)


@for_record(Staff, MANAGE)
def edit(request: StaffRequest, record: Staff) -> HttpResponse:
    """Change what is on file."""
    name = record.name
    form = StaffForm(request.POST or None, instance=record)

    def work() -> bool:
        return operations.change_staff(record, by=request.user, revision=revision_seen(request), **form.values())

    if request.method == "POST" and attempt(form, work) is not None:
        return done(request, record, _("Saved."))
    return _form(request, form, record, name)


@for_record(Staff, MANAGE)
def password(request: StaffRequest, record: Staff) -> HttpResponse:
    """Give a new password."""
    form = PasswordForm(request.POST or None)

    def work() -> None:
        operations.reset_password(record, password=form.cleaned_data["password"], by=request.user)

    if request.method == "POST" and attempt(form, work) is not None:
        return done(request, record, _("The new password is set."))
    return _form(request, form, record, _("New password"))


@for_record(Staff, MANAGE)
def give_post(request: StaffRequest, record: Staff) -> HttpResponse:
    """Give a post with its scope."""
    form = PostForm(request.POST or None)
    if (
        request.method == "POST"
        and attempt(form, lambda: operations.give_post(record, by=request.user, **form.cleaned_data)) is not None
    ):
        return done(request, record, _("Post given."))
    return _form(request, form, record, _("Give a post"))


@require_POST
@for_record(PostHolding, MANAGE)
def end_post(request: StaffRequest, record: PostHolding) -> HttpResponse:
    """End a post at once."""
    operations.end_post(record, by=request.user)
    return done(request, record.staff, _("Post ended."))


@for_record(Staff, "organization.plan_leave")
def plan_leave(request: StaffRequest, record: Staff) -> HttpResponse:
    """Plan a leave and name who acts meanwhile."""
    form = LeaveForm(request.POST or None, staff=record)
    if (
        request.method == "POST"
        and attempt(form, lambda: operations.plan_leave(record, by=request.user, **form.cleaned_data)) is not None
    ):
        return done(request, record, _("Leave planned."))
    return _form(request, form, record, _("Plan leave"))


@require_POST
@for_record(Leave, "organization.plan_leave")
def end_leave(request: StaffRequest, record: Leave) -> HttpResponse:
    """Call a leave off, or end it now."""
    operations.end_leave(record, by=request.user)
    return done(request, record.staff, _("Leave ended."))


def _form(request: StaffRequest, form: object, staff: Staff, heading: str) -> HttpResponse:
    back = staff.get_absolute_url()
    crumbs = [(reverse("organization:staff_list"), _("Staff")), (back, staff.name)]
    return form_page(request, form, heading=heading, back=back, crumbs=crumbs)  # type: ignore[arg-type]
