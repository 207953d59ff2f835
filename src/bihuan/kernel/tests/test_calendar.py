"""Working time, compared with a count minute by minute."""

import time
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bihuan.kernel.calendar import LOCAL, ROUND_THE_CLOCK, NoWorkingTime, Pattern, WorkCalendar, parse_window

DAY = [["08:00", "12:00"], ["13:30", "17:30"]]
OFFICE_WEEK = [DAY, DAY, DAY, DAY, DAY, [], []]
# The National Day week of 2026 with a working Saturday for it, as the State Council announces it.
OFFICE = WorkCalendar(Pattern.read(OFFICE_WEEK, {f"2026-10-0{day}": [] for day in range(1, 8)} | {"2026-10-10": DAY}))
NIGHT = WorkCalendar(Pattern.read([[["22:00", "06:00"]]] * 5 + [[], []]))


def at(text: str) -> datetime:
    """A moment on the clock in China, in UTC."""
    return datetime.fromisoformat(text).replace(tzinfo=LOCAL).astimezone(UTC)


def hours(number: float) -> timedelta:
    return timedelta(hours=number)


def test_a_limit_runs_over_the_lunch_break() -> None:
    assert OFFICE.add(at("2026-11-20 11:00"), hours(2)) == at("2026-11-20 14:30")


def test_a_limit_used_up_at_closing_time_ends_there_and_not_the_next_morning() -> None:
    assert OFFICE.add(at("2026-11-19 14:30"), hours(3)) == at("2026-11-19 17:30")
    assert OFFICE.add(at("2026-11-19 14:30"), hours(3) + timedelta(microseconds=1)) == at(
        "2026-11-20 08:00"
    ) + timedelta(microseconds=1)


def test_a_start_outside_working_time_counts_from_the_next_opening() -> None:
    assert OFFICE.add(at("2026-11-20 20:00"), hours(1)) == at("2026-11-23 09:00")
    assert OFFICE.add(at("2026-11-20 12:30"), hours(1)) == at("2026-11-20 14:30")


def test_no_limit_at_all_ends_where_it_starts() -> None:
    assert OFFICE.add(at("2026-11-22 03:00"), timedelta(0)) == at("2026-11-22 03:00")


def test_holidays_are_skipped_and_make_up_days_are_worked() -> None:
    assert OFFICE.between(at("2026-10-01 00:00"), at("2026-10-08 00:00")) == timedelta(0)
    assert OFFICE.between(at("2026-10-10 00:00"), at("2026-10-11 00:00")) == hours(8)
    assert OFFICE.add(at("2026-09-30 17:00"), hours(1)) == at("2026-10-08 08:30")


def test_a_night_shift_belongs_to_the_day_on_which_it_begins() -> None:
    friday = at("2026-11-20 21:00")
    assert NIGHT.add(friday, hours(8)) == at("2026-11-21 06:00")
    assert NIGHT.between(at("2026-11-21 06:00"), at("2026-11-23 22:00")) == timedelta(0)
    assert NIGHT.windows(friday, at("2026-11-22 00:00")) == [
        (at("2026-11-20 22:00"), at("2026-11-21 00:00")),
        (at("2026-11-21 00:00"), at("2026-11-21 06:00")),
    ]


def test_overlapping_windows_are_counted_once() -> None:
    doubled = WorkCalendar(Pattern.read([[["08:00", "12:00"], ["11:00", "13:00"], ["22:00", "09:00"]]] * 7))
    assert doubled.between(at("2026-11-20 00:00"), at("2026-11-21 00:00")) == hours(13 + 2)


def test_the_windows_of_a_limit_are_listed_day_by_day() -> None:
    assert OFFICE.windows(at("2026-11-19 14:30"), at("2026-11-20 17:15")) == [
        (at("2026-11-19 14:30"), at("2026-11-19 17:30")),
        (at("2026-11-20 08:00"), at("2026-11-20 12:00")),
        (at("2026-11-20 13:30"), at("2026-11-20 17:15")),
    ]
    assert OFFICE.windows(at("2026-11-20 17:15"), at("2026-11-20 17:15")) == []


