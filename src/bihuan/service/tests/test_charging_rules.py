"""Amounts of a bill, without a database (SVC-11, WAR-03)."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bihuan.service.rules.capitals import capitals
from bihuan.service.rules.charging import (
    BillLine,
    Price,
    UsedPart,
    Work,
    after_discount,
    bar,
    hours,
    is_small,
    line_amount,
    needs_agreement,
    owed,
    price_for,
    propose,
)

DAY = date(2026, 11, 19)
money = st.decimals(min_value=0, max_value=100000, places=2)


def price(pk, kind="labour", **values):
    known = {
        "name": f"价 {pk}", "unit": "time", "list_price": Decimal(120), "cost_price": Decimal(70),
        "valid_from": date(2026, 1, 1), **values,
    }  # fmt: skip
    return Price(pk, kind, **known)


def decided(payer="customer", basis="cost", step="after_warranty"):
    return {kind: {"payer": payer, "basis": basis, "step": step, "clause": 7} for kind in ("labour", "parts", "travel")}


WORK = Work(DAY, minutes=53, area="city", fault_classes=(5, 2), parts=(
    UsedPart("启动电容", Decimal(2), Decimal("45.00"), Decimal("18.50"), "C-35"),))  # fmt: skip
PRICES = [price(1, unit="hour"), price(2, "travel", list_price=Decimal(50), cost_price=Decimal(30), area="city")]


@pytest.mark.req("WAR-03")
def test_after_warranty_the_customer_pays_parts_labour_and_travel_at_cost():
    lines = propose(decided(), WORK, PRICES, allowed={"parts", "labour", "travel"})
    assert [(one.kind, one.quantity, one.amount) for one in lines] == [
        ("labour", Decimal("1.00"), Decimal("70.00")), ("parts", Decimal(2), Decimal("37.00")),
        ("travel", Decimal(1), Decimal("30.00")),
    ]  # fmt: skip
    assert owed(lines) == Decimal("137.00")
    assert {one.clause for one in lines} == {7}


@pytest.mark.req("SVC-11")
def test_by_the_list_the_list_price_counts_and_in_warranty_nothing():
    assert owed(propose(decided(basis="list"), WORK, PRICES, allowed=None)) == Decimal("260.00")
    free = propose(decided(payer="company", basis="free", step="warranty"), WORK, PRICES, allowed=None)
    assert owed(free) == 0
    assert len(free) == 3


@pytest.mark.req("WAR-03")
def test_what_no_clause_lets_us_charge_is_borne_by_us():
    line = bar(BillLine("shipping", "寄件", Decimal(1), Decimal(12)), {"parts", "labour", "travel"})
    assert (line.payer, line.is_barred) == ("company", True)
    assert bar(line, None) == line
    work = Work(DAY, is_visit=False, is_shipped=True)
    shipping = [price(3, "shipping")]
    assert owed(propose({}, work, shipping, allowed={"labour"})) == 0
    assert owed(propose({}, work, shipping, allowed=None)) == 120


def test_the_nearest_fault_class_then_the_area_then_the_newest_price_wins():
    rows = [price(1), price(2, fault_class=2), price(3, fault_class=5), price(4, fault_class=5, area="city"),
            price(5, fault_class=9)]  # fmt: skip
    assert price_for(rows, "labour", WORK).pk == 4
    assert price_for(rows[:3], "labour", WORK).pk == 3
    assert price_for(rows[:2], "labour", WORK).pk == 2
    newer = price(6, valid_from=date(2026, 6, 1))
    assert price_for([price(1), newer], "labour", WORK) == newer
    assert price_for([price(7, area="suburb")], "labour", WORK) is None


@pytest.mark.req("SVC-11")
def test_a_price_of_the_products_line_goes_before_the_general_one_but_not_before_the_fault_class():
    rows = [price(1), price(2, line=3), price(3, line=4), price(4, area="city")]
    phone, fitted = replace(WORK, line=3), replace(WORK, line=4)
    assert [price_for(rows, "labour", one).pk for one in (phone, fitted, replace(WORK, line=9), WORK)] == [2, 3, 4, 4]
    assert price_for([*rows, price(5, line=3, area="city")], "labour", phone).pk == 5
    assert price_for([*rows, price(6, fault_class=2)], "labour", phone).pk == 6
    assert price_for([price(2, line=3)], "labour", WORK) is None


def test_a_price_counts_from_its_first_to_its_last_day():
    rows = [price(1, valid_until=date(2026, 6, 30)), price(2, valid_from=date(2026, 7, 1))]
    assert price_for(rows, "labour", Work(date(2026, 6, 30), minutes=1)).pk == 1
    assert price_for(rows, "labour", Work(date(2026, 7, 1), minutes=1)).pk == 2
    assert price_for(rows, "labour", Work(date(2025, 12, 31), minutes=1)) is None


@pytest.mark.parametrize(
    ("minutes", "step", "expected"),
    [(0, 30, "0.00"), (1, 30, "0.50"), (30, 30, "0.50"), (31, 30, "1.00"), (53, 30, "1.00"), (61, 60, "2.00"),
     (10, 20, "0.33"), (5, 0, "0.08")],
)  # fmt: skip
def test_begun_units_are_charged(minutes, step, expected):
    assert hours(minutes, step) == Decimal(expected)


@given(st.integers(0, 6000), st.integers(1, 240))
def test_begun_units_are_never_less_than_what_was_worked_nor_more_than_one_unit_above(minutes, step):
    charged = hours(minutes, step) * 60
    assert minutes - 1 <= charged < minutes + step + 1


@pytest.mark.parametrize(("quantity", "unit", "expected"), [("0.5", "0.01", "0.01"), ("1.5", "33.33", "50.00"),
                                                           ("3", "19.99", "59.97")])  # fmt: skip
def test_half_a_fen_is_rounded_up(quantity, unit, expected):
    assert line_amount(Decimal(quantity), Decimal(unit)) == Decimal(expected)


@given(st.lists(st.tuples(st.sampled_from(["customer", "company", "contract"]), money, st.integers(1, 99)), max_size=9))
def test_the_sum_is_that_of_the_lines_the_customer_bears(rows):
    lines = [BillLine("labour", "x", Decimal(count), unit, payer) for payer, unit, count in rows]
    assert owed(lines) == sum((unit * count for payer, unit, count in rows if payer == "customer"), Decimal(0))
    assert owed(reversed(lines)) == owed(lines)


@given(money, money)
def test_a_discount_never_turns_the_bill_round(total, discount):
    if discount <= total:
        assert 0 <= after_discount(total, discount) <= total
    else:
        with pytest.raises(ValueError, match=r"\d"):
            after_discount(total, discount)


@given(money, money, money)
def test_what_may_be_collected_stays_so_when_it_becomes_less(amount, less, limit):
    if is_small(amount, limit) and less <= amount:
        assert is_small(less, limit)
    assert not is_small(amount, None)


def test_in_the_workshop_the_customer_always_agrees_first_elsewhere_from_the_clauses_amount():
    assert needs_agreement(Decimal(1), None, is_carried_in=True)
    assert needs_agreement(Decimal(200), Decimal(200), is_carried_in=False)
    assert not needs_agreement(Decimal("199.99"), Decimal(200), is_carried_in=False)
    assert not needs_agreement(Decimal(9999), None, is_carried_in=False)


@pytest.mark.parametrize(
    ("amount", "words"),
    [("0", "零元整"), ("180", "壹佰捌拾元整"), ("1005.30", "壹仟零伍元叁角整"), ("10010", "壹万零壹拾元整"),
     ("20000.05", "贰万元零伍分"), ("0.50", "伍角整"), ("100500", "壹拾万零伍佰元整"), ("12345678.90",
      "壹仟贰佰叁拾肆万伍仟陆佰柒拾捌元玖角整"), ("-1", "")],
)  # fmt: skip
def test_amounts_in_capitals(amount, words):
    assert capitals(Decimal(amount)) == words
