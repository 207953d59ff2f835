"""What a sale entitles to, and which day is the month's third, eighth, ninth working day: plain figures."""

from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bihuan.customers.rules.expenses import (
    BY_RATE,
    IN_FULL,
    entitled,
    month_after,
    month_before,
    still_to_claim,
    within,
    working_day,
)
from bihuan.customers.rules.visits import span, spread

D = Decimal
yuan = st.integers(0, 10_000_000).map(lambda cents: D(cents) / 100)
pieces = st.integers(0, 5000).map(D)


@pytest.mark.req("CUS-05")
@given(yuan, pieces, yuan, yuan, st.sampled_from([IN_FULL, BY_RATE]))
def test_nothing_before_the_sale_and_the_money_and_never_more_than_the_standard(standard, quantity, sale, money, pays):
    found = entitled(standard, quantity, sale, money, pays=pays)
    assert D(0) <= found <= standard * quantity
    assert found == found.quantize(D("0.01"))
    if not (quantity and sale and money):
        assert found == 0
    if pays == IN_FULL and money < sale:
        assert found == 0


@pytest.mark.req("CUS-05")
@given(yuan, pieces, yuan.filter(bool), st.lists(yuan, min_size=1, max_size=6), st.sampled_from([IN_FULL, BY_RATE]))
def test_money_that_comes_in_bit_by_bit_is_never_claimed_twice(standard, quantity, sale, parts, pays):
    claimed, money = [], D(0)
    for part in parts:
        money += part
        claimed.append(still_to_claim(entitled(standard, quantity, sale, money, pays=pays), claimed))
    assert sum(claimed) == entitled(standard, quantity, sale, money, pays=pays)


@pytest.mark.req("CUS-05")
@given(st.lists(yuan, max_size=20))
def test_advances_that_keep_within_the_limit_one_by_one_do_so_together(wanted):
    taken = []
    for one in wanted:
        if within(D(3000), taken, one):
            taken.append(one)
    assert sum(taken) <= 3000


@settings(max_examples=50)
@given(st.dates(date(2024, 1, 1), date(2031, 12, 31)))
def test_months_follow_each_other(day):
    assert month_after(month_before(day)) == day.replace(day=1) == month_before(month_after(day))
    for period in ("year", "quarter", "month"):
        first, last = span(period, day)
        assert first <= day <= last
        assert span(period, last + timedelta(days=1))[0] == last + timedelta(days=1)


def test_a_month_with_fewer_working_days_than_the_clause_counts_ends_with_its_last():
    days = [(date(2026, 2, day), datetime(2026, 2, day, 17, 30)) for day in (2, 3)]  # noqa: DTZ001
    assert working_day(days, 2) == days[1]
    assert working_day(days, 9) == days[1]
    assert working_day([], 3) is None


@given(st.integers(1, 31), st.integers(0, 23))
def test_visits_are_spread_over_a_plans_working_days(times, start):
    first, last = date(2026, 12, 1) + timedelta(days=start), date(2026, 12, 31)
    workdays = [
        first + timedelta(days=n) for n in range((last - first).days + 1) if (first + timedelta(days=n)).weekday() < 5
    ]
    found = spread(first, last, times, workdays)
    assert found == sorted(found)
    assert len(found) == times
    assert set(found) <= set(workdays)
