"""Comparing, ranking and drawing as plain rules, against brute force."""

from fractions import Fraction
from math import comb

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bihuan.complaints.rules import bones, ranking
from bihuan.complaints.rules.comparing import ALIKE, HIGHER, LOWER, NONE, TOO_FEW, Group, compare, judge
from bihuan.complaints.rules.ledger import kind_by_codes, kind_in_words

counts, bases = st.integers(0, 40), st.integers(1, 5000)


@pytest.mark.req("RPT-03", "CMP-10")
def test_five_of_800_against_twelve_of_9200():
    found = compare(Group(5, 800), Group(12, 9200))
    assert round(found.chance, 4) == 0.0089
    assert (round(found.ratio, 1), round(found.low, 1), round(found.high, 1)) == (4.8, 1.3, 14.6)


@pytest.mark.req("RPT-03")
@given(counts, bases, counts, bases)
def test_the_chance_is_what_dealing_out_every_case_gives(here, base, elsewhere, other):
    found, of = compare(Group(here, base), Group(elsewhere, other)), here + elsewhere
    share = Fraction(base, base + other)
    brute = sum(comb(of, k) * share**k * (1 - share) ** (of - k) for k in range(here, of + 1))
    assert found.chance == pytest.approx(float(brute), rel=1e-9, abs=1e-290)
    assert found.least == pytest.approx(float(share**of), rel=1e-9, abs=1e-290)


@given(counts, bases, counts, bases)
def test_the_interval_holds_the_ratio_and_turns_over_with_the_groups(here, base, elsewhere, other):
    found, back = (
        compare(Group(here, base), Group(elsewhere, other)),
        compare(Group(elsewhere, other), Group(here, base)),
    )
    if found.ratio is not None:
        assert found.low <= found.ratio * (1 + 1e-9)
        assert found.high is None or found.ratio <= found.high * (1 + 1e-9)
    if found.high and back.low:
        assert found.high == pytest.approx(1 / back.low, rel=1e-6)


@pytest.mark.parametrize(("here", "elsewhere"), [((1, 0), (1, 10)), ((1, 10), (1, 0))])
def test_without_exposure_nothing_is_compared(here, elsewhere):
    assert compare(Group(*here), Group(*elsewhere)) is None


@pytest.mark.req("CMP-10")
@pytest.mark.parametrize(
    ("here", "elsewhere", "verdict"),
    [
        ((20, 2940), (35, 31600), HIGHER),
        ((0, 500), (0, 500), NONE),
        ((2, 500), (0, 500), TOO_FEW),  # both of two: one in four even so
        ((5, 500), (0, 500), HIGHER),  # all of five: one in thirty-two
        ((9, 1000), (10, 1000), ALIKE),
        ((1, 1000), (20, 1000), LOWER),
    ],
)
def test_the_verdict_of_a_single_comparison(here, elsewhere, verdict):
    [found] = judge([compare(Group(*here), Group(*elsewhere))], 0.05)
    assert found.verdict == verdict


@pytest.mark.req("RPT-03")
def test_many_looks_want_a_clearer_difference():
    borderline, dull = compare(Group(5, 500), Group(0, 500)), compare(Group(9, 1000), Group(10, 1000))
    assert judge([borderline], 0.05)[0].verdict == HIGHER
    among = judge([borderline, dull, dull, dull], 0.05)
    assert among[0].verdict == ALIKE
    assert among[0].chance == pytest.approx(4 * borderline.chance)


@pytest.mark.req("QUA-08")
@given(st.lists(st.tuples(st.integers(0, 30), st.integers(0, 100)), max_size=12))
def test_a_pareto_adds_up_and_its_vital_few_reach_four_fifths(given_counts):
    lines, total = ranking.ranked(given_counts), sum(count for _key, count in given_counts)
    assert sum(line.count for line in lines) == total
    assert [line.count for line in lines] == sorted((line.count for line in lines), reverse=True)
    assert not lines or lines[-1].upto == 1000
    vital = sum(line.count for line in lines if line.is_vital)
    assert vital * 5 >= total * 4
    assert not lines or (vital - [line.count for line in lines if line.is_vital][-1]) * 5 < total * 4


@pytest.mark.req("QUA-08")
@given(st.lists(st.integers(0, 9), min_size=1, max_size=9))
def test_a_fishbone_keeps_every_word_inside_and_apart(numbers):
    fish = bones.drawn(numbers)
    assert [len(bone.twigs) for bone in fish.bones] == numbers
    for bone in fish.bones:
        inside = sorted((bone.y1, bone.y2))
        assert 0 < bone.name_y < fish.height
        assert 0 <= bone.x1 <= bone.x2 <= fish.nose
        heights = [twig.y for twig in bone.twigs]
        assert all(inside[0] < y < inside[1] for y in heights)
        assert all(abs(one - other) >= bones.STEP for one, other in zip(heights, heights[1:], strict=False))


@pytest.mark.req("CMP-03")
@pytest.mark.parametrize(
    ("codes", "meanings", "kind"),
    [
        ((), {}, ""), (("H147",), {}, "quality"), (("A9", "I297"), {}, "quality"), (("I297",), {}, "attitude"),
        (("L313", "I293"), {}, "other"), (("J300",), {}, "repair_quality"), (("K307",), {}, "price"),
        (("N318",), {}, "slow"), (("Q322",), {}, "quality"), (("I3",), {}, "quality"),
        (("I297",), {"I297": ""}, "quality"), (("X1",), {"X1": "attitude"}, "attitude"),
    ],
)  # fmt: skip
def test_fault_codes_tell_a_service_complaint_from_one_about_the_product(codes, meanings, kind):
    assert kind_by_codes(codes, meanings) == kind


@pytest.mark.parametrize(
    ("meaning", "kind"),
    [
        ("服务态度差", "attitude"),
        ("维修质量差", "repair_quality"),
        ("升温太慢", ""),
        ("其他故障", ""),
        ("未兑现服务承诺", "other"),
    ],
)
def test_what_the_catalogue_calls_a_code_tells_its_kind(meaning, kind):
    assert kind_in_words(meaning) == kind
