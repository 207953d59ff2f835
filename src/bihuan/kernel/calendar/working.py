"""Working time as arithmetic: sums over tables of open pieces, blocks of days at a time."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone
from fractions import Fraction
from itertools import takewhile
from math import ceil

from bihuan.kernel.calendar.windows import DAY_MINUTES, Pattern, Window

LOCAL = timezone(timedelta(hours=8), "Asia/Shanghai")
EPOCH = datetime(1970, 1, 1, tzinfo=LOCAL).astimezone(UTC)
EPOCH_DAY = date(1970, 1, 1).toordinal()
MICROSECOND = timedelta(microseconds=1)
MINUTE = 60_000_000
DAY = DAY_MINUTES * MINUTE
BLOCK_DAYS = 512


class NoWorkingTime(ValueError):
    """The calendar has no working time left, so no amount of it will ever pass."""


@dataclass(frozen=True, slots=True)
class _Block:
    starts: list[int]
    ends: list[int]
    before: list[int]  # working time in the block before each piece
    total: int

    def worked(self, at: int) -> int:
        """Return the working time in this block before a moment."""
        piece = bisect_right(self.starts, at) - 1
        if piece < 0:
            return 0
        return self.before[piece] + min(at, self.ends[piece]) - self.starts[piece]


class WorkCalendar:
    """Working time by one or several patterns, each in force from its `since` to the next one's.

    Two calendars made of equal patterns give equal answers; an instance keeps its tables, so share it.
    """

    def __init__(self, *patterns: Pattern) -> None:
        if not patterns:
            raise ValueError("a calendar needs a pattern")
        self.patterns = tuple(sorted(patterns, key=lambda pattern: pattern.since))
        self._since = [pattern.since for pattern in self.patterns]
        self._blocks: dict[int, _Block] = {}
        last = self.patterns[-1]
        # Beyond this day nothing is open any more; None: the last weekly pattern goes on for ever.
        final = max([*last.exceptions, *self._since, date(1970, 1, 1)])
        self._final = None if any(last.weekly) else final.toordinal() - EPOCH_DAY + 1

    def add(self, start: datetime, amount: timedelta) -> datetime:
        """Return the earliest moment at which `amount` of working time has passed since `start`.

        A limit that is used up exactly at the end of a window ends there, not at the next opening. No
        amount at all ends at `start`.

        Raises:
            NoWorkingTime: the calendar closes for good before the amount has passed.
            ValueError: the amount is negative.
        """
        at, left = _micros(start), amount // MICROSECOND
        if left <= 0:
            if left < 0:
                raise ValueError("an amount of working time is not negative")
            return start.astimezone(UTC)
        number = at // DAY // BLOCK_DAYS
        block = self._block(number)
        left += block.worked(at)
        while left > block.total:
            left -= block.total
            number += 1
            if self._final is not None and number * BLOCK_DAYS > self._final:
                raise NoWorkingTime("the calendar has no working time left")
            block = self._block(number)
        piece = bisect_left(block.before, left) - 1
        return _moment(block.starts[piece] + left - block.before[piece])

    def between(self, start: datetime, end: datetime) -> timedelta:
        """Return the working time between two moments; negative when `end` comes first."""
        first, last = _micros(start), _micros(end)
        if last < first:
            return -self.between(end, start)
        number, final = first // DAY // BLOCK_DAYS, last // DAY // BLOCK_DAYS
        worked = -self._block(number).worked(first)
        while number < final:
            worked += self._block(number).total
            number += 1
        return (worked + self._block(final).worked(last)) * MICROSECOND

    def days_between(self, start: datetime, end: datetime) -> Fraction:
        """Return how many working days lie between two moments, each counting as one however long it is.

        A part of a day counts by its share of that day's working time; a night shift is of the day it begins on.
        """
        first, last = _micros(start), _micros(end)
        days = Fraction(0)
        for number in range(first // DAY - 1, last // DAY + 1):
            shift = self._shift(number)
            if worked := sum(max(0, min(closes, last) - max(opens, first)) for opens, closes in shift):
                days += Fraction(worked, sum(closes - opens for opens, closes in shift))
        return days

    def add_days(self, start: datetime, days: Fraction) -> datetime:
        """Return the earliest moment at which so many working days have passed since `start`.

        Raises:
            NoWorkingTime: the calendar closes for good before.
        """
        at, left = _micros(start), days
        if left <= 0:
            return start.astimezone(UTC)
        number = at // DAY - 1
        while self._final is None or number <= self._final:
            shift = self._shift(number)
            ahead = [(max(opens, at), closes) for opens, closes in shift if closes > at]
            whole = sum(closes - opens for opens, closes in shift)
            share = Fraction(sum(closes - opens for opens, closes in ahead), whole or 1)
            if ahead and share >= left:
                return _moment(_reach(ahead, ceil(left * whole)))
            left -= share
            number += 1
        raise NoWorkingTime("the calendar has no working time left")

    def windows(self, start: datetime, end: datetime) -> list[tuple[datetime, datetime]]:
        """Return the counted pieces between two moments, cut at China's midnight, in order.

        Their lengths add up to `between(start, end)`; «why this deadline?» lists them.
        """
        first, last = _micros(start), _micros(end)
        counted = takewhile(lambda piece: piece[0] < last, self._pieces(first) if first < last else ())
        return [(_moment(max(opens, first)), _moment(min(closes, last))) for opens, closes in counted]

    def is_open(self, at: datetime) -> bool:
        """Return whether a moment is working time (a window's start is, its end is not)."""
        moment = _micros(at)
        block = self._block(moment // DAY // BLOCK_DAYS)
        piece = bisect_right(block.starts, moment) - 1
        return piece >= 0 and moment < block.ends[piece]

    def next_open(self, at: datetime) -> datetime:
        """Return the first moment of working time at or after a moment.

        Raises:
            NoWorkingTime: there is none.
        """
        moment = _micros(at)
        for opens, _closes in self._pieces(moment):
            return _moment(max(opens, moment))
        raise NoWorkingTime("the calendar has no working time left")

    def _pieces(self, moment: int) -> Iterator[tuple[int, int]]:
        """Yield the open pieces that end after a moment, onwards without end."""
        number = moment // DAY // BLOCK_DAYS
        while self._final is None or number * BLOCK_DAYS <= self._final:
            block = self._block(number)
            first = bisect_right(block.ends, moment)
            yield from zip(block.starts[first:], block.ends[first:], strict=True)
            number += 1

    def _block(self, number: int) -> _Block:
        return self._blocks.get(number) or self._blocks.setdefault(number, self._build(number))

    def _build(self, number: int) -> _Block:
        starts: list[int] = []
        ends: list[int] = []
        before: list[int] = []
        total = 0
        for day in range(number * BLOCK_DAYS, (number + 1) * BLOCK_DAYS):
            for first, last in self._day(day):
                starts.append(day * DAY + first * MINUTE)
                ends.append(day * DAY + last * MINUTE)
                before.append(total)
                total += (last - first) * MINUTE
        return _Block(starts, ends, before, total)

    def _day(self, number: int) -> list[Window]:
        """Return what is open on a day, in order, without overlaps, last night's shift included."""
        last_night = self._begin_on(number - 1)
        windows = [(0, end - DAY_MINUTES) for _start, end in last_night if end > DAY_MINUTES]
        windows += [(start, min(end, DAY_MINUTES)) for start, end in self._begin_on(number)]
        merged: list[Window] = []
        for start, end in sorted(windows):
            if merged and start <= merged[-1][1]:
                merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
            else:
                merged.append((start, end))
        return merged

    def _shift(self, number: int) -> list[tuple[int, int]]:
        """Return the pieces of the shifts that begin on a day, without what the night before still covers."""
        night = max((end - DAY_MINUTES for _start, end in self._begin_on(number - 1)), default=0)
        pieces: list[tuple[int, int]] = []
        for start, end in sorted(self._begin_on(number)):
            if end > (start := max(start, night)):
                pieces.append((number * DAY + start * MINUTE, number * DAY + end * MINUTE))
                night = end
        return pieces

    def _begin_on(self, number: int) -> tuple[Window, ...]:
        day = date.fromordinal(EPOCH_DAY + number)
        pattern = bisect_right(self._since, day) - 1
        return self.patterns[pattern].on(day) if pattern >= 0 else ()


def _micros(moment: datetime) -> int:
    return (moment - EPOCH) // MICROSECOND


def _reach(pieces: Iterable[tuple[int, int]], amount: int) -> int:
    """Return the moment at which so much of these pieces, which hold at least that, has passed."""
    for opens, closes in pieces:
        amount -= closes - opens
        if amount <= 0:
            return closes + amount
    raise ValueError("the pieces hold less")


def _moment(micros: int) -> datetime:
    return EPOCH + timedelta(microseconds=micros)


ROUND_THE_CLOCK = WorkCalendar(Pattern((((0, DAY_MINUTES),),) * 7))
