"""The 「技术员工作日报表」 and figures of the desk's day, built from the work orders (FULL 4.9, SVC-16)."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.db.models import Q
from django.utils import timezone

from bihuan.kernel.actors import Actor
from bihuan.organization.models import Staff
from bihuan.organization.states import Post
from bihuan.regulations.queries import ParameterView, ruleset
from bihuan.service.models import Appointment, CrewMember, DailyReport, WorkOrder
from bihuan.service.queries.classes import class_for
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
    """A technician's day on paper: his jobs, those he helped on, and what else stood in his calendar."""

    technician: Staff
    day: date
    orders: list[WorkOrder]
    classes: list[ClassLine]
    report: DailyReport | None
    helped: list[CrewMember] = field(default_factory=list)
    appointments: list[Appointment] = field(default_factory=list)

    @property
    def minutes(self) -> int:
        return sum(line.minutes for line in self.classes)

    @property
    def jobs(self) -> int:
        return sum(line.jobs for line in self.classes)

    @property
    def is_empty(self) -> bool:
        return not (self.orders or self.helped or self.appointments)


def report_rule() -> ParameterView | None:
    """Return the clause that asks for the daily report, None when none in force does."""
    return next(iter(ruleset().matching("report", {}, form="daily_report", every="daily")), None)


def worked_on(day: date) -> set[int]:
    """Return the technicians with something for their report: a job done, a job helped on, an appointment over."""
    start, end = day_span(day)
    done = {"completed_at__gte": start, "completed_at__lt": end}
    orders = WorkOrder.objects.filter(**done).values_list("technician", flat=True)
    helped = CrewMember.objects.filter(removed_at=None, **{f"order__{name}": value for name, value in done.items()})
    over = Appointment.objects.standing().filter(ends_at__gte=start, ends_at__lt=min(end, timezone.now()))
    return {*orders, *helped.values_list("person", flat=True), *over.values_list("technician", flat=True)}


def daily(technician: Staff, day: date) -> Daily:
    """Return a technician's jobs of a day by class and time used; four queries."""
    start, end = day_span(day)
    done = Q(completed_at__gte=start, completed_at__lt=end)
    visited = Q(arrived_at__gte=start, arrived_at__lt=end)
    rows = WorkOrder.objects.filter(done | visited, technician=technician).exclude(state=OrderState.WITHDRAWN)
    related = rows.select_related("request__customer", "request__model", "fault_code", "voucher")
    orders = list(related.order_by("arrived_at", "pk"))
    helps = CrewMember.objects.filter(
        person=technician, removed_at=None, order__completed_at__gte=start, order__completed_at__lt=end
    )
    helped = list(helps.select_related("order__request", "order__technician").order_by("order__completed_at"))
    rest = Appointment.objects.standing().filter(technician=technician, ends_at__gte=start, ends_at__lt=end)
    appointments = list(rest.order_by("starts_at"))
    jobs, minutes = Counter[str](), Counter[str]()
    for order in orders:
        jobs[order.request.service_class] += 1
        minutes[order.request.service_class] += order.minutes_spent or 0
    for member in helped:
        jobs[member.order.request.service_class] += 1
        minutes[member.order.request.service_class] += member.minutes or 0
    for one in appointments:
        one.service_class = class_for(one.verdict, {})
        jobs[one.service_class] += 1
        minutes[one.service_class] += one.minutes
    classes = [ClassLine(str(code), str(label), jobs[code], minutes[code]) for code, label in ServiceClass.choices]
    report = DailyReport.objects.filter(technician=technician, day=day).select_related("reviewed_by").first()
    return Daily(technician, day, orders, classes, report, helped, appointments)


def to_review(user: Any) -> int:
    """Return how many reports wait for this reader's review."""
    if not user.holds(Post.SERVICE_MANAGER, Post.OUTLET_MANAGER):
        return 0
    rows = DailyReport.objects.visible_to(user).filter(submitted_at__isnull=False, reviewed_at=None)
    return int(rows.exclude(technician=user.pk).count())


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
        empty = {"jobs": 0, "minutes": 0, "report": None}
        lines.setdefault((report.technician_id, report.day), empty)["report"] = report
    names = {one.pk: one for one in technicians}
    found = [{"technician": names[pk], "day": day, **line} for (pk, day), line in lines.items()]
    return sorted(found, key=lambda line: (-line["day"].toordinal(), line["technician"].pk))
