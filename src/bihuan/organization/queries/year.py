"""A calendar's year as the page draws it: month grids, and what a draft changes."""

import calendar as gregorian
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from bihuan.kernel.calendar import LOCAL
from bihuan.organization.models import CalendarVersion, WorkingCalendar
from bihuan.organization.queries.calendars import published
from bihuan.organization.rules import Windows, write_windows

ORDINARY, CLOSED, HOLIDAY, MAKE_UP, OWN = "ordinary", "closed", "holiday", "make-up", "own"


@dataclass(frozen=True)
class Day:
    """One square: what the day is, its hours as text, whether the draft changes it."""

    on: date
    what: str
    hours: str
    is_changed: bool = False


@dataclass(frozen=True)
class Month:
    """A month's weeks, Monday first; None fills the squares of other months."""

    first: date
    weeks: list[list[Day | None]]
    working_days: int
    hours: float


@dataclass(frozen=True)
class Change:
    """A day or weekday that will be different, in words people type."""

    on: date | None
    weekday: int
    before: str
    after: str


def kind_of_day(version: CalendarVersion, day: date) -> str:
    """Return what a day is: ordinary, closed (like every week), holiday, make-up day or own hours."""
    ordinary: Windows = version.weekly[day.weekday()]
    windows: Windows = version.exceptions.get(day.isoformat(), ordinary)
    if windows == ordinary:
        return ORDINARY if ordinary else CLOSED
    if not windows:
        return HOLIDAY
    return OWN if ordinary else MAKE_UP


def months(version: CalendarVersion, year: int) -> list[Month]:
    """Return the twelve months of a year by one version; days that the published one has otherwise are marked."""
    before = published(version.calendar) if version.is_draft else None
    return [_month(version, before, date(year, number, 1)) for number in range(1, 13)]


def _month(version: CalendarVersion, before: CalendarVersion | None, first: date) -> Month:
    weeks = [
        [_day(version, before, day) if day.month == first.month else None for day in week]
        for week in gregorian.Calendar().monthdatescalendar(first.year, first.month)
    ]
    days = [day for week in weeks for day in week if day]
    worked = version.working_time.between(_midnight(first), _midnight(days[-1].on + timedelta(days=1)))
    return Month(first, weeks, sum(1 for day in days if day.hours), worked / timedelta(hours=1))


def _day(version: CalendarVersion, before: CalendarVersion | None, day: date) -> Day:
    hours = _hours(version, day)
    return Day(day, kind_of_day(version, day), hours, before is not None and _hours(before, day) != hours)


def _hours(version: CalendarVersion, day: date) -> str:
    return write_windows(version.exceptions.get(day.isoformat(), version.weekly[day.weekday()]))


def _midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=LOCAL)


def changes(draft: CalendarVersion) -> list[Change]:
    """Return what publishing a draft changes: weekdays first, then single days from its first day on."""
    before = published(draft.calendar)
    if before is None:
        return [Change(None, number, "", write_windows(day)) for number, day in enumerate(draft.weekly)]
    return [*_week_changes(before, draft), *_day_changes(before, draft)]


def _week_changes(before: CalendarVersion, draft: CalendarVersion) -> Iterator[Change]:
    for number, (old, new) in enumerate(zip(before.weekly, draft.weekly, strict=True)):
        if old != new:
            yield Change(None, number, write_windows(old), write_windows(new))


def _day_changes(before: CalendarVersion, draft: CalendarVersion) -> Iterator[Change]:
    for text in sorted({*before.exceptions, *draft.exceptions}):
        day = date.fromisoformat(text)
        old, new = _hours(before, day), _hours(draft, day)
        is_said = old != new and before.exceptions.get(text) != draft.exceptions.get(text)
        if is_said and day >= draft.valid_from:
            yield Change(day, day.weekday(), old, new)


def years(calendar: WorkingCalendar, today: date) -> list[int]:
    """Return the years worth looking at: those with exceptions, this one and the next."""
    known = {today.year, today.year + 1}
    for exceptions in calendar.versions.values_list("exceptions", flat=True):
        known |= {int(day[:4]) for day in exceptions}
    return sorted(known)
