"""Entitlement line by line: who pays for labour, parts, travel and shipping, and what is left of a contract."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import given as drawn
from hypothesis import strategies as st

from bihuan.products.rules import (
    BASES,
    EXCLUDED,
    LINES,
    Cover,
    Coverage,
    Decision,
    Quota,
    Repair,
    Right,
    entitle,
    in_vain,
    refund,
    ruled,
    verdict_of,
    warranty_span,
    year_of,
)

ACCEPTED, TODAY = date(2024, 8, 3), date(2026, 11, 20)
AT_COST = Coverage(dict.fromkeys(LINES, "cost"), clause=32)
CONTRACT = {"contract": "HT-1", "contract_from": date(2026, 1, 1), "contract_until": date(2027, 12, 31)}
THREE = (
    Right("seven", "within_days", 7, ("refund", "replacement", "repair")),
    Right("fifteen", "within_days", 15, ("replacement", "repair")),
    Right("two", "failed_repairs", 2, ("replacement",), clause=9),
    Right("ninety", "parts_missing", 90, ("replacement",)),
)

days = st.dates(date(2018, 1, 1), date(2030, 12, 31))
bases = st.sampled_from(BASES)
coverages = st.builds(Coverage, st.fixed_dictionaries({}, optional=dict.fromkeys(LINES, bases)), st.none())
amounts = st.integers(0, 5).map(Decimal)
quotas = st.lists(
    st.builds(Quota, st.sampled_from(["visits", "repairs", "parts_amount"]), amounts, amounts),
    unique_by=lambda quota: quota.kind, max_size=3,
).map(tuple)  # fmt: skip
grounds = ["contract", "warranty", "repair_warranty", "excluded", "after_warranty"]
covers = st.builds(
    Cover, accepted_on=st.none() | days, sold_on=st.none() | days, months=st.none() | st.integers(0, 60),
    contract=st.sampled_from(["", "HT-1"]), contract_from=st.none() | days, contract_until=st.none() | days,
    mended_on=st.none() | days, repair_days=st.integers(0, 200), quotas=quotas,
    coverage=st.dictionaries(st.sampled_from(grounds), coverages), left_out_days=st.integers(0, 60),
)  # fmt: skip
causes = st.sampled_from(["", "component", "installation", *EXCLUDED])


def given(*values: Any) -> Any:
    """Draw without a clock: a busy machine is no failure."""
    return lambda test: settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)(drawn(*values)(test))


def line(decision: Decision, name: str) -> tuple[str, str, str]:
    found = next(one for one in decision.lines if one.name == name)
    return found.payer, found.basis, found.step


def price(decision: Decision) -> list[int]:
    """Return how dear each line is; a quota is free."""
    return [BASES.index("free" if one.basis == "quota" else one.basis) for one in decision.lines]


@pytest.mark.req("WAR-02")
def test_a_warranty_may_cover_parts_and_not_travel() -> None:
    partial = Coverage({"travel": "cost", "shipping": "list"}, clause=31)
    known = Cover(accepted_on=ACCEPTED, months=36, coverage={"warranty": partial, "after_warranty": AT_COST})
    decision = entitle(known, on=TODAY, cause="component")
    assert line(decision, "parts") == ("company", "free", "warranty")
    assert line(decision, "travel") == ("customer", "cost", "warranty")
    assert line(decision, "shipping") == ("customer", "cost", "after_warranty")
    assert decision.kept()["lines"]["labour"]["until"] == "2027-08-02"


@pytest.mark.req("WAR-02", "SVC-09")
@pytest.mark.parametrize(
    ("used", "labour", "parts", "travel"),
    [
        ((0, 0, 0), ("contract", "quota"), ("contract", "quota"), ("contract", "quota")),
        ((3, 0, 0), ("contract", "quota"), ("contract", "quota"), ("customer", "cost")),
        ((0, 2, 0), ("customer", "cost"), ("customer", "cost"), ("customer", "cost")),
        ((0, 0, 800), ("contract", "quota"), ("customer", "cost"), ("contract", "quota")),
    ],
)
def test_what_is_used_up_is_paid_next_time(used, labour, parts, travel) -> None:
    kinds = zip(("visits", "repairs", "parts_amount"), (3, 2, 800), used, strict=True)
    given_ = tuple(Quota(kind, Decimal(limit), Decimal(spent)) for kind, limit, spent in kinds)
    known = Cover(sold_on=date(2015, 1, 1), months=12, quotas=given_, coverage={"after_warranty": AT_COST}, **CONTRACT)
    decision = entitle(known, on=TODAY, cause="component")
    assert [line(decision, name)[:2] for name in ("labour", "parts", "travel")] == [labour, parts, travel]
    assert verdict_of(decision.kept()) == ("contract" if labour[0] == "contract" else "paid")


def test_in_warranty_no_quota_is_used_up() -> None:
    known = Cover(accepted_on=ACCEPTED, months=36, quotas=(Quota("repairs", Decimal(4)),), **CONTRACT)
    assert line(entitle(known, on=TODAY), "labour") == ("company", "free", "warranty")
    assert line(entitle(replace(known, quotas=()), on=TODAY), "labour") == ("contract", "free", "contract")


@pytest.mark.req("WAR-02")
def test_an_exclusion_needs_evidence() -> None:
    known = Cover(accepted_on=ACCEPTED, months=36)
    unproven = entitle(known, on=TODAY, cause="misuse", is_proven=False)
    assert (unproven.verdict, unproven.missing) == ("warranty", ("evidence",))
    assert entitle(known, on=TODAY, cause="misuse").is_cost_price


@pytest.mark.req("WAR-02")
@given(covers, days, causes)
def test_no_line_is_charged_in_full_warranty_unless_excluded(known: Cover, on: date, cause: str) -> None:
    full = replace(known, coverage={**known.coverage, "warranty": Coverage({})})
    decision = entitle(full, on=on, cause=cause)
    since, until = warranty_span(full)
    if since and until and since <= on <= until and cause not in EXCLUDED:
        assert all(one.payer != "customer" and one.basis in ("free", "quota") for one in decision.lines)
    if cause in EXCLUDED and "excluded" not in full.coverage:
        assert all(one.basis == "cost" and one.payer == "customer" for one in decision.lines)


@given(covers, days, causes)
def test_every_line_has_one_payer_and_what_is_free_is_never_the_customers(known: Cover, on: date, cause: str) -> None:
    decision = entitle(known, on=on, cause=cause)
    assert tuple(one.name for one in decision.lines) == LINES
    for one in decision.lines:
        assert (one.payer == "customer") == (one.basis in ("cost", "list"))
        assert one.since is None or one.step == "after_warranty" or one.step == "excluded" or one.since <= on
        assert (one.basis == "quota") == bool(one.left and one.beyond)
    payers = {"paid": "customer", "contract": "contract"}
    assert payers.get(verdict_of(decision.kept()), "company") == decision.lines[0].payer


@given(covers, days, causes, st.integers(0, 400))
def test_a_longer_warranty_or_time_left_out_never_makes_a_line_dearer(
    known: Cover, on: date, cause: str, n: int
) -> None:
    longer = replace(known, left_out_days=known.left_out_days + n)
    assert all(b <= a for a, b in zip(price(entitle(known, on=on, cause=cause)),
                                      price(entitle(longer, on=on, cause=cause)), strict=True))  # fmt: skip


@given(covers, st.none() | days, causes, st.integers(1, 900))
def test_later_after_the_start_is_never_cheaper(known: Cover, start: date | None, cause: str, later: int) -> None:
    bare = replace(known, contract="", mended_on=None, accepted_on=start, sold_on=None)
    since, _until = warranty_span(bare)
    if since is None:
        return
    early, late = (entitle(bare, on=since + timedelta(days=day), cause=cause) for day in (0, later))
    assert all(a <= b for a, b in zip(price(early), price(late), strict=True))


@pytest.mark.req("WAR-04")
@given(days, st.integers(1, 60), st.integers(0, 300))
def test_time_in_repair_is_left_out_day_for_day(start: date, months: int, out: int) -> None:
    plain, held = (warranty_span(Cover(accepted_on=start, months=months, left_out_days=n))[1] for n in (0, out))
    assert plain is not None
    assert held == plain + timedelta(days=out)


@pytest.mark.req("WAR-04")
def test_the_term_begins_anew_on_replacement_and_never_falls_below_the_statutory_one() -> None:
    known = Cover(sold_on=date(2020, 1, 1), months=6, least_months=12, term_from=date(2026, 11, 1))
    assert warranty_span(known) == (date(2026, 11, 1), date(2027, 10, 31))


@pytest.mark.req("WAR-04")
def test_the_clause_says_whether_invoice_or_pick_up_begins_the_term() -> None:
    known = Cover(sold_on=date(2026, 1, 1), delivered_on=date(2026, 1, 9), months=12)
    assert warranty_span(replace(known, starts="sale"))[0] == date(2026, 1, 1)
    assert warranty_span(replace(known, starts="delivery"))[0] == date(2026, 1, 9)


@pytest.mark.req("WAR-04")
@pytest.mark.parametrize(
    ("on", "offers"),
    [
        (date(2024, 8, 10), ["refund", "replacement", "repair"]),
        (date(2024, 8, 18), ["replacement", "repair"]),
        (date(2024, 8, 19), []),
    ],
)
def test_seven_and_fifteen_days(on: date, offers: list[str]) -> None:
    decision = entitle(Cover(accepted_on=ACCEPTED, months=36, rights=THREE), on=on)
    assert [offer for right in decision.rights for offer in right.offers] == offers


@pytest.mark.req("WAR-04")
def test_two_repairs_in_vain_or_no_part_for_ninety_days_open_a_replacement_while_in_warranty() -> None:
    known = Cover(accepted_on=ACCEPTED, months=36, rights=THREE, failed_repairs=2, parts_missing_days=91)
    assert [right.trigger for right in entitle(known, on=TODAY).rights] == ["failed_repairs", "parts_missing"]
    assert entitle(known, on=TODAY).rights[0].kept()["clause"] == 9
    short = replace(known, failed_repairs=1, parts_missing_days=90)
    assert not entitle(short, on=TODAY).rights
    assert not entitle(known, on=date(2028, 1, 1)).rights
    assert not entitle(known, on=TODAY, cause="misuse").rights


@pytest.mark.req("WAR-04")
def test_a_repair_that_does_not_hold_was_in_vain() -> None:
    first, second = Repair(date(2026, 5, 1), is_solved=True), Repair(date(2026, 6, 20), is_solved=False)
    came_back = [date(2026, 4, 28), date(2026, 5, 31), date(2026, 9, 1)]
    assert in_vain([first, second], came_back, holds_days=30) == 2
    assert in_vain([first, second], came_back, holds_days=29) == 1


@pytest.mark.req("WAR-04")
def test_depreciation_five_thousand_at_a_tenth_per_cent_for_thirty_days_is_150() -> None:
    bought, back = date(2026, 1, 1), date(2026, 1, 31)
    found = refund(Decimal(5000), percent=Decimal("0.1"), bought_on=bought, returned_on=back)
    assert (found.days, found.depreciation, found.amount) == (30, Decimal("150.00"), Decimal("4850.00"))
    repaired = refund(
        Decimal(5000), percent=Decimal("0.1"), bought_on=bought, returned_on=back, out_of_use_days=10, free_days=7
    )
    assert repaired.depreciation == Decimal("100.00")


@pytest.mark.req("WAR-04")
def test_depreciation_goes_on_to_the_whole_price_unless_the_clause_names_a_cap() -> None:
    sold = date(2026, 1, 1)
    long = {"percent": Decimal("0.1"), "bought_on": sold, "returned_on": sold + timedelta(days=794)}
    assert refund(Decimal(5000), **long).depreciation == Decimal("3970.00")
    capped = refund(Decimal(5000), **long, most_percent=Decimal(50))
    assert (capped.days, capped.depreciation, capped.amount) == (794, Decimal("2500.00"), Decimal("2500.00"))
    assert refund(Decimal(5000), **{**long, "percent": Decimal(5)}).amount == 0


@given(st.decimals(0, 10**6, places=2), st.decimals(0, 5, places=2), days, st.integers(0, 9000), st.integers(0, 90))
def test_a_refund_lies_between_nothing_and_the_price(price_, percent, bought, held, out) -> None:
    back = bought + timedelta(days=held)
    found = refund(price_, percent=percent, bought_on=bought, returned_on=back, out_of_use_days=out)
    assert found.depreciation + found.amount == price_
    assert 0 <= found.amount <= price_


@given(days, st.integers(0, 3000))
def test_every_day_of_a_contract_lies_in_exactly_one_of_its_years(begins: date, after: int) -> None:
    on = begins + timedelta(days=after)
    first, last = year_of(begins, on)
    assert first <= on <= last
    assert year_of(begins, last + timedelta(days=1))[0] == last + timedelta(days=1)


@pytest.mark.req("SVC-09")
def test_a_ruling_is_laid_over_the_lines_and_says_what_it_is() -> None:
    kept = entitle(Cover(accepted_on=date(2018, 1, 1), months=12), on=TODAY).kept()
    over = ruled(kept, {"labour": {"basis": "free", "kind": "goodwill", "clause": 5}})
    assert over["lines"]["labour"]["payer"] == "company"
    assert (over["lines"]["labour"]["step"], over["lines"]["parts"]) == ("goodwill", kept["lines"]["parts"])
    assert (verdict_of(kept), verdict_of(over)) == ("paid", "goodwill")
