"""The manager's review of the 「技术员工作日报表」 (FULL 4.9, SVC-16)."""

from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from bihuan.kernel import history
from bihuan.kernel.actors import Actor, permit
from bihuan.kernel.records import OperationError
from bihuan.organization.models import Staff
from bihuan.service.models import DailyReport


@transaction.atomic
def review_daily(technician: Staff, *, day: date, remark: str, by: Actor) -> DailyReport:
    """Put the manager's name under a technician's day.

    Raises:
        OperationError: the day is not over, or was reviewed already.
    """
    permit(by, "service.review_report", technician)
    if day > timezone.localdate():
        raise OperationError(_("This day has not come yet."), field="day")
    report, is_new = DailyReport.objects.select_for_update().get_or_create(technician=technician, day=day)
    if report.reviewed_at:
        raise OperationError(_("This report has been reviewed already."))
    report.remark, report.reviewed_by_id, report.reviewed_at = remark.strip(), by.pk, timezone.now()
    report.save()
    history.append(report, "review", by=by, note=report.remark, is_first=is_new)
    return report
