"""Today's technicians as thin day lines for desk and wall."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any

from django.db.models import Case, Count, Exists, F, OuterRef, Q, When, Window
from django.db.models.functions import RowNumber
from django.utils import timezone
from django.utils.translation import gettext as _

from bihuan.organization.models import Leave, PostHolding, Staff
from bihuan.organization.states import Post
from bihuan.service.models import CrewMember, WorkOrder
from bihuan.service.states import RUNNING, OrderState

FIRST, HOURS = 8, 10
AT_WORK = (OrderState.ARRIVED, OrderState.DIAGNOSED, OrderState.COMPLETED)
UNDER_WAY = (OrderState.DEPARTED, OrderState.ARRIVED, OrderState.DIAGNOSED)
MOST, BARS = 20, 12


@dataclass(frozen=True)
class Bar:
    """A job on the line: start and width in percent of the day."""

    x: float
    width: float
    look: str


@dataclass(frozen=True)
class Crew:
    """The lines that are drawn, and how many technicians there are."""

    lines: list["Line"]
    number: int


@dataclass(frozen=True)
class Line:
    """One technician today.

    Attributes:
        state: what he is at.
        away: why he isn't there, "" when he is.
    """

    staff: Staff
    bars: list[Bar]
    state: str
    away: str
    done: int
    jobs: int


def _percent(moment: datetime, start: datetime) -> float:
    return max(0.0, min(100.0, (moment - start) / timedelta(hours=HOURS) * 100))


def now_percent() -> float | None:
    """Return where the present stands on the line, None before and after the day."""
    start, now = _start(), timezone.now()
    return _percent(now, start) if start < now < start + timedelta(hours=HOURS) else None


def _start() -> datetime:
    return timezone.make_aware(datetime.combine(timezone.localdate(), time(FIRST)))


def _bar(job: dict[str, Any], start: datetime) -> Bar | None:
    begin = job["arrived_at"] or job["planned_at"]
    if begin is None:
        return None
    end = job["completed_at"] or begin + timedelta(minutes=job["planned_minutes"])
    look = "done" if job["completed_at"] else "now" if job["state"] in AT_WORK else "plan"
    if look == "now" and timezone.now() > end:
        end = timezone.now()
    x = _percent(begin, start)
    return Bar(round(x, 1), round(max(1.5, _percent(end, start) - x), 1), look)


def _words(state: str) -> str:
    if state == OrderState.DEPARTED:
        return _("On the way")
    return str(OrderState(state).label) if state == OrderState.COMPLETED else _("Under repair")


def today(user: Staff, most: int = MOST) -> Crew:
    """Return the technicians whose day this person may see, those at work first; six queries whatever the load.

    Args:
        most: how many are drawn.
    """
    day, midnight = timezone.localdate(), _start() - timedelta(hours=FIRST)
    holding = PostHolding.objects.in_force(day).filter(post=Post.TECHNICIAN).values("staff")
    rows = Staff.objects.filter(is_active=True, pk__in=holding)
    if user.holds(Post.OUTLET_MANAGER):
        rows = rows.filter(outlet=user.outlet_id)
    busy = Exists(WorkOrder.objects.filter(technician=OuterRef("pk"), state__in=UNDER_WAY))
    shown = {
        one.pk: one
        for one in rows.annotate(is_busy=busy).order_by("-is_busy", "outlet__code", "staff_number", "pk")[:most]
    }
    jobs = _jobs(shown, midnight)
    numbers = _numbers(shown, midnight)
    leaves = {one.staff_id: one for one in Leave.objects.running(timezone.now()).filter(staff__in=shown)}
    lines = []
    for pk, staff in shown.items():
        bars = [bar for job in jobs.get(pk, []) if (bar := _bar(job, _start()))]
        current = next((job["state"] for job in jobs.get(pk, []) if job["state"] in UNDER_WAY), "")
        away = str(leaves[pk].get_leave_kind_display()) if pk in leaves else ""
        done, number = numbers.get(pk, (0, 0))
        lines.append(Line(staff, bars, _words(current) if current else "", away, done, number))
    return Crew(lines, rows.count() if len(shown) == most else len(shown))


def _of_day(midnight: datetime) -> Q:
    """Return the condition «stands in today's calendar»."""
    tomorrow = midnight + timedelta(days=1)
    planned = Q(planned_at__gte=midnight, planned_at__lt=tomorrow)
    done = Q(completed_at__gte=midnight, completed_at__lt=tomorrow)
    return planned | done | Q(state__in=UNDER_WAY) | Q(state__in=RUNNING, planned_at__isnull=True)


def _jobs(shown: Iterable[int], midnight: datetime) -> dict[int, list[dict[str, Any]]]:
    """Return what is drawn of each technician's day: what he is at, then in the order of the day, `BARS` at most."""
    rows = WorkOrder.objects.filter(_of_day(midnight), technician__in=list(shown)).exclude(state=OrderState.WITHDRAWN)
    is_now = Case(When(state__in=UNDER_WAY, then=0), default=1)
    place = Window(
        RowNumber(), partition_by="technician", order_by=[is_now, F("planned_at").asc(nulls_last=True), "pk"]
    )
    drawn = rows.annotate(place=place).filter(place__lte=BARS).order_by("technician", "place")
    found: dict[int, list[dict[str, Any]]] = {}
    for job in drawn.values("technician", "state", "planned_at", "planned_minutes", "arrived_at", "completed_at"):
        found.setdefault(job["technician"], []).append(job)
    return found


def _numbers(shown: Iterable[int], midnight: datetime) -> dict[int, tuple[int, int]]:
    """Return each technician's jobs of the day: how many are done, how many there are, those he helps on too."""
    jobs = WorkOrder.objects.exclude(state=OrderState.WITHDRAWN).filter(technician__in=list(shown))
    own = jobs.filter(_of_day(midnight)).order_by().values("technician")
    counted = own.annotate(jobs=Count("pk"), done=Count("completed_at"))
    found = {row["technician"]: (row["done"], row["jobs"]) for row in counted}
    helps = CrewMember.objects.filter(person__in=list(shown), removed_at=None).exclude(
        order__state=OrderState.WITHDRAWN
    )
    today = helps.filter(order__planned_at__gte=midnight, order__planned_at__lt=midnight + timedelta(days=1))
    for pk, number in today.order_by().values_list("person").annotate(number=Count("pk")):
        done, own_jobs = found.get(pk, (0, 0))
        found[pk] = done, own_jobs + number
    return found
