"""The technicians of a day: their jobs, certificates and absences, in a fixed number of queries."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone

from bihuan.kernel.calendar import WorkCalendar
from bihuan.organization.models import Leave, Outlet, PostHolding, Staff
from bihuan.organization.queries import calendar
from bihuan.organization.states import OutletKind, Post
from bihuan.people.models import Certificate
from bihuan.regulations.queries import ParameterView, ruleset
from bihuan.service.models import SEES_ALL, Appointment, CrewMember, WorkOrder
from bihuan.service.rules import Candidate, Taken, Weights, free_slot
from bihuan.service.states import RUNNING, OrderState

DESK = "office"
FOR_EVER = "9999-12-31"
AT_WORK = (OrderState.ARRIVED, OrderState.DIAGNOSED)
AHEAD = timedelta(days=8)  # the day and the week after it: so far one looks for free time


@dataclass
class Member:
    """A technician with his day.

    Attributes:
        helping: jobs of others on which he helps.
        later: what stands in his calendar after the day.
        skills: skill → last valid day, only what is valid on the day.
        windows: his working time of the day and the week after it.
        limit: jobs a day at most; None where no clause says.
    """

    staff: Staff
    orders: list[WorkOrder] = field(default_factory=list)
    helping: list[WorkOrder] = field(default_factory=list)
    appointments: list[Appointment] = field(default_factory=list)
    leaves: list[Leave] = field(default_factory=list)
    later: list[Taken] = field(default_factory=list)
    skills: dict[str, str] = field(default_factory=dict)
    windows: list[tuple[datetime, datetime]] = field(default_factory=list)
    limit: int | None = None

    @property
    def outlet(self) -> Outlet | None:
        return self.staff.outlet

    @property
    def jobs(self) -> int:
        return len(self.orders) + len(self.helping)

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

    def taken(self, now: datetime) -> list[Taken]:
        """Return what fills his day and those after it."""
        jobs = [job_taken(order, now) for order in (*self.orders, *self.helping)]
        meetings = [appointment_taken(one) for one in self.appointments]
        leaves = [Taken(one.starts_at, one.ends_at, one.get_leave_kind_display()) for one in self.leaves]
        return [*jobs, *meetings, *leaves, *self.later]

    def slot(self, now: datetime, length: timedelta, *, after: datetime, way: timedelta) -> datetime | None:
        """Return the first moment within a week at which he could begin a job of this length."""
        return free_slot(self.windows, self.taken(now), length, after=max(after, now), way=way)

    def away_words(self, at: datetime) -> str:
        """Return why and until when he is away, "" when he isn't."""
        leave = self.away(at)
        if leave is None:
            return ""
        return f"{leave.get_leave_kind_display()} – {timezone.localtime(leave.ends_at).strftime('%m-%d %H:%M')}"

    def candidate(self, now: datetime, *, free_at: datetime | None = None, busy: str = "") -> Candidate:
        """Return him as the ranking sees him.

        Args:
            free_at: when he could begin; worked out by `board.propose`.
            busy: why there is no time for the job.
        """
        outlet = self.outlet
        return Candidate(
            pk=self.staff.pk, name=self.staff.name, outlet_id=self.staff.outlet_id,
            outlet=outlet.name if outlet else "", skills=self.skills, jobs=self.jobs, limit=self.limit,
            place=place_of(outlet), free_at=free_at, away=self.away_words(now), busy=busy,
            is_outsourced=bool(outlet and outlet.outlet_kind == OutletKind.OUTSOURCED),
        )  # fmt: skip


def job_taken(order: WorkOrder, now: datetime) -> Taken:
    """Return the time a job takes, with its number and what it is about."""
    start, end = span_of(order, now)
    return Taken(start, end, f"{order.number} {order.request.title}".strip(), place_of(order.request.region))


def appointment_taken(appointment: Appointment) -> Taken:
    """Return the time an appointment takes."""
    label = f"{appointment.get_appointment_kind_display()} {appointment.subject}"
    return Taken(appointment.starts_at, appointment.ends_at, label)


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


def working_calendar(outlet: Outlet | None) -> WorkCalendar:
    """Return the calendar by which an outlet's technicians work: its own, else office hours."""
    own = outlet.calendar if outlet and outlet.calendar_id else None
    try:
        return calendar(own.code) if own else office()
    except LookupError:  # drafted and not published yet
        return office()


def dispatch_rule(facts: Mapping[str, Any] | None = None) -> ParameterView | None:
    """Return the clause that says how proposals are weighed (FULL 4.2), None when there is none."""
    return ruleset().one("dispatch_rule", "dispatch", facts or {})


