"""Today's technicians as thin day lines for desk and wall."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from bihuan.organization.models import Staff
from bihuan.organization.states import Post
from bihuan.service.models import WorkOrder
from bihuan.service.queries.crew import crew
from bihuan.service.states import OrderState

FIRST, HOURS = 8, 10
AT_WORK = (OrderState.ARRIVED, OrderState.DIAGNOSED, OrderState.COMPLETED)


@dataclass(frozen=True)
class Bar:
    """A job on the line: start and width in percent of the day."""

    x: float
    width: float
    look: str


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


def _bar(order: WorkOrder, start: datetime) -> Bar | None:
    begin = order.arrived_at or order.planned_at
    if begin is None:
        return None
    end = order.completed_at or begin + timedelta(minutes=order.planned_minutes)
    look = "done" if order.completed_at else "now" if order.state in AT_WORK else "plan"
    if look == "now" and timezone.now() > end:
        end = timezone.now()
    x = _percent(begin, start)
    return Bar(round(x, 1), round(max(1.5, _percent(end, start) - x), 1), look)


def _words(order: WorkOrder) -> str:
    if order.state == OrderState.DEPARTED:
        return _("On the way")
    return str(order.state_label) if order.state == OrderState.COMPLETED else _("Under repair")


def today(user: Staff) -> list[Line]:
    """Return the technicians whose day this person may see."""
    start, lines = _start(), []
    outlet = user.outlet if user.holds(Post.OUTLET_MANAGER) else None
    for member in crew(timezone.localdate(), outlet=outlet):
        bars = [bar for order in member.orders if (bar := _bar(order, start))]
        current = member.now_on
        state = _words(current) if current else ""
        leave = member.away(timezone.now())
        away = str(leave.get_leave_kind_display()) if leave else ""
        lines.append(Line(member.staff, bars, state, away, member.done, member.jobs))
    return lines
