"""The arithmetic of a time limit, on plain values."""

import random
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bihuan.deadlines.rules import Clock, Days, Hold, cap_of, is_late, percent_used
from bihuan.kernel.calendar import LOCAL, Pattern, WorkCalendar

DAY = (("08:00", "12:00"), ("13:30", "17:30"))
OFFICE = WorkCalendar(Pattern.read([DAY] * 5 + [(), ()], {"2026-10-01": [], "2026-10-10": DAY}))
ALWAYS = WorkCalendar(Pattern.read([(("00:00", "24:00"),)] * 7))
HOUR = timedelta(hours=1)
MINUTE = timedelta(minutes=1)


def at(text: str) -> datetime:
    return datetime.fromisoformat(f"2026-{text}:00").replace(tzinfo=LOCAL).astimezone(UTC)


REPORTED = at("11-19T14:30")  # a Thursday


def clock(*holds: Hold, hours: float = 10, calendar: WorkCalendar = OFFICE) -> Clock:
    return Clock(REPORTED, timedelta(hours=hours), calendar, holds)


def test_a_limit_in_working_hours_runs_over_nights_and_the_weekend():
    assert clock().due() == at("11-20T16:30")
    assert clock(hours=20).due() == at("11-24T09:00")


def test_the_same_limit_round_the_clock_is_due_sooner():
    assert clock(calendar=ALWAYS).due() == at("11-20T00:30")


@pytest.mark.req("SVC-06")
def test_a_pause_moves_the_due_time_by_the_working_time_paused():
    away = Hold(at("11-20T09:40"), at("11-20T10:25"))
    assert clock(away).due() == at("11-20T17:15")


def test_a_pause_over_the_night_gains_nothing_but_the_working_time_in_it():
    night = Hold(at("11-19T17:00"), at("11-20T08:30"))
    assert clock(night).due() == at("11-20T17:30")


def test_a_pause_outside_working_time_moves_nothing():
    assert clock(Hold(at("11-19T18:00"), at("11-20T07:00"))).due() == clock().due()


def test_a_reason_that_does_not_stop_the_clock_is_only_written_down():
    assert clock(Hold(at("11-20T08:00"), at("11-20T11:00"), stops_clock=False)).due() == clock().due()


def test_overlapping_pauses_count_once():
    one = Hold(at("11-20T08:00"), at("11-20T10:00"), "parts")
    other = Hold(at("11-20T09:00"), at("11-20T11:00"), "nobody home")
    assert clock(one, other).due() == clock(Hold(at("11-20T08:00"), at("11-20T11:00"))).due()


def test_pauses_for_one_reason_count_together_up_to_the_cap():
    first = Hold(at("11-20T08:00"), at("11-20T09:00"), "parts", cap=90 * MINUTE)
    second = Hold(at("11-20T10:00"), at("11-20T11:00"), "parts", cap=90 * MINUTE)
    assert clock(first).due() == clock().due() + HOUR
    assert clock(first, second).due() == at("11-23T08:00") + 30 * MINUTE
    assert clock(second, first).due() == clock(first, second).due()


def test_while_the_clock_stands_no_rung_has_a_time_and_the_due_time_is_the_earliest_possible():
    standing = clock(Hold(at("11-20T09:30"), None))
    assert standing.due() == clock().due()
    assert standing.rung(100) is None
    assert standing.rung(40) == at("11-20T09:00")


def test_a_standing_clock_goes_on_by_itself_when_the_cap_is_used_up():
    assert clock(Hold(at("11-20T09:00"), None, cap=HOUR)).rung(100) == clock().due() + HOUR


def test_a_pause_of_a_limit_that_is_up_leaves_the_due_time_and_holds_the_next_rung():
    late = clock(Hold(at("11-20T17:00"), at("11-23T09:00")))
    assert late.due() == clock().due() == at("11-20T16:30")
    assert (clock().rung(150), late.rung(150)) == (at("11-23T12:00"), at("11-23T15:00"))


def test_rungs_lie_at_their_percent_of_the_limit_in_working_time():
    assert clock().rung(50) == at("11-20T10:00")
    assert clock().rung(150) == at("11-23T12:00")


def test_a_holiday_is_not_counted_and_a_make_up_day_is():
    start = at("09-30T16:30")
    assert Clock(start, 2 * HOUR, OFFICE).due() == at("10-02T09:00")
    assert Clock(at("10-09T16:30"), 2 * HOUR, OFFICE).due() == at("10-10T09:00")


def test_the_moment_it_is_due_is_still_in_time():
    assert not is_late(REPORTED, REPORTED)
    assert is_late(REPORTED, REPORTED + timedelta(microseconds=1))


def test_the_lines_of_the_sum_are_the_picture_of_the_day():
    lines = clock(Hold(at("11-20T09:40"), at("11-20T10:25"))).counted(at("11-20T17:15"))
    assert [(line.starts_at, line.amount / MINUTE, line.is_pause) for line in lines] == [
        (REPORTED, 180, False),
        (at("11-20T08:00"), 240, False),
        (at("11-20T09:40"), -45, True),
        (at("11-20T13:30"), 225, False),
    ]


def test_percent_is_rounded_down_so_that_nothing_is_over_before_it_is():
    assert percent_used(timedelta(minutes=599, seconds=59), 10 * HOUR) == 99


