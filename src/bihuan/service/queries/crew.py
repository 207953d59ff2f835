"""The technicians of a day: their jobs, certificates and absences, in a fixed number of queries."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone

from bihuan.kernel.calendar import WorkCalendar
from bihuan.organization.models import Leave, Outlet, PostHolding, Staff
from bihuan.organization.queries import calendar
from bihuan.organization.states import Post
from bihuan.people.models import Certificate
from bihuan.service.models import SEES_ALL, WorkOrder
from bihuan.service.rules import Candidate
from bihuan.service.states import RUNNING, OrderState

DESK = "office"
FOR_EVER = "9999-12-31"
AT_WORK = (OrderState.ARRIVED, OrderState.DIAGNOSED)
LIMIT = 6  # jobs a day


@dataclass
class Member:
    """A technician with his day.

    Attributes:
        skills: skill → last valid day, only what is valid on the day.
        busy_until: the end of his last job that isn't done, None when he is free.
    """

    staff: Staff
    orders: list[WorkOrder] = field(default_factory=list)
    leaves: list[Leave] = field(default_factory=list)
    skills: dict[str, str] = field(default_factory=dict)
    limit: int = LIMIT

    @property
    def outlet(self) -> Outlet | None:
        return self.staff.outlet

    @property
    def jobs(self) -> int:
        return len(self.orders)

    @property
    def done(self) -> int:
        return sum(1 for order in self.orders if order.completed_at)

    @property
    def now_on(self) -> WorkOrder | None:
        """Return the job he is on the way to or at work on."""
        active = (*AT_WORK, OrderState.DEPARTED)
        return next((order for order in self.orders if order.state in active), None)

    def busy_until(self, now: datetime) -> datetime | None:
        """Return when he will be through with what he has, None when nothing is open."""
        ends = [span_of(order, now)[1] for order in self.orders if not order.completed_at]
        return max(ends, default=None)

    def away(self, at: datetime) -> Leave | None:
        """Return the leave or training he is on at a moment."""
        return next((leave for leave in self.leaves if leave.starts_at <= at < leave.ends_at), None)

    def candidate(self, now: datetime) -> Candidate:
        """Return him as the ranking sees him."""
        leave = self.away(now)
        outlet = self.outlet
        until = timezone.localtime(leave.ends_at).strftime("%m-%d %H:%M") if leave else ""
        return Candidate(
            pk=self.staff.pk,
            name=self.staff.name,
            outlet_id=self.staff.outlet_id,
            outlet=outlet.name if outlet else "",
            skills=self.skills,
            jobs=self.jobs,
            limit=self.limit,
            place=place_of(outlet),
            free_at=max(now, self.busy_until(now) or now),
            away=f"{leave.get_leave_kind_display()} – {until}" if leave else "",
        )


def place_of(thing: object) -> tuple[float, float] | None:
    """Return the coordinates of an outlet or region, None when it has none."""
    latitude, longitude = getattr(thing, "latitude", None), getattr(thing, "longitude", None)
    return (float(latitude), float(longitude)) if latitude is not None and longitude is not None else None


def span_of(order: WorkOrder, now: datetime) -> tuple[datetime, datetime]:
    """Return from when to when a job fills its technician's day: as it was, or as it is planned."""
    start = order.departed_at or order.arrived_at or order.planned_at or order.assigned_at
    length = timedelta(minutes=order.planned_minutes or 60)
    if order.completed_at:
        return start, max(order.completed_at, start)
    if order.state in AT_WORK:
        return start, max(now + timedelta(minutes=15), start + length)
    return start, start + length


def day_span(day: date) -> tuple[datetime, datetime]:
    """Return a local day's first moment and that of the next."""
    start = timezone.make_aware(datetime.combine(day, time()))
    return start, start + timedelta(days=1)


def office() -> WorkCalendar:
    """Return the calendar that the board is drawn by."""
    return calendar(DESK)


def crew(day: date, *, outlet: Outlet | None = None) -> list[Member]:
    """Return the technicians who could be sent on a day, with jobs, absences and certificates; four queries.

    Args:
        outlet: only those of one outlet.
    """
    members = {staff.pk: Member(staff) for staff in _technicians(day, outlet)}
    for order in _orders(day, members):
        members[order.technician_id].orders.append(order)
    start, end = day_span(day)
    for leave in Leave.objects.filter(staff__in=members, starts_at__lt=end, ends_at__gt=start):
        members[leave.staff_id].leaves.append(leave)
    for staff, skills in _skills(day, members).items():
        members[staff].skills = skills
    return list(members.values())


def _technicians(day: date, outlet: Outlet | None) -> Iterable[Staff]:
    holding = PostHolding.objects.in_force(day).filter(post=Post.TECHNICIAN).values("staff")
    rows: QuerySet[Staff] = Staff.objects.filter(is_active=True, pk__in=holding)
    rows = rows.select_related("outlet__department")
    if outlet is not None:
        rows = rows.filter(outlet=outlet)
    return rows.order_by("outlet__code", "staff_number", "pk")


def _orders(day: date, staff: Iterable[int]) -> Iterable[WorkOrder]:
    start, end = day_span(day)
    of_day = Q(planned_at__gte=start, planned_at__lt=end) | Q(completed_at__gte=start, completed_at__lt=end)
    if day == timezone.localdate():
        of_day |= Q(state__in=(OrderState.DEPARTED, *AT_WORK)) | Q(state__in=RUNNING, planned_at__isnull=True)
    rows = WorkOrder.objects.filter(of_day, technician__in=list(staff)).exclude(state=OrderState.WITHDRAWN)
    return rows.select_related("request__region", "request__fault_class").order_by("assigned_at", "pk")


def _skills(day: date, staff: Iterable[int]) -> dict[int, dict[str, str]]:
    skills: dict[int, dict[str, str]] = defaultdict(dict)
    rows = Certificate.objects.valid(day).filter(staff__in=list(staff)).exclude(skill="")
    for pk, skill, until in rows.values_list("staff", "skill", "expires_on"):
        ends = until.isoformat() if until else FOR_EVER
        skills[pk][skill] = max(ends, skills[pk].get(skill, ""))
    return skills


def technicians_seen_by(user: Any) -> list[Staff]:
    """Return the technicians whose days a colleague may look at: all, his outlet's, or himself."""
    holding = PostHolding.objects.filter(post=Post.TECHNICIAN).values("staff")
    rows = (
        Staff.objects.filter(pk__in=holding, is_active=True)
        .select_related("outlet")
        .order_by("outlet__code", "staff_number", "pk")
    )
    if user.holds(*SEES_ALL):
        return list(rows)
    mine = Q(pk=user.pk)
    if user.holds(Post.OUTLET_MANAGER):
        mine |= Q(outlet=user.outlet_id)
    return list(rows.filter(mine))
