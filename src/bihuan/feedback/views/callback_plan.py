"""The plan of call-backs: files, the year by days, whom it misses."""

from datetime import date, timedelta

from django.http import Http404, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from bihuan.feedback import operations
from bihuan.feedback.models import CallBackAudit, CallBackFile
from bihuan.feedback.notices.callbacks import plan_again
from bihuan.feedback.queries import callback_calendar, callback_clauses
from bihuan.feedback.queries import callbacks as queries
from bihuan.feedback.tables.callbacks import CallBackFiles, CallBackGaps
from bihuan.kernel.web import StaffRequest, done, for_record, page, staff_page


@staff_page("feedback.view_call_plan")
def files(request: StaffRequest) -> HttpResponse:
    """List the call-back files."""
    return CallBackFiles(request).respond()


@for_record(CallBackFile, "feedback.view_call_plan")
def file(request: StaffRequest, record: CallBackFile) -> HttpResponse:
    """Show one file: the days of its year and what became of them."""
    outcomes = queries.outcomes(record)
    days = [(day, outcomes.get((day.name, day.due_on))) for day in queries.planned_days(record)]
    context = {"record": record, "days": days, "today": timezone.localdate()}
    return page(request, "feedback/callback_file.html", context)


@staff_page("feedback.view_call_plan")
def calendar(request: StaffRequest, month: str = "") -> HttpResponse:
    """Show how many call-backs each day of a month has."""
    try:
        first = date.fromisoformat(f"{month}-01") if month else timezone.localdate().replace(day=1)
    except ValueError:
        raise Http404 from None
    if not 2000 < first.year < 2100:
        raise Http404
    context = {
        "first": first, "weeks": callback_calendar.month(first), "before": first - timedelta(days=1),
        "after": (first + timedelta(days=32)).replace(day=1), "rule": callback_clauses.rule(),
        "unassigned": callback_calendar.visits_without_visitor(timezone.localdate()),
    }  # fmt: skip
    return page(request, "feedback/callback_calendar.html", context)


@staff_page("feedback.view_call_plan")
def gaps(request: StaffRequest) -> HttpResponse:
    """Name those whom the plan misses, as the last reconciliation found them."""
    last = CallBackAudit.objects.order_by("-day").first()
    return CallBackGaps(request).respond(last=last, recent=CallBackAudit.objects.order_by("-day")[:7])


@require_POST
@staff_page("feedback.plan_calls")
def reconcile(request: StaffRequest) -> HttpResponse:
    """Reconcile now."""
    operations.reconcile_calls(timezone.localdate())
    return done(request, "/feedback/callbacks/gaps/", _("Reconciled."))


@require_POST
@staff_page("feedback.plan_calls")
def plan(request: StaffRequest) -> HttpResponse:
    """Plan again now, in the background."""
    plan_again.enqueue()
    return done(request, "/feedback/callbacks/calendar/", _("The plan is being made again; it takes a moment."))
