"""The windows of working time as they are written: clock times, weekdays, holidays and make-up days."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

DAY_MINUTES = 24 * 60

Window = tuple[int, int]  # minutes after midnight; an end beyond 1440 runs into the next day


def parse_window(start: str, end: str) -> Window:
    """Return a window written as two clock times, e.g. `("08:00", "12:00")`, as minutes.

    An end before the start lies on the next day (22:00-06:00); `24:00` is the end of the day.

    Raises:
        ValueError: not a clock time, or no time between start and end.
    """
    first, last = _minutes(start), _minutes(end)
    if first in (DAY_MINUTES, last):
        raise ValueError(f"no time between {start} and {end}")
    return first, last if last > first else last + DAY_MINUTES


def _minutes(text: str) -> int:
    hour, colon, minute = text.strip().replace("：", ":").partition(":")
    if not (colon and hour.isascii() and hour.isdigit() and minute.isascii() and minute.isdigit() and len(minute) == 2):
        raise ValueError(f"not a time of day: {text!r}")
    value = int(hour) * 60 + int(minute)
    if int(minute) > 59 or value > DAY_MINUTES:
        raise ValueError(f"not a time of day: {text!r}")
    return value


@dataclass(frozen=True)
class Pattern:
    """The windows that hold from a day on: seven weekdays, Monday first, and the exceptions.

    An exception replaces all windows that begin on its date: `()` is a holiday.
    """

    weekly: tuple[tuple[Window, ...], ...]
    exceptions: Mapping[date, tuple[Window, ...]] = field(default_factory=dict)
    since: date = date.min

    def __post_init__(self) -> None:
        if len(self.weekly) != 7:
            raise ValueError("a weekly pattern has seven days")

    @classmethod
    def read(
        cls,
        weekly: Sequence[Sequence[Sequence[str]]],
        exceptions: Mapping[str, Sequence[Sequence[str]]] | None = None,
        since: date = date.min,
    ) -> "Pattern":
        """Return the pattern stored as texts: `[[["08:00", "12:00"]], …]`, `{"2026-10-01": []}`."""
        return cls(
            tuple(_windows(day) for day in weekly),
            {date.fromisoformat(on): _windows(day) for on, day in (exceptions or {}).items()},
            since,
        )

    def on(self, day: date) -> tuple[Window, ...]:
        """Return the windows that begin on a day."""
        return self.exceptions.get(day, self.weekly[day.weekday()])


def _windows(day: Iterable[Sequence[str]]) -> tuple[Window, ...]:
    return tuple(parse_window(start, end) for start, end in day)
