"""Whether an action was effective: figure, limit and window, said before it begins (QUA-07)."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

LOW, HIGH = "low", "high"
MONTH_DAYS = 30
_PLACES = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Window:
    """The days in which the effect is looked at, both included."""

    first: date
    last: date

    @property
    def days(self) -> int:
        """How many days it has."""
        return (self.last - self.first).days + 1

    def is_over(self, today: date) -> bool:
        """Tell whether its last day has passed."""
        return today > self.last

    def lengthened(self) -> "Window":
        """Return the window with as many days again."""
        return Window(self.first, self.last + timedelta(days=self.days))


def window_after(day: date, days: int) -> Window:
    """Return the window of so many days that begins on the day after.

    Args:
        day: when the action was verified.
        days: length, at least one.

    Raises:
        ValueError: no day at all.
    """
    if days < 1:
        raise ValueError("a window has one day at least")
    return Window(day + timedelta(days=1), day + timedelta(days=days))


def window_before(day: date, days: int) -> Window:
    """Return the window of so many days that ends on the day before."""
    return Window(day - timedelta(days=days), day - timedelta(days=1))


def share(count: int, base: int, per: int = 100) -> Fraction | None:
    """Return how many of `count` fall on `per` of `base`; None without a base: nothing can be said then."""
    return Fraction(count * per, base) if base > 0 else None


def per_month(count: int, days: int) -> Fraction:
    """Return a count over so many days as one over thirty."""
    return Fraction(count * MONTH_DAYS, days)


def is_met(value: Fraction | Decimal, limit: Decimal, better: str) -> bool:
    """Tell whether a value keeps to the limit; the limit itself does.

    Args:
        better: `LOW` where less is better, `HIGH` where more is.
    """
    bound, found = Fraction(limit), Fraction(value)
    return found <= bound if better == LOW else found >= bound


def rounded(value: Fraction) -> Decimal:
    """Return a value as it is written down, with two places."""
    return (Decimal(value.numerator) / Decimal(value.denominator)).quantize(_PLACES, ROUND_HALF_UP)
