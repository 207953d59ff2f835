"""Tiers by revenue and grades by score, as the shipped clauses have them, on plain values."""

from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bihuan.customers.rules.ratings import Rule, grade_of, growth, level_of, points_for, tier_of
from bihuan.regulations.operations.packs import PACKS, words
from bihuan.regulations.rules import parse_pack, translate

pytestmark = pytest.mark.req("CUS-02")


def rules(pack: str, kind: str) -> list[Rule]:
    text = (PACKS / f"{pack}.md").read_text(encoding="utf-8")
    parsed = parse_pack(text, words())
    return [
        Rule(translate(block, words())[0], f"{pack} {clause.number}", 1)
        for clause in parsed.clauses
        for block in clause.blocks
        if block.kind == kind
    ]


TIERS, FACTORS = rules("KEY", "account_tier"), rules("KEY", "tier_factor")
PARTS, BOUNDS = rules("CRM", "score_part"), rules("CRM", "grade_band")


def tier(revenue: str, group: str = "", *, is_upstream: bool = False) -> str:
    return tier_of(Decimal(revenue), is_upstream=is_upstream, group=group, tiers=TIERS, factors=FACTORS).value


@pytest.mark.parametrize(
    ("revenue", "group", "found"),
    [
        ("5000000.01", "", "钻石"), ("5000000", "", "钻石"), ("4999999.99", "", "白金"),
        ("2000000", "", "白金"), ("1999999.99", "", "黄金"), ("200000", "", "黄金"), ("199999.99", "", "VIP"),
        ("10000", "", "VIP"), ("9999.99", "", ""), ("0", "", ""),
        ("10000", "one", "VIP"), ("9999.99", "one", ""),
        ("9000", "two", "VIP"), ("8999.99", "two", ""), ("9000.01", "two", "VIP"),
        ("8000", "three", "VIP"), ("7999.99", "three", ""),
        ("199999.99", "three", "VIP"), ("4999999.99", "three", "白金"),  # only VIP is multiplied
    ],
)  # fmt: skip
def test_a_tier_begins_at_its_bound_and_the_factor_lowers_vip_alone(revenue: str, group: str, found: str) -> None:
    assert tier(revenue, group) == found


def test_a_registered_upstream_account_is_diamond_whatever_its_revenue() -> None:
    assert tier("0", is_upstream=True) == "钻石"


def test_every_comparison_is_told_with_its_clause() -> None:
    found = tier_of(Decimal("8500"), is_upstream=False, group="three", tiers=TIERS, factors=FACTORS)
    assert [step["step"] for step in found.steps] == ["missed", "missed", "missed", "factor", "reached"]
    assert [step["clause"] for step in found.steps] == ["KEY 2.2"] * 3 + ["KEY 2.3", "KEY 2.2"]
    assert found.steps[3]["lowered"] == "8000.00"


def test_the_lower_tier_has_the_higher_number() -> None:
    assert [level_of(name, TIERS) for name in ("钻石", "白金", "黄金", "VIP", "")] == [1, 2, 3, 4, 99]


@pytest.mark.req("CUS-03")
@pytest.mark.parametrize(
    ("figures", "score", "grade"),
    [
        ({"nature": "dealer", "size": 1000, "sales": 5_000_000, "trend": 20}, "100.0", "A"),
        ({"nature": "company", "size": 300, "sales": 2_000_000, "trend": "-5"}, "80.0", "A"),
        ({"nature": "company", "size": 299, "sales": 2_000_000, "trend": "-5"}, "76.0", "B"),
        ({"nature": "company", "size": 100, "sales": 200_000, "trend": "-20"}, "58.0", "C"),
        ({"nature": "household", "size": None, "sales": 9_999, "trend": None}, "8.0", "D"),
    ],
)  # fmt: skip
def test_the_weighted_points_give_the_grade(figures, score: str, grade: str) -> None:
    found = grade_of(figures, PARTS, BOUNDS)
    assert (str(found.score), found.value) == (score, grade)
    assert len(found.steps) == len(PARTS) + 1


NUMBERS = st.integers(-100_000, 10**10).map(lambda cents: Decimal(cents) / 100)


@pytest.mark.req("CUS-03")
@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(nature=st.sampled_from(["household", "company", "institution", "dealer", "other"]), size=st.none() | NUMBERS,
       sales=NUMBERS, more=NUMBERS.map(abs), trend=st.none() | NUMBERS)  # fmt: skip
def test_a_score_lies_between_0_and_100_and_never_falls_with_more_sales(nature, size, sales, more, trend) -> None:
    def score(amount: Decimal) -> Decimal:
        found = grade_of({"nature": nature, "size": size, "sales": amount, "trend": trend}, PARTS, BOUNDS)
        assert found.score is not None
        assert found.value in "ABCD"
        return found.score

    assert 0 <= score(sales) <= score(sales + more) <= 100


def test_growth_needs_a_year_before() -> None:
    assert growth(Decimal(120), Decimal(100)) == Decimal("20.0")
    assert growth(Decimal(0), Decimal(100)) == Decimal("-100.0")
    assert growth(Decimal(120), None) is None
    assert growth(Decimal(120), Decimal(0)) is None


def test_below_the_lowest_bound_there_are_no_points() -> None:
    trend = next(rule for rule in PARTS if rule.data["part"] == "trend")
    assert [points_for(trend.data, value) for value in (-21, -20, 20, None)] == [0, 30, 100, 0]
