"""The 「技术员工作日报表」: due at the clause's time, handed in, reviewed by the manager (FULL 4.9)."""

import math
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bihuan.deadlines import operations as deadlines
from bihuan.deadlines.models import Deadline
from bihuan.kernel import events, history
from bihuan.kernel.actors import SYSTEM, Actor, permit
from bihuan.kernel.records import OperationError, required
from bihuan.kernel.tasks import scheduled
from bihuan.organization.models import Staff
from bihuan.regulations.queries import ParameterView
from bihuan.service.models import DailyReport
from bihuan.service.queries.reports import report_rule, worked_on
from bihuan.service.states import ReportSubmitted

LIMIT = "daily_report"
REMIND = 30  # minutes before it is due


@scheduled(every=timedelta(minutes=10), label=gettext_lazy("Open the daily reports that are due"))
def open_due_reports() -> int:
    """Open the report of everybody who has worked today, so that its time limit runs."""
    return open_reports(timezone.localdate())


def open_reports(day: date) -> int:
    """Open the reports of a day that aren't open yet, each with the time limit of the clause (SVC-16).

    Returns:
        how many were opened; none where no clause asks for them.
    """
    rule = report_rule()
    if rule is None:
        return 0
    known = set(DailyReport.objects.filter(day=day).values_list("technician", flat=True))
    missing = Staff.objects.filter(pk__in=worked_on(day) - known).select_related("outlet__department")
    for technician in missing:
        _open(technician, day, rule)
    return len(missing)


@transaction.atomic
def _open(technician: Staff, day: date, rule: ParameterView) -> None:
    report, is_new = DailyReport.objects.get_or_create(technician=technician, day=day)
    if not is_new:
        return
    history.append(report, "register", by=SYSTEM, is_first=True)
    now = timezone.now()
    minutes = math.ceil((due_at(day, rule, now) - now).total_seconds() / 60)
    rungs = [{"at": 100, "tell": rule.data["reviewed_by"]}]
    if minutes > REMIND:
        rungs.insert(0, {"at": max(1, (minutes - REMIND) * 100 // minutes), "tell": "owner"})
    deadlines.start_for(
        report, name=LIMIT, label=str(rule.data["label"]), limit_minutes=minutes, calendar_code="always", by=SYSTEM,
        at=now, owner_id=technician.pk, parameter=rule, ladder=rungs,
    )  # fmt: skip


def due_at(day: date, rule: ParameterView, opened_at: datetime) -> datetime:
    """Return when a day's report is due: at the clause's time, but not before its grace after the last job.

    Opened after that time, where the clause gives no grace, it is due by the end of its day.
    """
    clock = timezone.make_aware(datetime.combine(day, time.fromisoformat(rule.data["time"])))
    if grace := rule.data.get("grace_minutes"):
        return max(clock, opened_at + timedelta(minutes=grace))
    return clock if opened_at < clock else timezone.make_aware(datetime.combine(day + timedelta(days=1), time()))


@transaction.atomic
def submit_daily(technician: Staff, *, day: date, summary: str = "", by: Actor) -> DailyReport:
    """Hand in one's day.

    Raises:
        OperationError: the day has not come yet, or was handed in already.
    """
    permit(by, "service.submit_report", technician)
    report, is_new = _held(technician, day)
    if report.submitted_at:
        raise OperationError(_("This report has been handed in already."))
    values: dict[str, Any] = {"summary": summary.strip(), "submitted_at": timezone.now()}
    _write(report, "submit", values, by=by, is_first=is_new, note=values["summary"])
    _meet(report, by=by)
    events.publish(ReportSubmitted(record=report, at=timezone.now(), by=by))
    return report


@transaction.atomic
def review_daily(technician: Staff, *, day: date, remark: str, by: Actor) -> DailyReport:
    """Put the manager's name under a technician's day.

    One that was never handed in may be reviewed when the day is over, with a remark why.

    Raises:
        OperationError: the day is not over, the report was not handed in, or was reviewed already.
    """
    permit(by, "service.review_report", technician)
    report, is_new = _held(technician, day)
    if report.reviewed_at:
        raise OperationError(_("This report has been reviewed already."))
    if report.submitted_at is None:
        if day == timezone.localdate():
            raise OperationError(_("The technician has not handed this report in yet."))
        required(remark, _("It was not handed in: write why it is reviewed all the same."), field="remark")
    values: dict[str, Any] = {"remark": remark.strip(), "reviewed_by_id": by.pk, "reviewed_at": timezone.now()}
    _write(report, "review", values, by=by, is_first=is_new, note=values["remark"])
    _meet(report, by=by)
    return report


def _held(technician: Staff, day: date) -> tuple[DailyReport, bool]:
    if day > timezone.localdate():
        raise OperationError(_("This day has not come yet."), field="day")
    held = DailyReport.objects.select_for_update()
    row: tuple[DailyReport, bool] = held.get_or_create(technician=technician, day=day)
    return row


def _write(report: DailyReport, verb: str, values: dict[str, Any], *, by: Actor, is_first: bool, note: str) -> None:
    for name, value in values.items():
        setattr(report, name, value)
    report.revision += 1
    report.save()
    history.append(report, verb, by=by, note=note, is_first=is_first)


def _meet(report: DailyReport, *, by: Actor) -> None:
    running = Deadline.objects.select_for_update(of=("self",)).filter(kind=report.kind(), subject_id=report.pk)
    deadlines.meet([row for row in running if row.is_running], by=by, at=timezone.now())
