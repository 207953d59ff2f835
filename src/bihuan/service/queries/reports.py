"""The 「技术员工作日报表」 and figures of the desk's day, built from the work orders (FULL 4.9, SVC-16)."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Q
from django.utils import timezone

from bihuan.kernel.actors import Actor
from bihuan.organization.models import Staff
from bihuan.service.models import DailyReport, WorkOrder
from bihuan.service.queries.crew import day_span
from bihuan.service.states import OrderState, ServiceClass


@dataclass(frozen=True)
class ClassLine:
    """One service class of a day: how many jobs, how many minutes."""

    code: str
    label: str
    jobs: int
    minutes: int


@dataclass(frozen=True)
class Daily:
    """A technician's day on paper."""

    technician: Staff
    day: date
    orders: list[WorkOrder]
    classes: list[ClassLine]
    report: DailyReport | None

    @property
    def minutes(self) -> int:
        return sum(line.minutes for line in self.classes)

    @property
    def jobs(self) -> int:
        return sum(line.jobs for line in self.classes)


def daily(technician: Staff, day: date) -> Daily:
    """Return a technician's jobs of a day by class and time used; two queries."""
    start, end = day_span(day)
    done = Q(completed_at__gte=start, completed_at__lt=end)
    visited = Q(arrived_at__gte=start, arrived_at__lt=end)
    rows = WorkOrder.objects.filter(done | visited, technician=technician).exclude(state=OrderState.WITHDRAWN)
    related = rows.select_related("request__customer", "request__model", "fault_code", "voucher")
    orders = list(related.order_by("arrived_at", "pk"))
    jobs, minutes = Counter[str](), Counter[str]()
    for order in orders:
        jobs[order.request.service_class] += 1
        minutes[order.request.service_class] += order.minutes_spent or 0
    classes = [ClassLine(str(code), str(label), jobs[code], minutes[code]) for code, label in ServiceClass.choices]
    report = DailyReport.objects.filter(technician=technician, day=day).select_related("reviewed_by").first()
    return Daily(technician, day, orders, classes, report)


def days_to_review(user: Actor, technicians: list[Staff], until: date, days: int = 7) -> list[dict[str, Any]]:
    """Return the last days on which these technicians worked, with jobs, minutes and review; two queries."""
    start = day_span(until - timedelta(days=days - 1))[0]
    orders = WorkOrder.objects.visible_to(user).filter(
        technician__in=technicians, completed_at__gte=start, completed_at__lt=day_span(until)[1]
    )
    lines: dict[tuple[int, date], dict[str, Any]] = {}
    for pk, completed_at, minutes in orders.values_list("technician", "completed_at", "minutes_spent"):
        key = (pk, timezone.localdate(completed_at))
        line = lines.setdefault(key, {"jobs": 0, "minutes": 0, "report": None})
        line["jobs"] += 1
        line["minutes"] += minutes or 0
    reports = DailyReport.objects.filter(
        technician__in=technicians, day__gt=until - timedelta(days=days), day__lte=until
    )
    for report in reports.select_related("reviewed_by"):
        if known := lines.get((report.technician_id, report.day)):
            known["report"] = report
    names = {one.pk: one for one in technicians}
    found = [{"technician": names[pk], "day": day, **line} for (pk, day), line in lines.items()]
    return sorted(found, key=lambda line: (-line["day"].toordinal(), line["technician"].pk))
