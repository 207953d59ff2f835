"""What relationship expenses come to: nothing before the sale and the money, never more than the standard (CREX 1)."""

from collections.abc import Iterable
from datetime import date, datetime
from decimal import ROUND_DOWN, Decimal

CENT = Decimal("0.01")
IN_FULL, BY_RATE = "in_full", "by_rate"


def entitled(standard: Decimal, quantity: Decimal, sale: Decimal, received: Decimal, *, pays: str) -> Decimal:
    """Return what a sale entitles to so far, in yuan, rounded down to the cent.

    Args:
        standard: yuan a piece.
        quantity: pieces sold, less those that came back.
        sale: what they were sold for.
        received: how much of that money is in.
        pays: `in_full`: nothing until all of it is in; `by_rate`: by the share that is in.
    """
    if quantity <= 0 or sale <= 0 or received <= 0:
        return Decimal(0)
    whole = standard * quantity
    if received >= sale:
        return whole.quantize(CENT, ROUND_DOWN)
    if pays == IN_FULL:
        return Decimal(0)
    return (whole * received / sale).quantize(CENT, ROUND_DOWN)


def still_to_claim(entitlement: Decimal, claimed: Iterable[Decimal]) -> Decimal:
    """Return what is left to claim of an entitlement; never less than nothing."""
    return max(Decimal(0), entitlement - sum(claimed, Decimal(0)))


def within(limit: Decimal, outstanding: Iterable[Decimal], wanted: Decimal) -> bool:
    """Tell whether an advance keeps a person within his limit, with what he still owes an account of."""
    return sum(outstanding, Decimal(0)) + wanted <= limit


def working_day(ends: Iterable[tuple[date, datetime]], number: int) -> tuple[date, datetime] | None:
    """Return the month's working day of this number with when its work ends; the last one where there are fewer."""
    last = None
    for count, day in enumerate(ends, start=1):
        last = day
        if count == number:
            break
    return last


def month_before(day: date) -> date:
    """Return the first day of the month before a day's."""
    return date(day.year - (day.month == 1), (day.month - 2) % 12 + 1, 1)


def month_after(day: date) -> date:
    """Return the first day of the month after a day's."""
    return date(day.year + day.month // 12, day.month % 12 + 1, 1)
