"""Pareto: what comes oftest, and how much of all it makes with what stands before it (QUA-08)."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

VITAL = Fraction(4, 5)


@dataclass(frozen=True)
class Ranked:
    """One line: how often, its share and the share up to here in per mille, whether it is of the vital few."""

    key: Any
    count: int
    share: int
    upto: int
    is_vital: bool


def ranked(counts: Sequence[tuple[Any, int]]) -> list[Ranked]:
    """Return the lines by how often they come, the rarest last; those count as vital that reach four fifths first."""
    lines = sorted((one for one in counts if one[1] > 0), key=lambda one: (-one[1], str(one[0])))
    total, sum_ = sum(count for _key, count in lines), 0
    found = []
    for key, count in lines:
        is_vital = Fraction(sum_, total) < VITAL
        sum_ += count
        found.append(Ranked(key, count, _mille(count, total), _mille(sum_, total), is_vital))
    return found


def _mille(part: int, whole: int) -> int:
    return round(Fraction(1000 * part, whole))
