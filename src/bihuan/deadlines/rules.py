"""When a time limit runs out: working time from its start, without the time its clock stood still.

Everything follows from four values: the start, the limit, the calendar and the pauses. The same values
give the same moments in whatever order the pauses came, so a deadline can be recomputed at any time.

A pause moves a deadline by the *working* time that passed during it: holding the clock over a night
gains nothing. Pauses that overlap count once; all pauses for one reason together count up to its cap.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from typing import Any, NamedTuple, Self

from bihuan.kernel.calendar import ROUND_THE_CLOCK, WorkCalendar
from bihuan.regulations.rules import parse_cap

Interval = tuple[datetime, datetime | None]  # an open end: the clock still stands


@dataclass(frozen=True)
class Days:
    """A cap in days: working days of the limit's calendar, however long each is, or days on the wall."""

    number: Fraction
    are_working: bool = True

    def on(self, calendar: WorkCalendar) -> WorkCalendar:
        """Return the calendar whose days are meant."""
        return calendar if self.are_working else ROUND_THE_CLOCK


def cap_of(written: str) -> timedelta | Days | None:
    """Return a cap as the arithmetic sees it, from what a clause wrote: "8 h", "2 wd", "30 d"; "" is none."""
    if not written:
        return None
    amount, unit = parse_cap(written)
    return timedelta(minutes=int(amount)) if unit == "min" else Days(amount, unit == "wd")


@dataclass(frozen=True)
class Hold:
    """A pause as the arithmetic sees it.

    Attributes:
        starts_at: when the clock was to stop.
        ends_at: when it went on; None while it stands.
        reason: pauses for one reason share the cap.
        stops_clock: False: written down, but the time goes on.
        cap: what this reason may take away at most: working time, or days; None: any.
    """

    starts_at: datetime
    ends_at: datetime | None = None
    reason: str = ""
    stops_clock: bool = True
    cap: timedelta | Days | None = None


class Step(NamedTuple):
    """A step of the ladder that hasn't fired: at so many percent, whom it tells, when; None: the clock stands."""

    percent: int
    tells: str
    at: datetime | None

    @classmethod
    def kept(cls, row: Sequence[Any]) -> Self:
        """Return a step from what a row keeps of it."""
        percent, tells, at = row
        return cls(percent, tells, datetime.fromisoformat(at) if at else None)

    @property
    def row(self) -> list[Any]:
        """Return this step ready for JSON, its moment in UTC."""
        return [self.percent, self.tells, self.at.astimezone(UTC).isoformat() if self.at else None]


@dataclass(frozen=True)
class Counted:
    """A line of the sum «why this deadline?» shows: working time that counts, or was taken away."""

    starts_at: datetime
    ends_at: datetime
    amount: timedelta
    is_pause: bool = False