@pytest.mark.req("SVC-06")
@pytest.mark.parametrize(
    ("cap", "stopped", "goes_on"),
    [
        ("2 wd", "11-20T10:00", "11-24T10:00"),  # Friday to Tuesday: the weekend is no working day
        ("2 d", "11-20T10:00", "11-22T10:00"),
        ("8 h", "11-20T10:00", "11-23T10:00"),
        ("0.5 wd", "11-20T08:00", "11-20T12:00"),
    ],
)
def test_a_cap_in_working_days_counts_days_of_the_calendar(cap, stopped, goes_on):
    assert clock(Hold(at(stopped), None, cap=cap_of(cap))).held() == [(at(stopped), at(goes_on))]


def test_of_two_caps_for_one_reason_the_shorter_counts():
    holds = (
        Hold(at("11-19T15:00"), at("11-19T16:00"), "away", cap=cap_of("1 wd")),
        Hold(at("11-20T08:00"), None, "away", cap=cap_of("2 h")),
    )
    assert clock(*holds).held()[-1] == (at("11-20T08:00"), at("11-20T09:00"))


# -- properties ----------------------------------------------------------------------------

minutes = st.integers(0, 60 * 24 * 9).map(lambda n: REPORTED - 12 * HOUR + n * MINUTE)
limits = st.integers(0, 60 * 40).map(lambda n: n * MINUTE)
calendars = st.sampled_from([OFFICE, ALWAYS])


@st.composite
def ended_holds(draw):
    start = draw(minutes)
    return Hold(
        start,
        start + draw(st.integers(0, 3000)) * MINUTE,
        draw(st.sampled_from("abc")),
        draw(st.booleans()),
    )


some_cap = st.none() | st.integers(0, 900)


@st.composite
def clocks(draw, cap=some_cap):
    caps = {reason: draw(cap) for reason in "abc"}
    holds = [
        Hold(hold.starts_at, hold.ends_at, hold.reason, hold.stops_clock,
             None if caps[hold.reason] is None else caps[hold.reason] * MINUTE)
        for hold in draw(st.lists(ended_holds(), max_size=5))
    ]  # fmt: skip
    return Clock(REPORTED, draw(limits), draw(calendars), tuple(holds))


@given(clocks())
def test_at_the_due_time_exactly_the_limit_is_used_up(timed):
    assert timed.used(timed.due()) == timed.limit


@given(clocks())
def test_a_deadline_moves_by_the_working_time_its_clock_stood(timed):
    plain = Clock(timed.starts_at, timed.limit, timed.calendar)
    due = timed.due()
    stood = sum((timed.calendar.between(a, min(b, due)) for a, b in timed.held() if a < due), timedelta(0))
    assert timed.calendar.between(plain.due(), due) == stood


@given(clocks(), st.randoms(use_true_random=False))
def test_the_order_of_the_pauses_does_not_matter(timed, chance: random.Random):
    shuffled = chance.sample(timed.holds, len(timed.holds))
    assert Clock(timed.starts_at, timed.limit, timed.calendar, tuple(shuffled)).held() == timed.held()


@given(clocks(), minutes)
def test_the_lines_of_the_sum_add_up(timed, until):
    assert sum((line.amount for line in timed.counted(until)), timedelta(0)) == timed.used(until)


@given(clocks(), st.lists(st.integers(0, 300), min_size=2, max_size=5))
def test_rungs_come_in_the_order_of_their_percent(timed, percents):
    moments = [timed.rung(percent) for percent in sorted(percents)]
    assert all(first <= second for first, second in pairwise(moments))


@given(clocks(cap=st.none()), st.integers(0, 900))
def test_a_cap_never_makes_a_deadline_later(timed, cap):
    capped = tuple(
        Hold(hold.starts_at, hold.ends_at, hold.reason, hold.stops_clock, cap * MINUTE) for hold in timed.holds
    )
    assert Clock(timed.starts_at, timed.limit, timed.calendar, capped).due() <= timed.due()


@given(clocks(cap=st.none()), st.integers(1, 12))
def test_a_cap_in_days_never_leaves_more_of_a_reason_than_that_many_days(timed, quarters):
    number = Fraction(quarters, 4)
    holds = tuple(Hold(one.starts_at, one.ends_at, "away", cap=Days(number)) for one in timed.holds)
    capped, free = Clock(timed.starts_at, timed.limit, timed.calendar, holds), Clock(
        timed.starts_at, timed.limit, timed.calendar, tuple(replace(one, cap=None) for one in holds)
    )  # fmt: skip
    days = sum((timed.calendar.days_between(start, end) for start, end in capped.held()), Fraction(0))
    free_days = sum((timed.calendar.days_between(start, end) for start, end in free.held()), Fraction(0))
    rounded = Fraction(len(holds), 10**9)
    assert min(number, free_days) <= days <= min(number, free_days) + rounded


@given(clocks())
def test_minute_by_minute_counting_gives_the_same(timed):
    holds = [hold for hold in timed.holds if hold.stops_clock and hold.cap is None]
    timed = Clock(timed.starts_at, min(timed.limit, 6 * HOUR), timed.calendar, tuple(holds))
    now, left = timed.starts_at, timed.limit
    while left > timedelta(0):
        stands = any(hold.starts_at <= now < hold.ends_at for hold in holds)
        if timed.calendar.is_open(now) and not stands:
            left -= MINUTE
        now += MINUTE
    assert timed.due() == now
