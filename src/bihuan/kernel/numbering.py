"""Coded numbers (`SR-20261120-0007`) without gaps or doubles.

A counter row per series and period is raised inside the caller's transaction: a roll-back gives
the number back, and two at once queue on the row. Take the number late: the queue lasts until
the transaction ends.
"""

import itertools
import re
from collections import Counter as Counts
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

from django.db import connection, models
from django.utils import timezone

DEFAULT = "{series}-{yyyymmdd}-{seq:4}"
_SEQ = re.compile(r"\{seq:(\d+)\}")
_source: Callable[[str], str | None] = lambda series: None  # noqa: E731


class Counter(models.Model):
    """The last number given out in a series and period."""

    series = models.CharField(max_length=20)
    period = models.CharField(max_length=10)
    value = models.PositiveBigIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["series", "period"], name="counter_once")]

    def __str__(self) -> str:
        return f"{self.series} {self.period}: {self.value}"


def set_pattern_source(source: Callable[[str], str | None]) -> None:
    """Have patterns come from clauses: `source(series)` gives one, or None for the default."""
    global _source
    _source = source


def next_number(series: str, *, at: datetime) -> str:
    """Return the next number of a series, in the caller's transaction.

    Args:
        series: "SR", "WO", ...
        at: when the record came in; its local date is the number's.
    """
    return take(series, 1, at=at)[0]


def take(series: str, count: int, *, at: datetime) -> list[str]:
    """Return the next `count` numbers of one day at once."""
    return take_each(series, [at] * count)


def take_each(series: str, moments: Sequence[datetime]) -> list[str]:
    """Return the next number for each of these moments, in their order: one statement, however many days."""
    pattern = _source(series) or DEFAULT
    stems: dict[datetime, tuple[str, str]] = {}
    for at in moments:
        if at not in stems:
            day = timezone.localtime(at)
            stems[at] = _dated(pattern.replace("{series}", series), day), _period(pattern, day)
    taken = Counts(stems[at][1] for at in moments)
    last = _raise_counters(series, taken)
    numbers = {period: itertools.count(last[period] - count + 1) for period, count in taken.items()}
    return [_numbered(stem, next(numbers[period])) for stem, period in (stems[at] for at in moments)]


def _numbered(stem: str, n: int) -> str:
    return _SEQ.sub(lambda place: str(n).zfill(int(place[1])), stem)


def _dated(pattern: str, day: datetime) -> str:
    parts = {"{yyyymmdd}": "%Y%m%d", "{yyyymm}": "%Y%m", "{yymm}": "%y%m", "{yyyy}": "%Y", "{yy}": "%y"}
    for token, form in parts.items():
        pattern = pattern.replace(token, day.strftime(form))
    return pattern


def _period(pattern: str, day: datetime) -> str:
    if "{yyyymmdd}" in pattern:
        return day.strftime("%Y%m%d")
    if "mm}" in pattern:
        return day.strftime("%Y%m")
    return day.strftime("%Y") if "{yy" in pattern else ""


def _raise_counters(series: str, taken: Mapping[str, int]) -> dict[str, int]:
    """Raise the counters of periods, always in the same order; returns the last number of each."""
    rows = [(series, period, count) for period, count in sorted(taken.items())]
    if not rows:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO kernel_counter (series, period, value) VALUES {', '.join(['(%s, %s, %s)'] * len(rows))} "  # noqa: S608
            "ON CONFLICT (series, period) DO UPDATE SET value = kernel_counter.value + excluded.value "
            "RETURNING period, value",
            [value for row in rows for value in row],
        )
        return dict(cursor.fetchall())
