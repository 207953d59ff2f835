"""«Why this deadline?»: the clause, every stretch of time that counted, the pauses, the ladder."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone

from bihuan.deadlines.models import Deadline, Pause
from bihuan.deadlines.rules import Clock, Counted, percent_used
from bihuan.deadlines.states import DeadlineState
from bihuan.organization import queries as organization
from bihuan.organization.models import WorkingCalendar
from bihuan.organization.states import Post

FOLD = 12  # lines of the sum before the middle is folded into one


@dataclass(frozen=True)
class SumLine:
    """One line of the sum: a stretch of a day that counted, a pause taken away, or days folded together."""

    starts_at: datetime
    ends_at: datetime
    amount: timedelta
    pause: Pause | None = None
    days: int = 0


@dataclass(frozen=True)
class LadderStep:
    """A step of the ladder as people read it: who was told, or who will be and when.

    Attributes:
        told: names; None while it is still to come.
        at: when it will fire; None: it has, or the clock stands before it.
    """

    percent: int
    tells: str
    post: str
    told: list[str] | None = None
    at: datetime | None = None


@dataclass(frozen=True)
class Why:
    """All that the popover says.

    Attributes:
        used: working time counted until now, or until it was closed.
        lines: the sum up to the due time; they add up to the limit.
        is_standing: the clock stands now, so the due time is the earliest possible.
        missing: code of the calendar the clause names while nobody has published it.
        idle: pauses that were written down and changed nothing.
    """

    deadline: Deadline
    lines: list[SumLine]
    used: timedelta
    percent: int
    ladder: list[LadderStep]
    idle: list[Pause]
    calendar_name: str
    is_standing: bool
    missing: str = ""


def why(deadline: Deadline, now: datetime | None = None) -> Why:
    """Explain a limit.

    Args:
        deadline: with its clause.
        now: until when the used time counts; the present when None.
    """
    pauses = list(deadline.pauses.select_related("evidence"))
    calendar = organization.calendar_as_of(deadline.calendar_code, deadline.calendar_version)
    clock = Clock(deadline.starts_at, deadline.limit, calendar, tuple(pause.hold for pause in pauses))
    until = deadline.met_at or deadline.cancelled_at or now or timezone.now()
    used = clock.used(until)
    lines = [_line(counted, pauses) for counted in clock.counted(deadline.due_at)]
    shown = {line.pause.pk for line in lines if line.pause}
    return Why(
        deadline=deadline,
        lines=_folded(lines),
        used=used,
        percent=percent_used(used, deadline.limit),
        ladder=_ladder(deadline),
        idle=[pause for pause in pauses if pause.pk not in shown],
        calendar_name=_calendar_name(deadline),
        is_standing=deadline.state == DeadlineState.PAUSED,
        missing=_missing(deadline),
    )


def _ladder(deadline: Deadline) -> list[LadderStep]:
    fired = [LadderStep(rung.percent, rung.tells, _post(rung.tells), rung.told) for rung in deadline.rungs.all()]
    coming = [LadderStep(step.percent, step.tells, _post(step.tells), at=step.at) for step in deadline.steps]
    return sorted(fired + coming, key=lambda step: step.percent)


def _line(counted: Counted, pauses: list[Pause]) -> SumLine:
    pause = next((one for one in pauses if counted.is_pause and _covers(one, counted)), None)
    return SumLine(counted.starts_at, counted.ends_at, counted.amount, pause)


def _covers(pause: Pause, counted: Counted) -> bool:
    is_open = pause.ends_at is None or pause.ends_at > counted.starts_at
    return pause.stops_clock and is_open and pause.starts_at < counted.ends_at


def _folded(lines: list[SumLine]) -> list[SumLine]:
    """Return a long sum with its middle as one line, but never a pause within it."""
    plain = [line for line in lines[3:-3] if line.pause is None]
    if len(lines) <= FOLD or len(plain) < len(lines) - 6:
        return lines
    days = {timezone.localtime(line.starts_at).date() for line in plain}
    amount = sum((line.amount for line in plain), timedelta(0))
    return [*lines[:3], SumLine(plain[0].starts_at, plain[-1].ends_at, amount, days=len(days)), *lines[-3:]]


def _calendar_name(deadline: Deadline) -> str:
    if deadline.calendar_version == 0:
        return ""
    return WorkingCalendar.objects.filter(code=deadline.calendar_code).values_list("name", flat=True).first() or ""


def _missing(deadline: Deadline) -> str:
    return "" if deadline.calendar_version or deadline.calendar_code == organization.ALWAYS else deadline.calendar_code


def _post(tells: str) -> str:
    return str(Post(tells).label) if tells in Post else tells