@dataclass(frozen=True)
class Clock:
    """A limit on its way: every question about its times is answered here.

    Attributes:
        starts_at: when the limit began to run.
        limit: working time allowed.
        calendar: what counts as working time.
        holds: the pauses, in any order.
    """

    starts_at: datetime
    limit: timedelta
    calendar: WorkCalendar
    holds: tuple[Hold, ...] = ()

    def held(self) -> list[Interval]:
        """Return the stretches during which the clock stands: in order, apart, caps applied."""
        reasons: dict[str, list[Hold]] = {}
        for hold in self.holds:
            if hold.stops_clock:
                reasons.setdefault(hold.reason, []).append(hold)
        return _union(stretch for holds in reasons.values() for stretch in self._capped(holds))

    def _capped(self, holds: Sequence[Hold]) -> list[Interval]:
        stretches = _union((max(hold.starts_at, self.starts_at), hold.ends_at) for hold in holds)
        caps = {hold.cap for hold in holds if hold.cap is not None}
        # Each cap keeps a beginning of the stretches; where a later clause named another, the shorter counts.
        kept = [self._kept(stretches, cap) for cap in caps]
        return min(kept, key=lambda one: (len(one), one[-1:]), default=stretches)

    def _kept(self, stretches: Sequence[Interval], cap: timedelta | Days) -> list[Interval]:
        kept: list[Interval] = []
        for start, end in stretches:
            left = None if end is None else self._left(cap, start, end)
            if left is None:
                ends = self._gone(cap, start)
                return [*kept, (start, ends)] if ends > start else kept
            kept.append((start, end))
            cap = left
        return kept

    def _left(self, cap: timedelta | Days, start: datetime, end: datetime) -> timedelta | Days | None:
        """Return what a pause leaves of a cap; None when it takes more."""
        if isinstance(cap, timedelta):
            amount = self.calendar.between(start, end)
            return cap - amount if amount <= cap else None
        days = cap.on(self.calendar).days_between(start, end)
        return Days(cap.number - days, cap.are_working) if days <= cap.number else None

    def _gone(self, cap: timedelta | Days, start: datetime) -> datetime:
        """Return when a pause that begins at `start` has used up a cap."""
        if isinstance(cap, timedelta):
            return self.calendar.add(start, cap)
        return cap.on(self.calendar).add_days(start, cap.number)

    def moment(self, amount: timedelta) -> datetime | None:
        """Return when `amount` of the limit is used up; None while the clock stands for an unknown time."""
        at, left = self.starts_at, amount
        for start, end in self.held():
            until = self.calendar.between(at, start)
            if until >= left:
                break
            if end is None:
                return None
            left -= until
            at = end
        return self.calendar.add(at, left)

    def due(self) -> datetime:
        """Return when the limit runs out; while the clock stands, the earliest that this can be."""
        at = self.moment(self.limit)
        if at is not None:
            return at
        stopped = self.held()[-1][0]
        return self.calendar.add(stopped, self.limit - self.used(stopped))

    def rung(self, percent: int) -> datetime | None:
        """Return when `percent` of the limit is used up; None while the clock stands before that."""
        return self.moment(self.limit * percent / 100)

    def steps(self, ladder: Iterable[Mapping[str, Any]], fired: Collection[tuple[int, str]] = ()) -> list[Step]:
        """Return the steps of a ladder that are still to come; the same step named twice is one."""
        named = dict.fromkeys((step["at"], step["tell"]) for step in ladder)
        return [Step(*step, self.rung(step[0])) for step in named if step not in fired]

    def used(self, until: datetime) -> timedelta:
        """Return the working time counted up to a moment."""
        if until <= self.starts_at:
            return timedelta(0)
        paused = sum((self.calendar.between(start, end) for start, end in self._held_until(until)), timedelta(0))
        return self.calendar.between(self.starts_at, until) - paused

    def counted(self, until: datetime) -> list[Counted]:
        """Return the sum of `used(until)` line by line: what counted of each day, what was taken away."""
        lines = [
            Counted(start, end, end - start)
            for start, end in (self.calendar.windows(self.starts_at, until) if until > self.starts_at else [])
        ]
        lines += [
            Counted(start, end, -self.calendar.between(start, end), is_pause=True)
            for start, end in self._held_until(until)
        ]
        return sorted(lines, key=lambda line: (line.starts_at, line.is_pause))

    def _held_until(self, until: datetime) -> list[tuple[datetime, datetime]]:
        return [(start, until if end is None else min(end, until)) for start, end in self.held() if start < until]


def _union(stretches: Iterable[Interval]) -> list[Interval]:
    """Return stretches in order, those that touch or overlap joined, empty ones left out."""
    joined: list[Interval] = []
    for start, end in sorted(stretches, key=lambda stretch: stretch[0]):
        if end is not None and end <= start:
            continue
        if joined and (joined[-1][1] is None or start <= joined[-1][1]):
            first, last = joined[-1]
            joined[-1] = (first, None if last is None or end is None else max(last, end))
        else:
            joined.append((start, end))
    return joined


def is_late(due_at: datetime, at: datetime) -> bool:
    """Return whether something done at `at` came too late; the moment itself is still in time."""
    return at > due_at


def percent_used(used: timedelta, limit: timedelta) -> int:
    """Return how much of a limit is used up, in whole percent, rounded down."""
    return 100 if not limit else int(used * 100 / limit)
