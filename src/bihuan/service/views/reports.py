"""The 「技术员工作日报表」: a technician's day by class and time used, with the manager's review (SVC-16)."""

from datetime import date, timedelta

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _

from bihuan.deadlines.queries import nearest
from bihuan.kernel.web import StaffRequest, attempt, done, page, staff_page
from bihuan.organization.models import Staff
from bihuan.service import operations
from bihuan.service.forms import ReviewForm
from bihuan.service.forms.moves import SubmitReportForm
from bihuan.service.models import DailyReport
from bihuan.service.queries.crew import technicians_seen_by
from bihuan.service.queries.reports import daily, days_to_review, report_rule
from bihuan.service.views.calendar import asked_day, asked_outlet


@staff_page()
def reports(request: StaffRequest) -> HttpResponse:
    """List the last days of the technicians this person may look at, with what is not reviewed yet."""
    seen = technicians_seen_by(request.user)
    if not seen:
        raise PermissionDenied
    outlet, until = asked_outlet(request), min(asked_day(request), timezone.localdate())
    shown = [one for one in seen if outlet is None or one.outlet_id == outlet.pk]
    places = {one.outlet_id: one.outlet for one in seen if one.outlet}
    lines = days_to_review(request.user, shown, until)
    context = {
        "lines": lines, "outlet": outlet, "outlets": list(places.values()), "until": until, "alone": len(seen) == 1,
    }  # fmt: skip
    return page(request, "service/reports.html", context)


@staff_page()
def daily_report(request: StaffRequest, pk: int, day: str) -> HttpResponse:
    """Show one day of one technician; whoever leads him reviews it."""
    on, technician = _day(day), _technician(request, pk)
    sheet = daily(technician, on)
    report = sheet.report
    is_reviewed = bool(report and report.reviewed_at)
    is_his = request.user.pk == technician.pk and not (report and report.submitted_at) and not is_reviewed
    may_review = not is_his and not is_reviewed and request.user.has_perm("service.review_report", technician)
    may_review = may_review and (report is not None or not sheet.is_empty)
    form = ReviewForm(request.POST or None)
    handing_in = SubmitReportForm(request.POST or None)
    here = reverse("service:daily_report", args=[pk, on.isoformat()])
    if (
        request.method == "POST"
        and is_his
        and attempt(
            handing_in,
            lambda: operations.submit_daily(
                technician, day=on, summary=handing_in.cleaned_data["summary"], by=request.user
            ),
        )
    ):
        return done(request, here, _("Handed in."))
    if (
        request.method == "POST"
        and not is_his
        and attempt(
            form,
            lambda: operations.review_daily(technician, day=on, remark=form.cleaned_data["remark"], by=request.user),
        )
    ):
        return done(request, here, _("Reviewed."))
    context = {
        "sheet": sheet, "form": form, "may_review": may_review, "handing_in": handing_in if is_his else None,
        "limit": nearest(DailyReport.kind(), [report.pk]).get(report.pk) if report else None, "rule": report_rule(),
        "before": on - timedelta(days=1), "after": on + timedelta(days=1) if on < timezone.localdate() else None,
    }  # fmt: skip
    return page(
        request,
        "service/daily_report.html",
        context,
        status=422 if form.is_bound and (handing_in if is_his else form).errors else 200,
    )


def _day(text: str) -> date:
    try:
        on = parse_date(text)
    except ValueError:
        on = None
    if on is None:
        raise Http404
    return on


def _technician(request: StaffRequest, pk: int) -> Staff:
    found = next((one for one in technicians_seen_by(request.user) if one.pk == pk), None)
    if found is None:
        raise Http404(_("Not found, or not for you."))
    return found
