"""The arithmetic of effects, against slower ways to the same answer."""

from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bihuan.quality.rules.effectiveness import (
    HIGH,
    LOW,
    Window,
    is_met,
    per_month,
    rounded,
    share,
    window_after,
    window_before,
)

DAYS = st.dates(date(2020, 1, 1), date(2035, 12, 31))
COUNTS = st.integers(0, 100_000)
LIMITS = st.decimals(0, 10_000, places=2)


@pytest.mark.req("QUA-07")
@given(day=DAYS, days=st.integers(1, 800))
def test_a_window_has_as_many_days_as_said_and_leaves_the_day_itself_out(day, days):
    window = window_after(day, days)
    listed = [day + timedelta(days=n) for n in range(1, days + 1)]
    assert (window.first, window.last, window.days) == (listed[0], listed[-1], len(listed))
    assert not window.is_over(window.last)
    assert window.is_over(window.last + timedelta(days=1))
    before = window_before(day, days)
    assert before.last < day < window.first
    assert before.days == window.days


@given(day=DAYS, days=st.integers(1, 400))
def test_a_lengthened_window_keeps_its_beginning(day, days):
    window = window_after(day, days)
    assert window.lengthened() == Window(window.first, window.first + timedelta(days=2 * days - 1))


@pytest.mark.req("QUA-07")
@given(count=COUNTS, base=COUNTS, limit=LIMITS)
def test_a_share_is_held_against_its_limit_without_rounding(count, base, limit):
    value = share(count, base)
    if base == 0:
        assert value is None
        return
    assert value is not None
    assert is_met(value, limit, LOW) is (Decimal(count) * 100 <= limit * base)
    assert is_met(value, limit, HIGH) is (Decimal(count) * 100 >= limit * base)


@given(count=COUNTS, days=st.integers(1, 800), limit=LIMITS)
def test_more_cases_never_keep_to_a_limit_that_fewer_break(count, days, limit):
    value, worse = per_month(count, days), per_month(count + 1, days)
    assert value < worse
    assert is_met(value, limit, LOW) or not is_met(worse, limit, LOW)
    assert is_met(value, limit, LOW) or is_met(value, limit, HIGH)


@given(value=st.fractions(0, 100_000, max_denominator=10_000))
def test_what_is_written_down_is_the_nearest_hundredth(value):
    assert abs(Fraction(rounded(value)) - value) <= Fraction(1, 200)


def test_the_limit_itself_keeps_to_the_limit():
    assert is_met(Decimal("2.00"), Decimal("2.00"), LOW)
    assert is_met(Decimal("2.00"), Decimal("2.00"), HIGH)
    assert not is_met(Fraction(2001, 1000), Decimal("2.00"), LOW)


def test_a_window_without_a_day_is_refused():
    with pytest.raises(ValueError, match="one day"):
        window_after(date(2026, 1, 1), 0)
