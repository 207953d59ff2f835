"""The calendar that counts, kept in memory until another version is published."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import lru_cache

from bihuan.kernel import bulk
from bihuan.kernel.calendar import ROUND_THE_CLOCK, Pattern, WorkCalendar
from bihuan.organization.models import CalendarVersion, WorkingCalendar
from bihuan.organization.rules import Windows, year_exceptions

ALWAYS = "always"
FESTIVALS = {
    "new_year": "New Year's Day", "spring_festival": "Chinese New Year (Spring", "mid_autumn": "Mid-Autumn",
}  # fmt: skip


@dataclass(frozen=True, eq=False)
class _Published:
    at: datetime
    pattern: Pattern


def calendar(code: str, at: datetime | None = None) -> WorkCalendar:
    """Return a calendar as it is known now, or as it was known at a moment (for replay).

    The one named `always` is round the clock and needs no row. One query of a single value; the
    working time itself is computed once per process and publication.

    Raises:
        LookupError: there is no calendar of this code, or it was not published yet.
    """
    if code == ALWAYS:
        return ROUND_THE_CLOCK
    stamp, stamped_at = calendar_state(code)
    versions = _versions(code, stamp, stamped_at)
    known = sum(1 for version in versions if at is None or version.at <= at)
    if not known:
        raise LookupError(f"working calendar {code!r} has no published version")
    return _combined(versions[:known])


def calendar_as_of(code: str, stamp: int, *, state: tuple[int, datetime] | None = None) -> WorkCalendar:
    """Return a calendar as it was after its first `stamp` publications.

    Before the first one time counts round the clock: a clause that names a calendar nobody has published
    yet must not stop a trouble from being taken in.

    Args:
        state: what `calendar_state` said, where that is known already.

    Raises:
        LookupError: there is no calendar of this code with that many publications.
    """
    if code == ALWAYS or stamp == 0:
        return ROUND_THE_CLOCK
    versions = _versions(code, *(state or calendar_state(code)))
    if not 0 < stamp <= len(versions):
        raise LookupError(f"working calendar {code!r} has no publication {stamp}")
    return _combined(versions[:stamp])


def calendar_stamp(code: str) -> int:
    """Return how many versions of a calendar are published: it changes when deadlines may."""
    return 0 if code == ALWAYS else calendar_state(code)[0]


def calendar_state(code: str) -> tuple[int, datetime]:
    """Return how many versions of a calendar are published, and when it was changed last; one small query.

    Raises:
        LookupError: there is no calendar of this code.
    """
    found = bulk.fetch(WorkingCalendar, "code = %s", [code])
    if not found:
        raise LookupError(f"there is no working calendar {code!r}")
    return found[0].stamp, found[0].updated_at


def counting_calendar(code: str) -> WorkCalendar:
    """Return the calendar that a time limit begun now counts by: round the clock until it is published."""
    state = known_state(code)
    return calendar_as_of(code, state[0] if state else 0, state=state)


def known_state(code: str) -> tuple[int, datetime] | None:
    """Return what `calendar_state` says; None for the one round the clock and where there is none."""
    try:
        return None if code == ALWAYS else calendar_state(code)
    except LookupError:
        return None


def unpublished(codes: Iterable[str]) -> list[str]:
    """Return those of these calendars that nobody has published, in their order."""
    wanted = list(dict.fromkeys(code for code in codes if code != ALWAYS))
    there = WorkingCalendar.objects.filter(code__in=wanted, stamp__gt=0).values_list("code", flat=True)
    return [code for code in wanted if code not in set(there)]


@lru_cache(maxsize=64)
def _versions(code: str, stamp: int, stamped_at: datetime) -> tuple[_Published, ...]:
    """Return what is published, in that order; the stamp is the cache's key, so nobody invalidates it."""
    rows = CalendarVersion.objects.filter(calendar__code=code).exclude(published_at=None).order_by("published_at")
    return tuple(_Published(row.published_at, row.pattern) for row in rows if row.published_at)


@lru_cache(maxsize=256)
def _combined(versions: tuple[_Published, ...]) -> WorkCalendar:
    """Return one calendar of several versions.

    From its first day on, the version published later wins; what lies before the first day of all
    follows the first version.
    """
    patterns: list[Pattern] = []
    for version in versions:
        patterns = [pattern for pattern in patterns if pattern.since < version.pattern.since]
        patterns.append(version.pattern)
    return WorkCalendar(replace(patterns[0], since=date.min), *patterns[1:])


def published(row: WorkingCalendar) -> CalendarVersion | None:
    """Return the version published last, None when there is none yet."""
    return row.versions.exclude(published_at=None).order_by("published_at").last()


def draft(row: WorkingCalendar) -> CalendarVersion | None:
    """Return the version that is being edited, if there is one."""
    return row.versions.filter(published_at=None).first()


def holidays_of(year: int, weekly: Sequence[Windows]) -> dict[str, Windows]:
    """Return a year's public holidays and make-up working days (调休) as exceptions to a week.

    A proposal to be checked: the days of a coming year are only known once the State Council has
    announced them, late in the year before.
    """
    from holidays import country_holidays  # a third of a second, for the one page that needs it

    known = country_holidays("CN", years=year)
    worked = [day for day in known.weekend_workdays if day.year == year]
    return year_exceptions(weekly, known.keys(), worked)


def festivals_of(year: int) -> dict[str, date]:
    """Return the days of a year's festivals on which customers are greeted, by the names that clauses use."""
    from holidays import country_holidays  # a third of a second, for the few who plan a year

    found: dict[str, date] = {}
    for day, words in sorted(country_holidays("CN", years=year, language="en_US").items()):
        name = next((name for name, part in FESTIVALS.items() if words.startswith(part)), "")
        if name and "Eve" not in words:
            found.setdefault(name, day)
    return found
