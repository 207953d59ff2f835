"""Entitlement: plain values in, a decision that explains itself out."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bihuan.kernel.months import add_months
from bihuan.products.rules import (
    EXCLUDED,
    LINES,
    Cover,
    Coverage,
    entitle,
    serial_key,
    verdict_of,
    warranty_span,
)

ACCEPTED = date(2024, 8, 3)
KNOWN = Cover(accepted_on=ACCEPTED, sold_on=date(2024, 7, 28), months=36)
CONTRACT = {"contract": "HT-2026-01", "contract_from": date(2026, 1, 1), "contract_until": date(2026, 12, 31)}
TODAY = date(2026, 11, 20)

days = st.dates(date(2015, 1, 1), date(2035, 12, 31))
maybe_days = st.none() | days
covers = st.builds(
    Cover,
    accepted_on=maybe_days, sold_on=maybe_days, produced_on=maybe_days, months=st.none() | st.integers(0, 120),
    starts=st.sampled_from(["acceptance", "sale", "production"]), warranty_until=maybe_days,
    contract=st.sampled_from(["", "HT-1"]), contract_from=maybe_days, contract_until=maybe_days,
    mended_on=maybe_days, repair_days=st.integers(0, 365),
)  # fmt: skip
causes = st.sampled_from(["", "component", "installation", "no_fault", *EXCLUDED])


def names(cover: Cover | None, *, on: date = TODAY, cause: str = "") -> list[tuple[str, bool | None]]:
    return [(step.name, step.holds) for step in entitle(cover, on=on, cause=cause).steps]


@pytest.mark.req("WAR-02", "SVC-09")
def test_in_warranty_is_free_and_says_since_when() -> None:
    decision = entitle(KNOWN, on=TODAY, cause="component")
    assert (decision.verdict, verdict_of(decision.kept())) == ("warranty", "warranty")
    assert (decision.since, decision.until) == (ACCEPTED, date(2027, 8, 2))
    started, term = decision.steps[1:3]
    assert started.facts == {"on": "2024-08-03"}
    assert term.facts == {"until": "2027-08-02", "reported": "2026-11-20", "months": "36"}


@pytest.mark.req("WAR-01")
@pytest.mark.parametrize(("on", "verdict"), [(date(2027, 8, 2), "warranty"), (date(2027, 8, 3), "paid")])
def test_the_last_day_of_warranty_still_counts(on: date, verdict: str) -> None:
    assert entitle(KNOWN, on=on).verdict == verdict


@pytest.mark.req("WAR-03")
def test_after_warranty_service_goes_on_for_life_at_cost() -> None:
    at_cost = Coverage(dict.fromkeys(LINES, "cost"), clause=7)
    known = Cover(accepted_on=ACCEPTED, months=36, coverage={"after_warranty": at_cost})
    decision = entitle(known, on=date(2041, 1, 1))
    assert {(line.payer, line.basis, line.clause) for line in decision.lines} == {("customer", "cost", 7)}
    assert (decision.verdict, verdict_of(decision.kept())) == ("paid", "paid")
    assert decision.steps[-1].name == "for_life_at_cost"


@pytest.mark.req("SVC-09")
def test_a_contract_comes_before_warranty() -> None:
    decision = entitle(Cover(accepted_on=ACCEPTED, months=36, **CONTRACT), on=TODAY)
    assert (decision.verdict, verdict_of(decision.kept())) == ("contract", "contract")
    assert decision.until == date(2026, 12, 31)


@pytest.mark.req("WAR-02")
@pytest.mark.parametrize("cause", sorted(EXCLUDED))
def test_human_damage_and_force_majeure_are_paid_at_the_lowest_cost_price(cause: str) -> None:
    decision = entitle(Cover(accepted_on=ACCEPTED, months=36, **CONTRACT), on=TODAY, cause=cause)
    assert (decision.verdict, verdict_of(decision.kept()), decision.is_cost_price) == ("paid", "paid", True)
    assert ("cost_price", True) in names(KNOWN, cause=cause)


@pytest.mark.req("WAR-02", "REG-02")
def test_what_is_excluded_is_the_clauses_to_say() -> None:
    cover = Cover(accepted_on=ACCEPTED, months=36, excluded=frozenset({"pests"}), then="full_price")
    assert entitle(cover, on=TODAY, cause="misuse").verdict == "warranty"
    decision = entitle(cover, on=TODAY, cause="pests")
    assert (decision.verdict, decision.is_cost_price) == ("paid", False)


def test_without_acceptance_warranty_counts_from_the_sale() -> None:
    cover = Cover(sold_on=date(2026, 1, 31), months=1)
    assert warranty_span(cover) == (date(2026, 1, 31), date(2026, 2, 27))
    assert ("warranty_started_sold", True) in names(cover)


@pytest.mark.parametrize(
    ("starts", "since"),
    [("acceptance", ACCEPTED), ("sale", date(2024, 7, 28)), ("production", date(2024, 7, 12))],
)
def test_the_clause_says_what_starts_the_term(starts: str, since: date) -> None:
    cover = Cover(
        accepted_on=ACCEPTED, sold_on=date(2024, 7, 28), produced_on=date(2024, 7, 12), months=12, starts=starts
    )
    assert warranty_span(cover)[0] == since


@pytest.mark.req("WAR-02")
@pytest.mark.parametrize(
    ("mended_on", "verdict"), [(date(2026, 8, 22), "repair_warranty"), (date(2026, 8, 21), "paid")]
)
def test_the_same_fault_within_the_days_of_a_repair_is_mended_free(mended_on: date, verdict: str) -> None:
    known = Cover(accepted_on=date(2020, 1, 1), months=12, mended_on=mended_on, repair_days=90)
    assert entitle(known, on=TODAY).verdict == verdict
    assert entitle(known, on=TODAY, cause="misuse").verdict == "paid"


def test_what_is_unknown_is_said_to_be_unknown() -> None:
    assert names(None) == [("unit_known", None)]
    assert names(Cover())[1:3] == [("warranty_started", None), ("warranty_term_unknown", None)]


@given(covers, days, causes)
def test_every_decision_is_explained_and_consistent(cover: Cover, on: date, cause: str) -> None:
    decision = entitle(cover, on=on, cause=cause)
    assert verdict_of(decision.kept()) == decision.verdict
    assert len({step.name for step in decision.steps}) == len(decision.steps) >= 5
    if decision.verdict in {"warranty", "contract", "repair_warranty"}:
        assert cause not in EXCLUDED
        assert decision.since is not None
        assert decision.since <= on <= decision.until
    assert decision.is_cost_price == (cause in EXCLUDED)
    assert decision.kept()["verdict"] == decision.verdict


@given(days, st.integers(1, 120))
def test_a_longer_term_never_takes_anything_away(since: date, months: int) -> None:
    short, long = (warranty_span(Cover(accepted_on=since, months=term))[1] for term in (months, months + 1))
    assert short < long
    assert entitle(Cover(accepted_on=since, months=months + 1), on=short).verdict == "warranty"


@given(days, st.integers(0, 240))
def test_adding_months_keeps_the_day_or_takes_the_months_last(start: date, months: int) -> None:
    end = add_months(start, months)
    assert (end.year - start.year) * 12 + end.month - start.month == months
    assert end.day == start.day or (end + timedelta(days=1)).day == 1


@pytest.mark.parametrize(
    "written", ["35B3-2407-018826", "３５ｂ３ 2407 018826", " 35b32407018826 ", "35B3－2407＿018826"]
)
def test_a_serial_number_is_the_same_however_it_is_written(written: str) -> None:
    assert serial_key(written) == "35B32407018826"
