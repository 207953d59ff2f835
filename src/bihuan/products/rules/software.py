"""Who pays for software service, and whether a unit runs worse than before. Plain values (SVC-19, FULL 3.3)."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

from bihuan.products.rules.entitlement import COVERED, Decision, Step, found_grounds
from bihuan.products.rules.lines import LINES, Charged, Ground, charged
from bihuan.products.rules.terms import Cover, warranty_span

FREE, PAID, EXCEPTED = "software", "software_paid", "software_excepted"
OK, WORSE = "ok", "worse"


def entitle_software(
    cover: Cover | None, *, on: date, cause: str, is_excepted: bool, free_causes: Collection[str]
) -> Decision:
    """Decide line by line who pays for installing or upgrading software (SVC-19, FULL 3.3).

    In warranty it is free when the system was the cause. A maintenance contract is looked at as for a repair.
    Else cost, labour and travel are charged; named software is charged by its own clause, in warranty too.

    Args:
        cover: what is known of the unit; None when it is unknown.
        on: the day it was asked for.
        cause: what was found; "" while nobody has looked: warranty counts until it is known.
        is_excepted: the software is one of those the clause excepts.
        free_causes: causes that the clause makes free in warranty.
    """
    if cover is None:
        lines = tuple(Charged(name, "customer", "list", "unit_known") for name in LINES)
        return Decision("unknown", (Step("unit_known", None),), lines=lines, missing=("unit",))
    since, until = warranty_span(cover)
    found, steps = found_grounds(cover, on, since, until)
    is_ours = not cause or cause in free_causes
    steps.append(_cause_step(cause, is_ours=is_ours))
    if is_excepted:
        steps.append(Step("software_excepted", False))
    grounds = [_as_software(one, cover) for one in found if _counts(one.name, is_ours=is_ours, is_excepted=is_excepted)]
    last = (
        Ground(EXCEPTED, None, None, "company", "list") if is_excepted else Ground(PAID, None, None, "company", "cost")
    )
    lines = charged([*grounds, last.covered_by(cover)], cover.quotas)
    labour = next(line for line in lines if line.name == "labour")
    verdict = "warranty" if labour.step == FREE else labour.step if labour.step in COVERED else "paid"
    lacks = {"start": since is None, "term": since is not None and until is None, "cause": not cause}
    missing = tuple(name for name, is_missing in lacks.items() if is_missing)
    return Decision(verdict, tuple(steps), since, until, lines=lines, missing=missing)


def _counts(ground: str, *, is_ours: bool, is_excepted: bool) -> bool:
    return ground == "contract" or (ground == "warranty" and is_ours and not is_excepted)


def _as_software(ground: Ground, cover: Cover) -> Ground:
    """Return warranty as the clause about software has it; a contract as it is."""
    return replace(ground, name=FREE).covered_by(cover) if ground.name == "warranty" else ground


def _cause_step(cause: str, *, is_ours: bool) -> Step:
    if not cause:
        return Step("software_cause_open", None)
    return Step("software_system", True) if is_ours else Step("software_not_system", False)


@dataclass(frozen=True)
class Point:
    """One point compared before and after.

    Attributes:
        better: higher or lower for a figure; "" where being within its bounds is all that counts.
        before, after: the figure as text, or "yes" and "no" of a function; before "" when nothing ran.
    """

    name: str
    is_measured: bool
    better: str
    before: str
    after: str
    low: Decimal | None = None
    high: Decimal | None = None

    def verdict(self, tolerance: Decimal) -> str:
        """Return «worse» when the point is worse than before by more than the clause's per cent, else «ok»."""
        if not self.is_measured:
            return WORSE if self.before != "no" and self.after == "no" else OK
        new = Decimal(self.after)
        if not self.before:
            return OK if self._is_within(new) else WORSE
        old = Decimal(self.before)
        if self._is_within(old) and not self._is_within(new):
            return WORSE
        slack = abs(old) * tolerance / 100
        if self.better == "higher" and new < old - slack:
            return WORSE
        return WORSE if self.better == "lower" and new > old + slack else OK

    def _is_within(self, value: Decimal) -> bool:
        return (self.low is None or value >= self.low) and (self.high is None or value <= self.high)


def compared(points: Sequence[Mapping[str, Any]], after: Sequence[str], tolerance: Decimal) -> list[dict[str, Any]]:
    """Return the kept points with what was found afterwards and the verdict on each.

    Args:
        points: as kept before: name, unit, better, low, high, before.
        after: what was found at each, in the same order.
        tolerance: by how many per cent a figure may be worse, by the clause.
    """
    found = []
    for kept, value in zip(points, after, strict=True):
        low, high = (Decimal(kept[name]) if kept.get(name) else None for name in ("low", "high"))
        one = Point(kept["name"], kept["is_measured"], kept["better"], kept["before"], value, low, high)
        found.append({**kept, "after": value, "verdict": one.verdict(tolerance)})
    return found
