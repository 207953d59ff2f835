"""Quantities of nonconforming pieces that add up, and what their labour costs (QUA-06, SUPQ 9.1)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

NOUGHT = Decimal(0)


@dataclass(frozen=True)
class Line:
    """One disposition in figures: pieces disposed of, found good afterwards, found bad again."""

    quantity: Decimal
    accepted: Decimal = NOUGHT
    rejected: Decimal = NOUGHT

    @property
    def undone(self) -> Decimal:
        """Return the pieces that have no result yet."""
        return self.quantity - self.accepted - self.rejected


def disposed(lines: Iterable[Line]) -> Decimal:
    """Return how many pieces are disposed of; what was rejected again needs a disposition anew."""
    return sum((line.quantity - line.rejected for line in lines), NOUGHT)


def left_over(found: Decimal, lines: Iterable[Line]) -> Decimal:
    """Return how many of the pieces found still want a disposition; below nothing where too many are disposed of."""
    return found - disposed(lines)


def adds_up(found: Decimal, lines: Iterable[Line]) -> bool:
    """Tell whether exactly the pieces found are disposed of."""
    return left_over(found, lines) == 0


def is_all_done(found: Decimal, lines: Iterable[Line]) -> bool:
    """Tell whether every piece found has a result."""
    return sum((line.accepted for line in lines), NOUGHT) == found


def labour_cost(minutes: int, per_hour: Decimal) -> Decimal:
    """Return what so many minutes of work cost, in yuan, rounded to the fen."""
    return (per_hour * minutes / 60).quantize(Decimal("0.01"), ROUND_HALF_UP)


def is_expired(expires_on: date | None, today: date) -> bool:
    """Tell whether a concession is over; its last day still counts."""
    return expires_on is not None and today > expires_on


def plain(quantity: Decimal) -> str:
    """Return a quantity as people write it: 12, 0.5."""
    text = f"{quantity:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
