"""Chance against brute force: every sum written out with fractions."""

from fractions import Fraction
from math import comb, exp, factorial, lgamma, log

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bihuan.kernel import chance

pairs = st.integers(0, 60).flatmap(lambda of: st.tuples(st.integers(0, of), st.just(of)))
shares = st.fractions(Fraction(1, 500), Fraction(499, 500), max_denominator=500)


def tail(counts, of, share):
    """Add up the chances of these counts, exactly."""
    return sum(comb(of, k) * share**k * (1 - share) ** (of - k) for k in counts)


@pytest.mark.req("RPT-03")
@given(pairs, shares)
def test_both_tails_are_what_adding_up_gives(pair, share):
    cases, of = pair
    upper, lower = tail(range(cases, of + 1), of, share), tail(range(cases + 1), of, share)
    assert chance.at_least(cases, of, float(share)) == pytest.approx(float(upper), rel=1e-9, abs=1e-290)
    assert chance.at_most(cases, of, float(share)) == pytest.approx(float(lower), rel=1e-9, abs=1e-290)


@pytest.mark.req("RPT-03")
@given(pairs.filter(lambda pair: pair[1] > 0))
def test_the_interval_ends_where_each_tail_has_a_fortieth_left(pair):
    cases, of = pair
    low, high = chance.interval(cases, of)
    assert 0 <= low <= cases / of <= high <= 1
    if cases:
        assert float(tail(range(cases, of + 1), of, Fraction(low))) == pytest.approx(0.025, rel=1e-6)
    if cases < of:
        assert float(tail(range(cases + 1), of, Fraction(high))) == pytest.approx(0.025, rel=1e-6)


@given(st.integers(1, 40), st.integers(1, 60), shares)
def test_more_cases_are_never_likelier_than_fewer(cases, more, share):
    of = cases + more
    assert chance.at_least(cases + 1, of, float(share)) <= chance.at_least(cases, of, float(share)) + 1e-12


@pytest.mark.parametrize("of", [10_000, 100_000, 1_000_000])
def test_large_counts_stay_exact_enough(of):
    """Half of the cases or more, at a share of a half: a half and half of what stands in the middle."""
    middle = exp(lgamma(of + 1) - 2 * lgamma(of // 2 + 1) - of * log(2))
    assert chance.at_least(of // 2, of, 0.5) == pytest.approx(0.5 + middle / 2, rel=1e-6)


@given(st.integers(0, 200), st.integers(1, 60))
def test_the_usual_next_is_the_first_count_beyond_which_chance_seldom_goes(cases, periods):
    """Against the same mixture of Poisson counts, drawn up term by term with exact ratios."""
    most = chance.usual_next(cases, periods)
    shape, fresh = Fraction(2 * cases + 1, 2), Fraction(1, periods + 1)
    term, terms = (1 - float(fresh)) ** float(shape), []
    for count in range(most + 1):
        terms.append(term)
        term *= float((shape + count) / (count + 1) * fresh)
    assert 1 - sum(terms) <= 0.00135 + 1e-9
    assert most == 0 or 1 - sum(terms[:-1]) > 0.00135 - 1e-9


@pytest.mark.parametrize("mean", [0.02, 0.5, 3, 12])
def test_over_very_many_periods_the_usual_next_is_that_of_a_known_mean(mean):
    most = chance.usual_next(int(mean * 10**6), 10**6)

    def beyond(count):
        return 1 - sum(exp(-mean) * mean**k / factorial(k) for k in range(count + 1))

    assert beyond(most) <= 0.00135 < beyond(most - 1)


def test_one_case_after_half_a_year_of_none_is_still_usual_and_two_are_not():
    assert chance.usual_next(0, 22) == 1
    assert chance.usual_next(0, 4) == 3


@given(st.lists(st.floats(0, 1), min_size=1, max_size=8))
def test_holm_raises_each_chance_and_keeps_their_order(chances):
    raised = chance.holm(chances)
    assert all(one <= other <= 1 for one, other in zip(chances, raised, strict=True))
    assert min(raised) == pytest.approx(min(1.0, min(chances) * len(chances)))
    pairs = sorted(zip(chances, raised, strict=True))
    assert [other for _one, other in pairs] == sorted(other for _one, other in pairs)
