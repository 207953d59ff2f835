"""When call-backs are due and planned: the edges of months, of the warranty and of the first year (VIS-01)."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bihuan.feedback.rules.callbacks import Cadence, Habits, day_for, leaders, periods

pytestmark = pytest.mark.req("VIS-01")
works: Callable[[date], bool] = lambda day: day.weekday() < 5  # noqa: E731


def cadence(phase: str = "always", interval: int = 1, channel: str = "phone") -> Cadence:
    return Cadence("callback", 1, channel, "acceptance", phase, interval)


def limits(one: Cadence, since: date, until: date | None, last: date = date(2030, 1, 1)) -> list[date]:
    return [due_on for _from, due_on in periods(one, since, until, date(2020, 1, 1), last)]


def test_in_warranty_each_three_months_are_one_visit_and_the_last_ends_with_the_warranty() -> None:
    found = limits(cadence("in_warranty", 3, "visit"), date(2025, 1, 15), date(2026, 1, 14))
    assert found == [date(2025, 4, 14), date(2025, 7, 14), date(2025, 10, 14), date(2026, 1, 14)]


def test_a_quarter_that_the_warranty_does_not_complete_asks_for_no_visit() -> None:
    found = limits(cadence("in_warranty", 3, "visit"), date(2025, 1, 15), date(2026, 1, 13))
    assert found[-1] == date(2025, 10, 14)


def test_after_warranty_the_half_years_count_from_the_day_after_its_end() -> None:
    one = cadence("after_warranty", 6, "visit")
    found = limits(one, date(2025, 1, 15), date(2026, 1, 14), date(2027, 1, 14))
    assert found == [date(2026, 7, 14), date(2027, 1, 14)]
    assert limits(cadence("in_warranty", 3), date(2025, 1, 15), None) == []


def test_from_the_last_of_a_month_short_months_do_not_make_the_days_drift() -> None:
    found = limits(cadence(), date(2025, 1, 31), None, date(2025, 6, 30))
    assert found == [date(2025, 2, 27), date(2025, 3, 30), date(2025, 4, 29), date(2025, 5, 30), date(2025, 6, 29)]


def test_monthly_in_the_first_year_then_quarterly() -> None:
    since = date(2024, 2, 29)
    monthly = limits(cadence("first_year", 1), since, None)
    assert len(monthly) == 12
    assert monthly[-1] == date(2025, 2, 27)
    quarterly = limits(cadence("after_first_year", 3), since, None, date(2026, 3, 1))
    assert quarterly == [date(2025, 5, 27), date(2025, 8, 27), date(2025, 11, 27), date(2026, 2, 27)]


def test_years_later_the_periods_are_still_counted_from_the_first_day() -> None:
    found = list(periods(cadence(interval=3), date(1999, 5, 31), None, date(2026, 1, 1), date(2026, 12, 31)))
    assert [due_on for _from, due_on in found] == [
        date(2026, 2, 27), date(2026, 5, 30), date(2026, 8, 30), date(2026, 11, 29),
    ]  # fmt: skip
    assert found[0][0] == date(2025, 11, 30)


def test_a_visit_goes_with_its_regions_weekly_route_if_that_is_near() -> None:
    due_on = date(2026, 11, 20)  # a Friday
    near, none = Habits(ahead=0, bundle=6), Habits(ahead=0, bundle=0)
    assert day_for(date(2026, 8, 21), due_on, near, works=works, weekday=1) == date(2026, 11, 17)
    assert day_for(date(2026, 8, 21), due_on, none, works=works, weekday=1) == due_on


def test_days_of_the_month_follow_the_first_within_reach() -> None:
    assert leaders([3, 10, 17, 18, 30], 14) == {3: 3, 10: 3, 17: 3, 18: 18, 30: 18}


days = st.dates(date(2018, 1, 1), date(2026, 12, 31))


@given(since=days, ahead=st.integers(0, 20), bundle=st.integers(0, 20), interval=st.sampled_from([1, 3, 6]),
       goes_with=st.integers(0, 31), weekday=st.none() | st.integers(0, 4))  # fmt: skip
def test_a_planned_day_lies_in_its_period_is_worked_and_not_earlier_than_the_company_allows(
    since: date, ahead: int, bundle: int, interval: int, goes_with: int, weekday: int | None
) -> None:
    habits = Habits(ahead, bundle)
    for from_on, due_on in periods(cadence(interval=interval), since, None, date(2026, 1, 1), date(2027, 6, 1)):
        day = day_for(from_on, due_on, habits, works=works, goes_with=goes_with, weekday=weekday)
        assert from_on <= day <= due_on
        assert works(day)
        assert due_on - day <= timedelta(days=ahead + 2 * bundle + 2)  # a weekend besides


@given(st.lists(days, min_size=2, max_size=6), st.integers(0, 6), st.integers(0, 20))
def test_places_that_go_along_with_each_other_are_called_on_the_same_days(
    starts: list[date], ahead: int, bundle: int
) -> None:
    habits, leading = Habits(ahead, bundle), leaders((one.day for one in starts), bundle)
    first, last = date(2027, 3, 1), date(2027, 12, 31)
    planned: dict[int, set[date]] = {}
    for one in starts:
        goes_with = leading[one.day] if leading[one.day] != one.day else 0
        found = {
            day_for(a, b, habits, works=works, goes_with=goes_with)
            for a, b in periods(cadence(), one, None, first, last)
        }
        planned.setdefault(leading[one.day], set()).update(found)
    for days_of_group in planned.values():
        months = (last.year - first.year) * 12 + last.month - first.month + 1
        assert len(days_of_group) <= months + 2  # one a month; the first and last may be cut off differently
