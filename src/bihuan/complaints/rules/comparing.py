"""Whether complaints come oftener here than elsewhere: counts on their exposure, tested exactly (CMP-10, RPT-03).

Cases here and elsewhere are thrown together; were there no difference, each would fall here with the share
that the exposure here has of all. What is left is one binomial test, whatever the exposure is: units in the
field, units times days, or other complaints.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from bihuan.kernel.chance import at_least, holm, interval

NONE, TOO_FEW, HIGHER, LOWER, ALIKE = "none", "too_few", "higher", "lower", "alike"


@dataclass(frozen=True)
class Group:
    """So many cases on so much exposure."""

    cases: int
    base: float


@dataclass(frozen=True)
class Comparison:
    """A group against its normal level.

    Attributes:
        chance: of so many cases here or more, were there no difference.
        ratio, low, high: how many times as often, and between which values with 95 % certainty; None is without
            a bound: there is no case elsewhere.
        least: the smallest chance that this number of cases could ever have shown.
    """

    here: Group
    elsewhere: Group
    chance: float
    ratio: float | None
    low: float
    high: float | None
    least: float

    @property
    def cases(self) -> int:
        """Return the cases of both groups."""
        return self.here.cases + self.elsewhere.cases


def compare(here: Group, elsewhere: Group) -> Comparison | None:
    """Return how a group stands against another; None where either has no exposure: nothing can be said then."""
    if here.base <= 0 or elsewhere.base <= 0:
        return None
    cases = here.cases + elsewhere.cases
    share = here.base / (here.base + elsewhere.base)
    scale = elsewhere.base / here.base
    low, high = interval(here.cases, cases) if cases else (0.0, 1.0)
    return Comparison(
        here, elsewhere, at_least(here.cases, cases, share), _odds(here.cases / cases, scale) if cases else None,
        _odds(low, scale) or 0.0, _odds(high, scale), share**cases,
    )  # fmt: skip


def _odds(share: float, scale: float) -> float | None:
    return share / (1 - share) * scale if share < 1 else None


@dataclass(frozen=True)
class Judged:
    """A comparison with what it says among the others that were made along with it.

    Attributes:
        verdict: `NONE`, `TOO_FEW`, `HIGHER`, `LOWER` or `ALIKE`.
        chance: raised for the number of comparisons.
    """

    comparison: Comparison
    verdict: str
    chance: float


def judge(comparisons: Sequence[Comparison], level: float) -> list[Judged]:
    """Return what several comparisons say together.

    Args:
        level: how likely a difference may be chance and still count, 0.05 for one in twenty.
    """
    raised = holm([one.chance for one in comparisons])
    return [Judged(one, _verdict(one, chance, level), chance) for one, chance in zip(comparisons, raised, strict=True)]


def _verdict(one: Comparison, chance: float, level: float) -> str:
    if not one.cases:
        return NONE
    if chance <= level:
        return HIGHER
    if one.high is not None and one.high < 1:
        return LOWER
    return TOO_FEW if one.least > level else ALIKE
