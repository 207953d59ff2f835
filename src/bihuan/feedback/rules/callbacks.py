"""On which days call-backs are due by a clause, and on which of them people are really called: plain arithmetic."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from bihuan.kernel.months import add_months

DAY = timedelta(days=1)
WEEKDAYS = 5  # a region's route is driven on one of the working days of the week


@dataclass(frozen=True)
class Cadence:
    """How often a clause wants people called on.

    Attributes:
        name: the parameter's name; with file and limit it names one due call-back.
        clause: the clause's key.
        channel: visit or phone.
        starts: acceptance, delivery or sale.
        phase: always, in_warranty, after_warranty, first_year, after_first_year.
        interval: months.
    """

    name: str
    clause: int
    channel: str
    starts: str
    phase: str
    interval: int


@dataclass(frozen=True)
class Habits:
    """How the company plans: so many days before the limit, brought forward by so many to go along with another."""

    ahead: int = 0
    bundle: int = 0


@dataclass(frozen=True)
class Planned:
    """One call-back of a plan: its period, and the day on which people are called on."""

    from_on: date
    due_on: date
    on: date


def phase_span(phase: str, since: date, until: date | None) -> tuple[date, date | None] | None:
    """Return first and last day of a phase; None where there is no such phase.

    Args:
        until: last day of warranty; None where there is no warranty.
    """
    year = add_months(since, 12)
    if phase == "in_warranty":
        return (since, until) if until else None
    if phase == "after_warranty":
        return (until + DAY if until else since), None
    if phase == "first_year":
        return since, year - DAY
    return (year, None) if phase == "after_first_year" else (since, None)


def periods(cadence: Cadence, since: date, until: date | None, first: date, last: date) -> Iterator[tuple[date, date]]:
    """Yield the periods of a cadence as first and last day, those that end between two days.

    Each is counted from the phase's first day, so that nothing drifts: from the 31st on it is the last day
    of shorter months. A period that the phase doesn't complete asks for nothing.

    Args:
        since: the day the clause counts from.
        until: last day of warranty.
    """
    span = phase_span(cadence.phase, since, until)
    if span is None:
        return
    begins, ends = span
    number = max(0, _months_between(begins, first) // cadence.interval - 1)
    while True:
        from_on = add_months(begins, number * cadence.interval)
        number += 1
        due_on = add_months(begins, number * cadence.interval) - DAY
        if due_on > last or (ends and due_on > ends):
            return
        if due_on >= first:
            yield from_on, due_on


def _months_between(one: date, other: date) -> int:
    return (other.year - one.year) * 12 + other.month - one.month


def leaders(days: Iterable[int], bundle: int) -> dict[int, int]:
    """Return for each day of the month the one it goes along with: at most so many days before it.

    Args:
        days: days of the month from which a customer's places count.
    """
    found: dict[int, int] = {}
    leader = 0
    for day in sorted(set(days)):
        leader = leader if leader and day - leader <= bundle else day
        found[day] = leader
    return found


def day_for(
    from_on: date, due_on: date, habits: Habits, *, works: Callable[[date], bool], goes_with: int = 0,
    weekday: int | None = None,
) -> date:  # fmt: skip
    """Return the day on which a period's call-back is planned; it lies in the period and is a working day if any is.

    Args:
        works: tells working days.
        goes_with: day of the month of the customer's other place that it goes along with.
        weekday: when the region's route is driven, Monday 0.
    """
    day = max(due_on - habits.ahead * DAY, from_on)
    if goes_with:
        shift = (habits.ahead + 1) * DAY
        other = _last_with_day(day + shift, goes_with) - shift
        day = other if other >= from_on and day - other <= habits.bundle * DAY else day
    if weekday is not None:
        route = day - (day.weekday() - weekday) % 7 * DAY
        day = route if route >= from_on and day - route <= habits.bundle * DAY and works(route) else day
    return _working(day, from_on, due_on, works)


def _last_with_day(day: date, of_month: int) -> date:
    """Return the last day up to one that is this day of a month; a shorter month has its last."""
    here = add_months(date(2000, 1, of_month), (day.year - 2000) * 12 + day.month - 1)
    return here if here <= day else add_months(date(2000, 1, of_month), (day.year - 2000) * 12 + day.month - 2)


def _working(day: date, first: date, last: date, works: Callable[[date], bool]) -> date:
    earlier = day
    while earlier >= first:
        if works(earlier):
            return earlier
        earlier -= DAY
    later = day
    while later <= last:
        if works(later):
            return later
        later += DAY
    return day


def satisfaction(grades: Sequence[int], best: int) -> float | None:
    """Return the mean of grades as a share of the best one, in percent; None without any."""
    return round(sum(grades) * 100 / (best * len(grades)), 1) if grades and best else None