def crew_clause(facts: Mapping[str, Any], skill: str) -> ParameterView | None:
    """Return the clause that wants several people on a job; the one that wants most.

    Args:
        skill: the certificate that the job needs; a clause may be about such jobs alone.
    """
    found = ruleset().matching("crew_size", facts)
    fitting = [view for view in found if view.data.get("certificate") in (None, "", skill)]
    return max(fitting, key=lambda view: int(view.data["people"]), default=None)


def weights() -> Weights:
    """Return how proposals are weighed, as the clause in force says."""
    rule = dispatch_rule()
    return Weights.of(rule.data if rule else None)


def crew(day: date, *, outlet: Outlet | None = None, only: Iterable[int] | None = None) -> list[Member]:
    """Return the technicians who could be sent on a day, with their calendar and certificates; seven queries.

    Args:
        outlet: only those of one outlet.
        only: only these.
    """
    limit = weights().jobs_a_day
    members = {staff.pk: Member(staff, limit=limit) for staff in _technicians(day, outlet, only)}
    start, end = day_span(day)
    until, now = start + AHEAD, timezone.now()
    for order in _orders(day, members):
        if is_of_day(order, day):
            members[order.technician_id].orders.append(order)
        else:
            members[order.technician_id].later.append(job_taken(order, now))
    for helper in _helpers(start, until, members):
        if is_of_day(helper.order, day):
            members[helper.person_id].helping.append(helper.order)
        else:
            members[helper.person_id].later.append(job_taken(helper.order, now))
    rows = Appointment.objects.standing().filter(technician__in=members, starts_at__lt=until, ends_at__gt=start)
    for one in rows.select_related("installation"):
        if one.starts_at < end:
            members[one.technician_id].appointments.append(one)
        else:
            members[one.technician_id].later.append(appointment_taken(one))
    for leave in Leave.objects.filter(staff__in=members, starts_at__lt=until, ends_at__gt=start):
        members[leave.staff_id].leaves.append(leave)
    for staff, skills in _skills(day, members).items():
        members[staff].skills = skills
    _set_windows(members.values(), start, until)
    return list(members.values())


def _set_windows(members: Iterable[Member], start: datetime, until: datetime) -> None:
    known: dict[int | None, list[tuple[datetime, datetime]]] = {}
    for member in members:
        key = member.outlet.calendar_id if member.outlet else None
        if key not in known:
            known[key] = working_calendar(member.outlet).windows(start, until)
        member.windows = known[key]


def is_of_day(order: WorkOrder, day: date) -> bool:
    """Return whether a job stands in the calendar of a day; one without a time does so today, while it runs."""
    start, end = day_span(day)
    if any(at and start <= at < end for at in (order.planned_at, order.completed_at)):
        return True
    is_open = order.state in (OrderState.DEPARTED, *AT_WORK) or (order.state in RUNNING and order.planned_at is None)
    return is_open and day == timezone.localdate()


def _technicians(day: date, outlet: Outlet | None, only: Iterable[int] | None = None) -> Iterable[Staff]:
    holding = PostHolding.objects.in_force(day).filter(post=Post.TECHNICIAN).values("staff")
    rows: QuerySet[Staff] = Staff.objects.filter(is_active=True, pk__in=holding)
    rows = rows.select_related("outlet__department", "outlet__calendar")
    if outlet is not None:
        rows = rows.filter(outlet=outlet)
    if only is not None:
        rows = rows.filter(pk__in=list(only))
    return rows.order_by("outlet__code", "staff_number", "pk")


def _orders(day: date, staff: Iterable[int]) -> Iterable[WorkOrder]:
    start, end = day_span(day)
    of_days = Q(planned_at__gte=start, planned_at__lt=start + AHEAD) | Q(completed_at__gte=start, completed_at__lt=end)
    if day == timezone.localdate():
        of_days |= Q(state__in=(OrderState.DEPARTED, *AT_WORK)) | Q(state__in=RUNNING, planned_at__isnull=True)
    rows = WorkOrder.objects.filter(of_days, technician__in=list(staff)).exclude(state=OrderState.WITHDRAWN)
    return rows.select_related("request__region", "request__fault_class").order_by("assigned_at", "pk")


def _helpers(start: datetime, until: datetime, staff: Iterable[int]) -> Iterable[CrewMember]:
    rows = CrewMember.objects.filter(
        person__in=list(staff), removed_at=None, order__planned_at__gte=start, order__planned_at__lt=until
    )
    rows = rows.exclude(order__state=OrderState.WITHDRAWN)
    return rows.select_related("order__request__region", "order__request__fault_class").order_by("pk")


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
