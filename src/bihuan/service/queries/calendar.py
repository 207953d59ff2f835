"""Technicians' calendars over several days: jobs, jobs they help on, appointments, leave, certificates that end."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from bihuan.organization.models import Leave, Outlet, Staff
from bihuan.people.models import Certificate
from bihuan.service.models import Appointment, CrewMember, WorkOrder
from bihuan.service.queries.board import job_label
from bihuan.service.queries.crew import day_span, span_of, working_calendar
from bihuan.service.states import OrderState
from bihuan.service.states.orders import MOVABLE

SOON = timedelta(days=30)  # so long before a certificate ends the calendar shows it


@dataclass(frozen=True)
class Entry:
    """One thing in a calendar.

    Attributes:
        kind: done, now, plan, help, meet, fit (an installation), off or ends (a certificate).
        move_url: the form that moves it; empty for what can't be moved.
    """

    starts_at: datetime
    ends_at: datetime
    kind: str
    label: str
    detail: str = ""
    url: str = ""
    move_url: str = ""


@dataclass(frozen=True)
class CalendarDay:
    """A day of one technician."""

    on: date
    is_working: bool
    entries: list[Entry]

    @property
    def jobs(self) -> int:
        return sum(1 for entry in self.entries if entry.kind in {"done", "now", "plan", "help", "fit"})


@dataclass
class CalendarLine:
    """A technician's days."""

    staff: Staff
    days: list[CalendarDay] = field(default_factory=list)


def monday_of(day: date) -> date:
    """Return the first day of a day's week."""
    return day - timedelta(days=day.weekday())


def calendars(technicians: Sequence[Staff], first: date, days: int = 7, *, phone: bool = False) -> list[CalendarLine]:
    """Return what stands in these technicians' calendars; five queries and one for each working calendar.

    Args:
        phone: link jobs to the technician's own pages.
    """
    start, until = day_span(first)[0], day_span(first + timedelta(days=days))[0]
    found: dict[int, list[Entry]] = defaultdict(list)
    for pk, entry in (
        *_jobs(technicians, start, until, phone), *_helps(technicians, start, until, phone),
        *_appointments(technicians, start, until), *_leaves(technicians, start, until),
        *_endings(technicians, first, days),
    ):  # fmt: skip
        found[pk].append(entry)
    open_on = _working_days({one.outlet_id: one.outlet for one in technicians}, first, days)
    return [_line(one, found[one.pk], first, days, open_on[one.outlet_id]) for one in technicians]


def _line(staff: Staff, entries: list[Entry], first: date, days: int, working: set[date]) -> CalendarLine:
    line = CalendarLine(staff)
    for number in range(days):
        on = first + timedelta(days=number)
        start, end = day_span(on)
        inside = [one for one in entries if one.starts_at < end and one.ends_at > start]
        line.days.append(CalendarDay(on, on in working, sorted(inside, key=lambda one: (one.starts_at, one.label))))
    return line


def _working_days(outlets: dict[int | None, Outlet | None], first: date, days: int) -> dict[int | None, set[date]]:
    start, until = day_span(first)[0], day_span(first + timedelta(days=days))[0]
    return {
        pk: {timezone.localdate(opens) for opens, _closes in working_calendar(outlet).windows(start, until)}
        for pk, outlet in outlets.items()
    }


def _kind(order: WorkOrder) -> str:
    if order.completed_at:
        return "done"
    return "plan" if order.state in MOVABLE else "now"


def _job(order: WorkOrder, phone: bool, kind: str = "") -> Entry:
    start, end = span_of(order, timezone.now())
    move = reverse("service:put_to", args=[order.pk]) if order.state in MOVABLE and not kind else ""
    url = reverse("service:job", args=[order.pk]) if phone else order.get_absolute_url()
    return Entry(start, max(end, start + timedelta(minutes=1)), kind or _kind(order), job_label(order),
                 order.number, url, move)  # fmt: skip


def _jobs(technicians: Sequence[Staff], start: datetime, until: datetime, phone: bool) -> Iterable[tuple[int, Entry]]:
    of_days = Q(planned_at__gte=start, planned_at__lt=until) | Q(completed_at__gte=start, completed_at__lt=until)
    now = timezone.now()
    if start <= now < until:
        of_days |= Q(planned_at=None, completed_at=None)
    rows = WorkOrder.objects.filter(of_days, technician__in=technicians).exclude(state=OrderState.WITHDRAWN)
    for order in rows.select_related("request__region", "request__fault_class"):
        yield order.technician_id, _job(order, phone)


def _helps(technicians: Sequence[Staff], start: datetime, until: datetime, phone: bool) -> Iterable[tuple[int, Entry]]:
    rows = CrewMember.objects.filter(person__in=technicians, removed_at=None)
    rows = rows.filter(order__planned_at__gte=start, order__planned_at__lt=until)
    rows = rows.exclude(order__state=OrderState.WITHDRAWN)
    for helper in rows.select_related("order__request__region", "order__request__fault_class"):
        yield helper.person_id, _job(helper.order, phone, "help")


def _appointments(technicians: Sequence[Staff], start: datetime, until: datetime) -> Iterable[tuple[int, Entry]]:
    rows = Appointment.objects.standing().filter(technician__in=technicians, starts_at__lt=until, ends_at__gt=start)
    for one in rows.select_related("installation"):
        kind = f"{one.get_appointment_kind_display()} {one.place}".strip()
        yield (
            one.technician_id,
            Entry(one.starts_at, one.ends_at, one.shade, one.subject, kind, one.get_absolute_url(), one.move_url),
        )


def _leaves(technicians: Sequence[Staff], start: datetime, until: datetime) -> Iterable[tuple[int, Entry]]:
    for leave in Leave.objects.filter(staff__in=technicians, starts_at__lt=until, ends_at__gt=start):
        yield leave.staff_id, Entry(leave.starts_at, leave.ends_at, "off", str(leave.get_leave_kind_display()))


def _endings(technicians: Sequence[Staff], first: date, days: int) -> Iterable[tuple[int, Entry]]:
    """Certificates that end soon stand on their last day, those that end after the days shown on the last of them."""
    last = first + timedelta(days=days - 1)
    rows = Certificate.objects.filter(staff__in=technicians, expires_on__gte=first, expires_on__lte=last + SOON)
    for one in rows:
        start, end = day_span(min(one.expires_on or last, last))
        yield one.staff_id, Entry(start, end, "ends", one.name, (one.expires_on or last).isoformat())
