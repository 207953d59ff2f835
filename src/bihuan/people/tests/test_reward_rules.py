"""What a rule of reward or penalty comes to: ranges, pieces and their cap, repeats, the more severe of two."""

from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bihuan.people.rules.rewards import Case, figure, most_severe, within
from bihuan.regulations.queries import ruleset

D = Decimal
PER_PIECE = {"consequence": "fine", "amount_min": 10, "per_piece": True, "shift_pieces": 10, "shift_amount": 200}
FORGED = {"consequence": "fine", "amount_min": 200, "repeat": "dismissal"}
amounts = st.integers(0, 1_000_000).map(lambda cents: D(cents) / 100)
rules = st.builds(
    lambda low, more, per, heavier, grave, loss: {
        "consequence": "fine", "amount_min": low, "amount_max": low + more, "per_piece": per, "makes_good": loss,
        "when_grave": grave, "repeat": "heavier" if heavier else None,
    },
    amounts, amounts, *[st.booleans()] * 4,
)  # fmt: skip
cases = st.tuples(st.integers(1, 500), amounts, st.integers(0, 3), st.booleans()).map(lambda told: Case(*told))
unhurried = settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)


# The seed lost its range signs: «50200» is 50 to 200.
@pytest.mark.django_db
@pytest.mark.req("RWD-01")
@pytest.mark.parametrize(
    ("rule", "low", "high"),
    [
        ("inspection_missed", 20, 100), ("rejects_to_customer", 50, 200), ("led_into_accident", 50, 1000),
        ("quality_improved", 100, 500), ("hazard_stopped", 100, 500), ("process_renewed", 100, 500),
        ("document_incomplete_author", 50, 500), ("document_incomplete_checker", 50, 200),
        ("document_exchange", 50, 500), ("document_exchange_manager", 100, 1000), ("instruction_ignored", 10, 100),
    ],
)  # fmt: skip
def test_the_ranges_that_the_source_lost_are_there_again(packs, rule, low, high):
    view = ruleset().one("penalty", rule, {})
    assert view is not None
    found = figure(view.data, Case())
    assert (found.low, found.high, view.regulation) == (low, high, "QMGT")


@pytest.mark.django_db
@pytest.mark.req("RWD-01", "QUA-13")
def test_a_question_unanswered_in_time_costs_fifty_yuan_by_its_clause(packs):
    view = ruleset().one("penalty", "question_unanswered", {})
    assert view is not None
    assert (figure(view.data, Case()).low, view.label) == (50, "QMGT 5.3.2.3")


@pytest.mark.req("RWD-01")
@pytest.mark.parametrize(("pieces", "amount"), [(1, 10), (9, 90), (10, 100), (11, 200), (300, 200)])
def test_pieces_count_each_up_to_ten_a_shift_and_cost_two_hundred_above(pieces, amount):
    found = figure(PER_PIECE, Case(quantity=pieces))
    assert (found.low, found.high) == (amount, amount)


@pytest.mark.req("RWD-01")
def test_the_second_forgery_is_dismissal_and_the_first_a_fine():
    first, second = figure(FORGED, Case()), figure(FORGED, Case(earlier=1))
    assert (first.consequence, first.low) == ("fine", 200)
    assert (second.consequence, second.low, second.high) == ("dismissal", 0, 0)


@pytest.mark.req("RWD-01")
@unhurried
@given(rules, cases)
def test_an_amount_is_never_below_the_clause_and_its_bounds_never_cross(rule, case):
    found = figure(rule, case, D(200))
    assert rule["amount_min"] <= found.low <= found.high
    assert found.loss == (case.loss if rule["makes_good"] else 0)
    assert found.steps or not found.high


@pytest.mark.req("RWD-01")
@unhurried
@given(rules, cases)
def test_repeated_and_grave_together_double_once(rule, case):
    plain = figure({**rule, "repeat": None, "when_grave": False}, case, D(200))
    heavier = figure(rule, case, D(200))
    is_heavier = (rule["repeat"] and case.earlier) or (rule["when_grave"] and case.is_grave)
    factor = 2 if is_heavier else 1
    assert (heavier.low, heavier.high) == (plain.low * factor, plain.high * factor)


@pytest.mark.req("RWD-01")
@unhurried
@given(rules, cases, amounts)
def test_a_chosen_amount_lies_within_the_range_or_is_refused(rule, case, wanted):
    found = figure(rule, case)
    chosen = within(found, wanted)
    if found.is_range:
        assert (chosen == wanted) == (found.low <= wanted <= found.high)
        assert within(found, None) is None
    else:
        assert chosen in (None, found.low)
        assert within(found, None) == found.low


@pytest.mark.req("RWD-01", "REG-04")
@unhurried
@given(st.lists(st.tuples(rules, cases), min_size=1, max_size=5))
def test_the_first_of_several_is_the_most_severe_and_none_is_lost(several):
    weighed = most_severe([(n, figure(rule, case)) for n, (rule, case) in enumerate(several)])
    assert sorted(n for n, _found in weighed) == list(range(len(several)))
    assert all(weighed[0][1].high + weighed[0][1].loss >= one.high + one.loss for _n, one in weighed)


@pytest.mark.req("RWD-01")
def test_dismissal_weighs_more_than_any_fine():
    fine = figure({"consequence": "fine", "amount_min": 1000}, Case())
    weighed = most_severe([("fine", fine), ("dismissal", figure(FORGED, Case(earlier=1)))])
    assert [name for name, _found in weighed] == ["dismissal", "fine"]
