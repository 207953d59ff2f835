"""The thresholds of the schemes as plain rules: on their edges, and whatever the cases."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bihuan.quality.queries.classing import shown
from bihuan.quality.rules.classes import MEASURES, STATED, Case, Criterion, Ground, Proposal, propose
from bihuan.regulations.rules.schemas import ISSUE_MEASURES

pytestmark = pytest.mark.req("QUA-01")


def criterion(code: str, rank: int, measure: str, value: str, compare: str = "at_least", name: str = "") -> Criterion:
    return Criterion(name or f"{code}_{measure}", code, rank, measure, compare, Decimal(value))


QMGT = (
    criterion("batch", 2, "scrap_hours", "0.5"), criterion("batch", 2, "rework_hours", "1"),
    criterion("batch", 2, "pieces_of_a_day", "50"), criterion("serious", 3, "returned_of_a_batch", "500"),
    criterion("serious", 3, "loss", "20000"), criterion("serious", 3, "injuries", "1"),
    criterion("serious", 3, "reputation", "1"), criterion("general", 1, "cases", "1"),
)  # fmt: skip
DAY = date(2026, 9, 12)
ONE = Case(1, model="KFR-50LW", batch="2026-09-A", produced_on=DAY)
HOURLY = Ground(output_per_hour={"KFR-50LW": Decimal(120)})


def found(*cases: Case, ground: Ground | None = None) -> str:
    return propose(cases, QMGT, ground).class_code


def test_the_clauses_know_the_measures_that_the_rules_count() -> None:
    assert set(ISSUE_MEASURES) == {*MEASURES, STATED}


@pytest.mark.parametrize(("pieces", "expected"), [(49, "general"), (50, "batch"), (51, "batch")])
def test_fifty_pieces_of_one_model_and_day_make_a_batch_issue(pieces: int, expected: str) -> None:
    assert found(replace(ONE, defective=pieces)) == expected
    assert found(replace(ONE, returned=pieces)) == expected
    assert found(replace(ONE, defective=pieces - 20), replace(ONE, id=2, defective=20)) == expected


def test_pieces_of_another_day_or_model_are_not_added() -> None:
    other_day = replace(ONE, id=2, defective=49, produced_on=date(2026, 9, 13))
    other_model = replace(ONE, id=3, defective=49, model="KFR-35GW")
    no_day = replace(ONE, id=4, defective=49, produced_on=None)
    assert found(replace(ONE, defective=49), other_day, other_model, no_day) == "general"


def test_a_piece_reported_and_returned_is_one_piece() -> None:
    assert found(replace(ONE, defective=49, returned=49)) == "general"


@pytest.mark.parametrize(("pieces", "expected"), [(499, "batch"), (500, "serious")])
def test_five_hundred_returned_of_a_batch_are_serious(pieces: int, expected: str) -> None:
    assert found(replace(ONE, returned=pieces)) == expected
    halves = replace(ONE, returned=pieces - 250), replace(ONE, id=2, returned=250, produced_on=date(2026, 9, 13))
    assert found(*halves) == expected


@pytest.mark.parametrize(("loss", "expected"), [("19999.99", "general"), ("20000", "serious")])
def test_twenty_thousand_yuan_are_serious(loss: str, expected: str) -> None:
    assert found(replace(ONE, loss=Decimal(loss))) == expected
    assert found(ONE, ground=Ground(own_loss=Decimal(loss))) == expected


def test_an_injury_or_harm_to_the_reputation_is_serious_by_itself() -> None:
    assert found(replace(ONE, is_injury=True)) == "serious"
    assert found(replace(ONE, harms_reputation=True)) == "serious"


@pytest.mark.parametrize(("pieces", "expected"), [(59, "general"), (60, "batch")])
def test_half_an_hour_of_production_scrapped_is_a_batch_issue(pieces: int, expected: str) -> None:
    assert found(replace(ONE, scrapped=pieces), ground=HOURLY) == expected


@pytest.mark.parametrize(("pieces", "expected"), [(119, "general"), (120, "batch")])
def test_an_hour_of_production_reworked_is_a_batch_issue(pieces: int, expected: str) -> None:
    assert found(replace(ONE, reworked=pieces), ground=HOURLY) == expected


def test_without_the_output_per_hour_the_criterion_names_the_model() -> None:
    finding = propose([replace(ONE, scrapped=600)], QMGT[:1]).findings[0]
    assert (finding.is_met, finding.value, finding.unknown) == (False, None, ("KFR-50LW",))


def test_every_counted_case_is_listed_and_none_twice() -> None:
    cases = [replace(ONE, id=number, defective=10) for number in range(1, 6)]
    finding = propose([*cases, *cases], QMGT).findings[2]
    assert (finding.value, finding.cases, finding.group) == (50, (1, 2, 3, 4, 5), ("KFR-50LW", "2026-09-12"))
    assert finding.is_met
    assert propose(cases, QMGT).counted == (1, 2, 3, 4, 5)


@pytest.mark.req("QUA-02")
@pytest.mark.parametrize(
    ("loss", "expected"), [("9999.99", "minor"), ("10000", "general"), ("100000", "general"), ("100000.01", "serious")]
)
def test_construction_is_serious_above_a_hundred_thousand(loss: str, expected: str) -> None:
    scheme = (
        criterion("serious", 3, "rework_loss", "100000", "more_than"), criterion("general", 2, "rework_loss", "10000"),
        criterion("minor", 1, "cases", "1"), criterion("serious", 3, "stated", "1", name="structure"),
    )  # fmt: skip
    amount = Decimal(loss)
    assert propose([replace(ONE, loss=amount, reworked=1)], scheme).class_code == expected
    assert propose([ONE], scheme, Ground(own_loss=amount)).class_code == expected
    assert propose([replace(ONE, loss=amount)], scheme).class_code == "minor"  # a customer's loss is no rework
    assert propose([ONE], scheme, Ground(stated=frozenset({"structure"}))).class_code == "serious"


@pytest.mark.req("QUA-02")
def test_what_one_rework_cost_is_not_added_to_what_another_cost() -> None:
    scheme = (criterion("general", 2, "rework_loss", "10000"), criterion("minor", 1, "cases", "1"))
    two = [replace(ONE, id=number, loss=Decimal(6000), reworked=5) for number in (1, 2)]
    finding = propose(two, scheme).findings[0]
    assert (finding.value, finding.is_met, len(finding.cases)) == (6000, False, 1)
    assert propose(two, scheme, Ground(own_loss=Decimal(9999))).class_code == "minor"


@pytest.mark.req("QUA-02")
@pytest.mark.parametrize(("pieces", "expected"), [(4, ""), (5, "serious")])
def test_five_pieces_at_the_assembly_are_an_emergency(pieces: int, expected: str) -> None:
    scheme = (criterion("serious", 3, "assembly_pieces", "5"),)
    assert propose([replace(ONE, defective=pieces, is_at_assembly=True)], scheme).class_code == expected
    assert propose([replace(ONE, defective=pieces)], scheme).class_code == ""


cases_of_any_kind = st.lists(
    st.builds(
        Case, id=st.integers(1, 30), model=st.sampled_from(["", "A", "B"]), batch=st.sampled_from(["", "1", "2"]),
        produced_on=st.sampled_from([None, DAY, date(2026, 9, 13)]), defective=st.integers(0, 60),
        returned=st.integers(0, 600), scrapped=st.integers(0, 80), reworked=st.integers(0, 150),
        loss=st.decimals(0, 25000, places=2), is_injury=st.booleans(), harms_reputation=st.booleans(),
    ),
    unique_by=lambda case: case.id, max_size=12,
)  # fmt: skip
OUTPUT = Ground(output_per_hour={"A": Decimal(120)})
RANKS = {"": 0, "general": 1, "batch": 2, "serious": 3}


def judged(cases: list[Case]) -> Proposal:
    return propose(cases, QMGT, OUTPUT)


@given(cases_of_any_kind, st.randoms())
def test_neither_order_nor_repetition_changes_the_class(cases: list[Case], chance) -> None:
    mixed = [*cases, *cases[:3]]
    chance.shuffle(mixed)
    assert judged(mixed).class_code == judged(cases).class_code
    assert judged(mixed).counted == judged(cases).counted


@given(cases_of_any_kind)
def test_a_case_taken_away_never_raises_the_class(cases: list[Case]) -> None:
    whole = RANKS[judged(cases).class_code]
    assert all(RANKS[judged([*cases[:at], *cases[at + 1 :]]).class_code] <= whole for at in range(len(cases)))


@given(cases_of_any_kind)
def test_what_a_criterion_lists_is_enough_to_meet_it(cases: list[Case]) -> None:
    for finding in judged(cases).findings:
        kept = [case for case in cases if case.id in finding.cases]
        again = propose(kept, [finding.criterion], OUTPUT).findings[0]
        assert again.value == finding.value or not finding.cases
        assert len(set(finding.cases)) == len(finding.cases)


@pytest.mark.parametrize(
    ("value", "measure", "text"),
    [(Fraction(59999, 3), "loss", "19,999.66"), (Fraction(1499), "cases", "1,499"), (Fraction(119, 120),
     "rework_hours", "0.99"), (None, "scrap_hours", "")],
)  # fmt: skip
def test_a_figure_is_cut_and_never_rounded_up_to_its_threshold(value, measure: str, text: str) -> None:
    assert shown(value, measure) == text