def test_round_the_clock_is_the_clock() -> None:
    start = at("2026-10-01 23:59")
    assert ROUND_THE_CLOCK.add(start, timedelta(days=400, seconds=7)) == start + timedelta(days=400, seconds=7)
    assert ROUND_THE_CLOCK.is_open(start)


def test_open_and_next_open_mark_the_edges_of_a_window() -> None:
    assert OFFICE.is_open(at("2026-11-20 08:00"))
    assert not OFFICE.is_open(at("2026-11-20 12:00"))
    assert OFFICE.next_open(at("2026-11-20 10:00")) == at("2026-11-20 10:00")
    assert OFFICE.next_open(at("2026-11-20 17:30")) == at("2026-11-23 08:00")


def test_each_pattern_holds_from_its_first_day_to_the_next_ones() -> None:
    summer = Pattern.read([[["09:00", "10:00"]]] * 7, since=date(2027, 1, 1))
    calendar = WorkCalendar(summer, OFFICE.patterns[0])
    assert calendar.add(at("2026-12-31 16:30"), hours(2)) == at("2027-01-01 10:00")


def test_a_calendar_without_working_time_says_so() -> None:
    empty = WorkCalendar(Pattern.read([[]] * 7, {"2026-11-21": DAY}))
    assert empty.add(at("2026-11-20 10:00"), hours(8)) == at("2026-11-21 17:30")
    with pytest.raises(NoWorkingTime):
        empty.add(at("2026-11-20 10:00"), hours(9))
    with pytest.raises(NoWorkingTime):
        empty.next_open(at("2026-11-21 17:30"))
    assert empty.windows(at("2026-11-22 10:00"), at("2030-11-22 10:00")) == []


@pytest.mark.parametrize(
    "window", [("8", "12:00"), ("25:00", "26:00"), ("08:00", "08:00"), ("24:00", "08:00"), ("", "")]
)
def test_a_window_that_is_none_is_refused(window: tuple[str, str]) -> None:
    with pytest.raises(ValueError):
        parse_window(*window)


def test_a_negative_limit_is_refused() -> None:
    with pytest.raises(ValueError):
        OFFICE.add(at("2026-11-20 10:00"), hours(-1))


def test_a_limit_of_typical_length_takes_under_twenty_microseconds() -> None:
    starts = [at("2026-11-20 08:00") + timedelta(minutes=number) for number in range(10_000)]
    OFFICE.add(starts[0], hours(10))
    began = time.process_time()
    for start in starts:
        OFFICE.add(start, hours(10))
    assert time.process_time() - began < 10_000 * 20e-6


minutes = st.integers(0, 24 * 60 - 1)
windows = st.tuples(minutes, st.integers(1, 24 * 60)).map(lambda pair: (pair[0], pair[0] + pair[1]))
days = st.lists(windows, max_size=3).map(tuple)
weeks = st.lists(days, min_size=7, max_size=7).map(tuple)
dates = st.dates(date(2026, 1, 1), date(2026, 3, 31))
patterns = st.builds(Pattern, weeks, st.dictionaries(dates, days, max_size=6), st.just(date.min))
late_patterns = st.builds(Pattern, weeks, st.dictionaries(dates, days, max_size=3), dates)
calendars = st.one_of(st.builds(WorkCalendar, patterns), st.builds(WorkCalendar, patterns, late_patterns))
moments = st.integers(0, 80 * 24 * 60).map(lambda minute: at("2026-01-05 00:00") + timedelta(minutes=minute))


