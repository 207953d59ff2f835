"""What chance alone would do: binomial tails and the next count exactly, Clopper–Pearson, Holm; with `math` alone.

scipy.stats says the same and costs two seconds of start and 100 MB.
"""

from collections.abc import Callable, Sequence
from math import exp, lgamma, log, log1p

_TINY = 1e-300
_CLOSE = 3e-15
_STEPS = 10_000  # the fraction needs about the square root of the greater count


def beta_share(a: float, b: float, x: float) -> float:
    """Return the regularized incomplete beta function I_x(a, b), for a and b above 0."""
    if x <= 0:
        return 0.0
    if x >= 1:
        return 1.0
    front = exp(lgamma(a + b) - lgamma(a) - lgamma(b) + a * log(x) + b * log1p(-x))
    if x < (a + 1) / (a + b + 2):
        return front * _fraction(a, b, x) / a
    return 1.0 - front * _fraction(b, a, 1 - x) / b


def _fraction(a: float, b: float, x: float) -> float:
    """Return the continued fraction of the incomplete beta function, by Lentz."""
    c, d = 1.0, 1 / _nonzero(1 - (a + b) * x / (a + 1))
    value = d
    for m in range(1, _STEPS):
        even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
        d = 1 / _nonzero(1 + even * d)
        c = _nonzero(1 + even / c)
        value *= d * c
        odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
        d = 1 / _nonzero(1 + odd * d)
        c = _nonzero(1 + odd / c)
        value *= d * c
        if abs(d * c - 1) < _CLOSE:
            break
    return value


def _nonzero(value: float) -> float:
    return value if abs(value) > _TINY else _TINY


def at_least(cases: int, of: int, share: float) -> float:
    """Return how likely so many of `of` cases or more are, when each has this share of a chance.

    Args:
        share: between 0 and 1.
    """
    if cases <= 0:
        return 1.0
    if cases > of:
        return 0.0
    return beta_share(cases, of - cases + 1, share)


def at_most(cases: int, of: int, share: float) -> float:
    """Return how likely so many of `of` cases or fewer are."""
    if cases >= of:
        return 1.0
    return beta_share(of - cases, cases + 1, 1 - share)


def interval(cases: int, of: int, level: float = 0.95) -> tuple[float, float]:
    """Return the shares between which the true one lies, by Clopper and Pearson: never too narrow.

    Args:
        level: how sure, 0.95 for 95 %.
    """
    rest = (1 - level) / 2
    low = 0.0 if cases == 0 else _solved(lambda share: at_least(cases, of, share) < rest)
    high = 1.0 if cases == of else _solved(lambda share: at_most(cases, of, share) > rest)
    return low, high


def _solved(is_below: Callable[[float], bool]) -> float:
    """Return the share at which a condition that holds for small shares ends."""
    low, high = 0.0, 1.0
    for _halving in range(60):
        middle = (low + high) / 2
        if is_below(middle):
            low = middle
        else:
            high = middle
        if high - low < 1e-12 * high:
            break
    return (low + high) / 2


def usual_next(cases: int, periods: int, rarely: float = 0.00135) -> int:
    """Return the greatest count that is still usual in a period, where so many came in so many like it before.

    How many are usual is itself known only as well as those periods show it (Jeffreys' prior; the next count is
    negative binomial then), so few periods make a wide band, and a first case after none is no alarm.

    Args:
        rarely: the chance of more; the usual one is that of three standard deviations.
    """
    shape, fresh = cases + 0.5, 1 / (periods + 1)
    count, known = 0, exp(shape * log1p(-fresh))
    while 1 - known > rarely:
        count += 1
        term = lgamma(shape + count) - lgamma(shape) - lgamma(count + 1)
        known += exp(term + shape * log1p(-fresh) + count * log(fresh))
    return count


def holm(chances: Sequence[float]) -> list[float]:
    """Return the chances of several comparisons made at once, each raised so that one in all of them misleads no
    oftener than a single one would (Holm)."""
    order = sorted(range(len(chances)), key=lambda at: chances[at])
    raised, most = [0.0] * len(chances), 0.0
    for rank, at in enumerate(order):
        most = max(most, min(1.0, chances[at] * (len(chances) - rank)))
        raised[at] = most
    return raised
