"""Routes on plain values."""

from decimal import Decimal

import pytest

from bihuan.signoff.rules import Limit, approver, next_order, planned

LIMITS = [Limit("general_manager", Decimal(50000), 3), Limit("service_manager", Decimal(1000), 1)]


@pytest.mark.parametrize(
    ("amount", "post"),
    [(0, "service_manager"), ("1000", "service_manager"), ("1000.01", "general_manager"), (10**9, "general_manager")],
)
def test_the_lowest_post_that_reaches_approves_and_the_highest_what_is_beyond_all(amount, post):
    assert approver(amount, LIMITS).post == post


def test_without_an_amount_or_limits_the_route_stays_as_it_is():
    assert approver(None, LIMITS) is None
    assert approver(5, []) is None
    assert planned([{"order": 1, "post": "sales"}], None) == [{"order": 1, "post": "sales"}]


def test_the_lowest_order_with_something_left_is_next():
    assert next_order({1: [True], 2: [True, False], 3: [False]}) == 2
    assert next_order({1: [True]}) is None
