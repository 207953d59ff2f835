"""Quantities of nonconforming pieces, without a database (QUA-06)."""

from datetime import date
from decimal import Decimal

import pytest

from bihuan.quality.rules.dispositions import (
    Line,
    adds_up,
    disposed,
    is_all_done,
    is_expired,
    labour_cost,
    left_over,
    plain,
)

D = Decimal


def line(quantity: object, accepted: object = 0, rejected: object = 0) -> Line:
    return Line(D(str(quantity)), D(str(accepted)), D(str(rejected)))


@pytest.mark.req("QUA-06")
@pytest.mark.parametrize(
    ("found", "lines", "left"),
    [
        (120, [], "120"),
        (120, [line(100)], "20"),
        (120, [line(100), line(20)], "0"),
        (120, [line(100, 90, 10), line(20)], "10"),  # ten rejected again want a disposition anew
        (120, [line(100, 90, 10), line(20), line(10)], "0"),
        (D("12.5"), [line("12.499")], "0.001"),
        (10, [line(11)], "-1"),
    ],
)
def test_what_is_left_is_what_was_found_less_what_is_disposed_of(found: object, lines: list[Line], left: str) -> None:
    assert left_over(D(str(found)), lines) == D(left)
    assert disposed(lines) + left_over(D(str(found)), lines) == D(str(found))
    assert adds_up(D(str(found)), lines) is (D(left) == 0)


@pytest.mark.req("QUA-06")
def test_it_is_done_when_every_piece_found_was_accepted() -> None:
    assert not is_all_done(D(10), [line(10, 9)])
    assert not is_all_done(D(10), [line(10, 9, 1)])
    assert is_all_done(D(10), [line(10, 9, 1), line(1, 1)])


@pytest.mark.req("QUA-06")
@pytest.mark.parametrize(("minutes", "cost"), [(0, "0.00"), (60, "20.00"), (90, "30.00"), (1, "0.33"), (100, "33.33")])
def test_labour_is_paid_by_the_hour(minutes: int, cost: str) -> None:
    assert labour_cost(minutes, D(20)) == D(cost)


@pytest.mark.req("QUA-06")
def test_a_concession_holds_through_its_last_day() -> None:
    last = date(2026, 11, 20)
    assert not is_expired(last, last)
    assert is_expired(last, date(2026, 11, 21))
    assert not is_expired(None, last)


@pytest.mark.parametrize(("quantity", "text"), [("12.000", "12"), ("0.500", "0.5"), ("100", "100"), ("0", "0")])
def test_quantities_are_written_as_people_do(quantity: str, text: str) -> None:
    assert plain(D(quantity)) == text
