"""How sure a survey's figures are: intervals for shares, means and the recommendation score, with plain arithmetic."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from math import sqrt
from statistics import NormalDist

from bihuan.kernel.chance import beta_share

LEVEL = 0.95


@dataclass(frozen=True)
class Estimate:
    """A figure with the interval that holds the true one; none where too little was said."""

    value: float
    low: float
    high: float

    @property
    def percent(self) -> str:
        """Return a share as people write it."""
        return _percent(self.value)

    @property
    def percent_low(self) -> str:
        return _percent(self.low)

    @property
    def percent_high(self) -> str:
        return _percent(self.high)

    @property
    def points(self) -> str:
        """Return a recommendation score, from -100 to 100."""
        return _points(self.value)

    @property
    def points_low(self) -> str:
        return _points(self.low)

    @property
    def points_high(self) -> str:
        return _points(self.high)


def _percent(share: float) -> str:
    return f"{100 * share:.1f}%"


def _points(score: float) -> str:
    return f"{100 * score:+.0f}".replace("-", "−")


def wilson(cases: int, of: int, level: float = LEVEL) -> Estimate | None:
    """Return a share with its interval by Wilson, which keeps within 0 and 1 for few answers too."""
    if not of:
        return None
    z, share = NormalDist().inv_cdf((1 + level) / 2), cases / of
    weight = 1 + z * z / of
    middle = (share + z * z / (2 * of)) / weight
    half = z * sqrt(share * (1 - share) / of + z * z / (4 * of * of)) / weight
    return Estimate(share, max(0.0, middle - half), min(1.0, middle + half))


@lru_cache(maxsize=512)
def t_quantile(freedom: int, level: float = LEVEL) -> float:
    """Return how many standard errors lie to each side of a mean, by Student."""
    rest = 1 - level

    def is_below(t: float) -> bool:
        return beta_share(freedom / 2, 0.5, freedom / (freedom + t * t)) > rest

    return _end(is_below)


def _end(is_below: Callable[[float], bool]) -> float:
    low, high = 0.0, 1000.0
    for _halving in range(80):
        middle = (low + high) / 2
        low, high = (middle, high) if is_below(middle) else (low, middle)
    return (low + high) / 2


def mean(counts: Mapping[int, int], level: float = LEVEL) -> Estimate | None:
    """Return the mean of graded answers with its interval.

    Args:
        counts: how many gave each grade.
    """
    of = sum(counts.values())
    if not of:
        return None
    middle = sum(grade * n for grade, n in counts.items()) / of
    if of == 1:
        return Estimate(middle, min(counts), max(counts))
    spread = sum(n * (grade - middle) ** 2 for grade, n in counts.items()) / (of - 1)
    half = t_quantile(of - 1, level) * sqrt(spread / of)
    return Estimate(middle, middle - half, middle + half)


def recommended(counts: Mapping[int, int], level: float = LEVEL) -> Estimate | None:
    """Return the recommendation score, share of 9 and 10 less share of 0 to 6, from -1 to 1, with its interval."""
    signs = {1: 0, 0: 0, -1: 0}
    for grade, n in counts.items():
        signs[1 if grade >= 9 else -1 if grade <= 6 else 0] += n
    found = mean({sign: n for sign, n in signs.items() if n}, level)
    return found and Estimate(found.value, max(-1.0, found.low), min(1.0, found.high))


def between(satisfied: int, answered: int, asked: int) -> tuple[float, float]:
    """Return what the share would be if all who kept silent were dissatisfied, and if all were satisfied."""
    if not asked:
        return 0.0, 1.0
    return satisfied / asked, (satisfied + max(0, asked - answered)) / asked
