"""What a customer's figures come to: his tier by revenue (KEY 2), his grade by weighted score (CRM 2)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

CENT, TENTH = Decimal("0.01"), Decimal("0.1")
Step = dict[str, str]


@dataclass(frozen=True)
class Outcome:
    """What was found, and how: each step with the clause it follows from.

    Attributes:
        value: the tier or grade, "" for none.
        clause_id: the clause that gives it, None where none does.
    """

    value: str
    clause_id: int | None = None
    score: Decimal | None = None
    steps: list[Step] = field(default_factory=list)


@dataclass(frozen=True)
class Rule:
    """A clause's parameter: its data, and where it stands."""

    data: Mapping[str, Any]
    label: str
    clause_id: int

    def step(self, name: str, **values: Any) -> Step:
        """Return a step of a calculation that cites this clause."""
        told = {key: str(value) for key, value in values.items()}
        return {"step": name, "clause": self.label, "clause_id": str(self.clause_id), **told}


def number(value: Any) -> Decimal:
    """Return a clause's figure as a decimal."""
    return Decimal(str(value or 0))


def tier_of(
    revenue: Decimal, *, is_upstream: bool, group: str, tiers: Iterable[Rule], factors: Iterable[Rule]
) -> Outcome:
    """Return the highest tier that a year's revenue in CNY reaches, with every comparison on the way.

    Args:
        is_upstream: registered as an upstream account, which some tiers take whatever the revenue.
        group: revenue group of the customer's outlet, "" when none is set.
        factors: the clauses that lower a tier's bound for a group.
    """
    known = list(factors)
    steps: list[Step] = []
    for rule in sorted(tiers, key=lambda one: int(one.data["level"])):
        tier = str(rule.data["tier"])
        bound, how = _bound(rule, tier, group, known)
        steps += how
        if rule.data.get("upstream") and is_upstream:
            steps.append(rule.step("upstream", tier=tier))
            return Outcome(tier, rule.clause_id, None, steps)
        reached = revenue >= bound
        steps.append(rule.step("reached" if reached else "missed", tier=tier, bound=bound, revenue=revenue))
        if reached:
            return Outcome(tier, rule.clause_id, None, steps)
    return Outcome("", None, None, steps)


def _bound(rule: Rule, tier: str, group: str, factors: Sequence[Rule]) -> tuple[Decimal, list[Step]]:
    """Return the least revenue for a tier, lowered where a clause has a factor for the group."""
    bound = number(rule.data["revenue_from"]).quantize(CENT)
    for one in factors:
        if group and one.data["revenue_group"] == group and tier in one.data["tiers"]:
            factor = number(one.data["factor"])
            lowered = (bound * factor).quantize(CENT, ROUND_HALF_UP)
            return lowered, [one.step("factor", tier=tier, bound=bound, factor=factor, lowered=lowered, group=group)]
    return bound, []


def level_of(tier: str, tiers: Iterable[Rule]) -> int:
    """Return how high a tier stands, 1 the highest; one that no clause knows stands lowest."""
    return next((int(rule.data["level"]) for rule in tiers if rule.data["tier"] == tier), 99)


def growth(now: Decimal, before: Decimal | None) -> Decimal | None:
    """Return the change from the year before in per cent, None without a year before."""
    return ((now - before) / before * 100).quantize(TENTH, ROUND_HALF_UP) if before and before > 0 else None


def grade_of(figures: Mapping[str, Any], parts: Iterable[Rule], bounds: Iterable[Rule]) -> Outcome:
    """Return the grade of a customer by his weighted score, with the points of every part.

    Args:
        figures: `nature` a kind of customer; `size`, `sales`, `trend` numbers, None where unknown.
        parts: the clauses that give points, each with its weight.
        bounds: from which score on a grade is reached.
    """
    steps: list[Step] = []
    total = weights = Decimal(0)
    for rule in parts:
        part, weight = str(rule.data["part"]), number(rule.data["weight"])
        value = figures.get(part)
        points = points_for(rule.data, value)
        total, weights = total + points * weight, weights + weight
        told = {"part": part, "weight": weight, "points": points, "value": "" if value is None else value}
        steps.append(rule.step("unknown" if value in (None, "") else "points", **told))
    score = (total / weights).quantize(TENTH, ROUND_HALF_UP) if weights else Decimal(0)
    for rule in sorted(bounds, key=lambda one: -number(one.data["score_from"])):
        if score >= number(rule.data["score_from"]):
            found = str(rule.data["grade"])
            steps.append(rule.step("graded", score=score, grade=found, bound=number(rule.data["score_from"])))
            return Outcome(found, rule.clause_id, score, steps)
    return Outcome("", None, score, steps)


def points_for(data: Mapping[str, Any], value: Any) -> Decimal:
    """Return the points a part's clause gives to a figure: of the highest bound reached, nothing below the lowest."""
    if value in (None, ""):
        return Decimal(0)
    if natures := data.get("natures"):
        return next((number(row["score"]) for row in natures if row["code"] == value), Decimal(0))
    reached = [row for row in data.get("bands") or () if Decimal(str(value)) >= number(row["reach"])]
    best = max(reached, key=lambda row: number(row["reach"]), default=None)
    return number(best["score"]) if best else Decimal(0)