def count(calendar: WorkCalendar, start: datetime, end: datetime) -> timedelta:
    """The working time, minute by minute, straight from the definition."""
    open_minutes = set()
    day = start.astimezone(LOCAL).date() - timedelta(days=1)
    while day <= end.astimezone(LOCAL).date():
        pattern = [p for p in calendar.patterns if p.since <= day][-1]
        midnight = datetime(day.year, day.month, day.day, tzinfo=LOCAL)
        for first, last in pattern.on(day):
            open_minutes.update(midnight + timedelta(minutes=minute) for minute in range(first, last))
        day += timedelta(days=1)
    return timedelta(minutes=sum(start <= minute < end for minute in open_minutes))


@given(calendars, moments, st.integers(0, 5 * 24 * 60))
def test_the_sum_equals_a_count_minute_by_minute(calendar: WorkCalendar, start: datetime, length: int) -> None:
    end = start + timedelta(minutes=length)
    assert calendar.between(start, end) == count(calendar, start, end)


@given(calendars, st.lists(moments, min_size=3, max_size=3))
def test_parts_add_up_to_the_whole(calendar: WorkCalendar, chosen: list[datetime]) -> None:
    first, middle, last = chosen
    assert calendar.between(first, middle) + calendar.between(middle, last) == calendar.between(first, last)
    listed = sum((end - start for start, end in calendar.windows(first, last)), timedelta(0))
    assert listed == max(calendar.between(first, last), timedelta(0))


@given(calendars, moments, st.integers(1, 40_000_000))
def test_exactly_the_limit_has_passed_when_it_ends_and_less_before(
    calendar: WorkCalendar, start: datetime, seconds: int
) -> None:
    limit = timedelta(seconds=seconds)
    try:
        end = calendar.add(start, limit)
    except NoWorkingTime:
        assert not any(calendar.patterns[-1].weekly)
        return
    assert calendar.between(start, end) == limit
    assert calendar.between(start, end - timedelta(microseconds=1)) < limit


MINUTE = timedelta(minutes=1)
SHORT_SATURDAY = WorkCalendar(Pattern.read([DAY] * 5 + [[["09:00", "12:00"]], []]))


def count_days(calendar: WorkCalendar, start: datetime, end: datetime) -> Fraction:
    """Count working days minute by minute; for calendars whose shifts end on their day."""
    days, now = Fraction(0), start
    while now < end:
        if calendar.is_open(now):
            midnight = now.astimezone(LOCAL).replace(hour=0, minute=0).astimezone(UTC)
            days += Fraction(1, calendar.between(midnight, midnight + timedelta(1)) // MINUTE)
        now += MINUTE
    return days


@settings(max_examples=30, deadline=None)
@given(st.sampled_from([OFFICE, SHORT_SATURDAY, ROUND_THE_CLOCK]), moments, st.integers(0, 6 * 24 * 60))
def test_working_days_equal_a_count_minute_by_minute(calendar: WorkCalendar, start: datetime, length: int) -> None:
    end = start + length * MINUTE
    assert calendar.days_between(start, end) == count_days(calendar, start, end)


@given(calendars, moments, st.integers(1, 60))
def test_exactly_so_many_working_days_have_passed_when_they_end(
    calendar: WorkCalendar, start: datetime, quarters: int
) -> None:
    days = Fraction(quarters, 4)
    try:
        end = calendar.add_days(start, days)
    except NoWorkingTime:
        assert not any(calendar.patterns[-1].weekly)
        return
    assert calendar.days_between(start, end) >= days > calendar.days_between(start, end - timedelta(microseconds=1))


def test_a_short_day_and_a_night_shift_are_days_like_any_other() -> None:
    assert SHORT_SATURDAY.add_days(at("2026-11-20 08:00"), Fraction(2)) == at("2026-11-21 12:00")
    assert OFFICE.add_days(at("2026-09-30 08:00"), Fraction(2)) == at("2026-10-08 17:30")
    assert NIGHT.days_between(at("2026-11-16 00:00"), at("2026-11-22 00:00")) == 5
