"""Terms to the day: what is left out, what begins anew, the last day that still counts, depreciation to the fen."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bihuan.kernel.months import add_months
from bihuan.products.rules import Cover, Right, term_start, warranty_span
from bihuan.products.rules.rights import Repair, in_vain, open_rights, refund

DAYS = st.dates(date(2015, 1, 1), date(2035, 12, 31))
MONTHS = st.integers(1, 120)
STARTS = st.sampled_from(["acceptance", "sale", "delivery", "production"])
SEVEN = Right("seven_days", "within_days", 7, ("refund", "replacement", "repair"))
FIFTEEN = Right("fifteen_days", "within_days", 15, ("replacement", "repair"))
TWICE = Right("repaired_twice", "failed_repairs", 2, ("replacement", "refund"))
MISSING = Right("no_parts", "parts_missing", 90, ("replacement", "refund"))
pytestmark = [pytest.mark.req("WAR-01", "WAR-04")]


@given(begins=DAYS, months=MONTHS, left_out=st.integers(0, 400))
def test_days_in_repair_lengthen_the_term_by_exactly_themselves(begins: date, months: int, left_out: int) -> None:
    since, until = warranty_span(Cover(accepted_on=begins, months=months, left_out_days=left_out))
    plain = add_months(begins, months) - timedelta(days=1)
    assert (since, until) == (begins, plain + timedelta(days=left_out))


@given(begins=DAYS, anew=DAYS, months=MONTHS, starts=STARTS)
def test_a_replacement_begins_the_whole_term_anew_whatever_it_counted_from(
    begins: date, anew: date, months: int, starts: str
) -> None:
    known = Cover(accepted_on=begins, sold_on=begins, delivered_on=begins, starts=starts, term_from=anew, months=months)
    assert warranty_span(known) == (anew, add_months(anew, months) - timedelta(days=1))
    assert term_start(known)[0] == "anew"


@given(
    starts=STARTS, accepted=st.none() | DAYS, sold=st.none() | DAYS, delivered=st.none() | DAYS, made=st.none() | DAYS
)
def test_the_term_counts_from_what_the_clause_names_else_from_what_is_on_file(
    starts: str, accepted: date | None, sold: date | None, delivered: date | None, made: date | None
) -> None:
    known = Cover(
        accepted_on=accepted, sold_on=sold, delivered_on=delivered, produced_on=made, starts=starts, months=12
    )
    days = {"acceptance": accepted, "sale": sold, "delivery": delivered, "production": made}
    name, since = term_start(known)
    assert since == (days[starts] or accepted or delivered or sold)
    assert not name or days[name] == since
    assert warranty_span(known)[0] == since


@given(begins=DAYS, months=MONTHS, least=MONTHS)
def test_no_contract_undercuts_the_statutory_term(begins: date, months: int, least: int) -> None:
    _since, until = warranty_span(Cover(accepted_on=begins, months=months, least_months=least))
    assert until == add_months(begins, max(months, least)) - timedelta(days=1)


@given(begins=DAYS, after=st.integers(-3, 400))
def test_seven_and_fifteen_days_end_with_their_last_day(begins: date, after: int) -> None:
    on, until = begins + timedelta(days=after), begins + timedelta(days=365)
    found = {one.name for one in open_rights(Cover(rights=(FIFTEEN, SEVEN)), on=on, since=begins, until=until)}
    expected = {"seven_days"} if 0 <= after <= 7 else {"fifteen_days"} if 7 < after <= 15 else set()
    assert found == expected


@given(begins=DAYS, after=st.integers(0, 800), failed=st.integers(0, 4), missing=st.integers(85, 95))
def test_two_repairs_in_vain_and_more_than_ninety_days_without_a_part_hold_as_long_as_the_term(
    begins: date, after: int, failed: int, missing: int
) -> None:
    on, until = begins + timedelta(days=after), add_months(begins, 12) - timedelta(days=1)
    known = Cover(rights=(TWICE, MISSING), failed_repairs=failed, parts_missing_days=missing)
    found = {one.name for one in open_rights(known, on=on, since=begins, until=until)}
    runs = on <= until
    assert ("repaired_twice" in found) == (runs and failed >= 2)
    assert ("no_parts" in found) == (runs and missing > 90)


@given(done=DAYS, back=st.integers(0, 60), holds=st.integers(1, 60))
def test_a_repair_that_did_not_hold_long_enough_was_in_vain(done: date, back: int, holds: int) -> None:
    reported = [done + timedelta(days=back)]
    assert in_vain([Repair(done, is_solved=True)], reported, holds_days=holds) == int(0 < back <= holds)
    assert in_vain([Repair(done, is_solved=False)], reported, holds_days=holds) == 1


PRICES = st.decimals(Decimal("0.01"), Decimal("99999.99"), places=2)
PERCENTS = st.decimals(0, 5, places=3)


@given(
    price=PRICES, percent=PERCENTS, bought=DAYS, held=st.integers(0, 3000), out=st.integers(0, 3000),
    free=st.integers(0, 30),
)  # fmt: skip
def test_depreciation_is_rounded_to_the_fen_and_adds_up_to_the_price(
    price: Decimal, percent: Decimal, bought: date, held: int, out: int, free: int
) -> None:
    found = refund(
        price, percent=percent, bought_on=bought, returned_on=bought + timedelta(days=held), out_of_use_days=out,
        free_days=free,
    )  # fmt: skip
    used = 0 if held <= free else max(held - out, 0)
    exact = price * percent * used / 100
    assert found.days == used
    assert found.amount + found.depreciation == price
    assert 0 <= found.depreciation <= price
    assert found.depreciation == found.depreciation.quantize(Decimal("0.01"))
    assert found.depreciation == price or abs(found.depreciation - exact) <= Decimal("0.005")


def test_five_thousand_at_a_tenth_of_a_percent_for_thirty_days_is_a_hundred_and_fifty() -> None:
    found = refund(Decimal(5000), percent=Decimal("0.1"), bought_on=date(2026, 1, 1), returned_on=date(2026, 1, 31))
    assert (found.depreciation, found.amount) == (Decimal("150.00"), Decimal("4850.00"))
