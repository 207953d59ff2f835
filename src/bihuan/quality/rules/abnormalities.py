"""What quantities, hours and next lots of an incoming abnormality come to; plain values (SUPQ 7–9)."""

from collections.abc import Iterable, Sequence
from decimal import ROUND_HALF_UP, Decimal

CENT = Decimal("0.01")


def defect_rate(sample: int, defective: int) -> Decimal | None:
    """Return the share of defects in a sample in per cent, None for no sample."""
    return (Decimal(100 * defective) / sample).quantize(CENT, ROUND_HALF_UP) if sample else None


def what_is_wrong(lot: Decimal, affected: Decimal, sample: int, defective: int) -> str:
    """Return the field of an inspection's figures that can't be; "" where they can."""
    if lot <= 0:
        return "lot_quantity"
    if not 0 < sample <= lot:
        return "sample_size"
    if not 0 < defective <= sample:
        return "defective"
    if not defective <= affected <= lot:
        return "affected"
    return ""


def left_over(affected: Decimal, lines: Iterable[Decimal]) -> Decimal:
    """Return what of the quantity no disposition has; below zero where they have more than there is."""
    return affected - sum(lines, Decimal(0))


def labour_charge(hours: Iterable[Decimal], rate: Decimal) -> Decimal:
    """Return what hours of labour cost at a rate in yuan an hour, to the cent (SUPQ 9.1)."""
    return (sum(hours, Decimal(0)) * rate).quantize(CENT, ROUND_HALF_UP)


def lots_in_a_row(verdicts: Sequence[bool]) -> int:
    """Return how many of the last lots were in order one after the other; a bad one begins anew (SUPQ 9.3)."""
    return next((place for place, is_good in enumerate(reversed(verdicts)) if not is_good), len(verdicts))


def share(part: int, whole: int) -> Decimal | None:
    """Return a part in per cent to one place, None for nothing at all."""
    return (Decimal(100 * part) / whole).quantize(Decimal("0.1"), ROUND_HALF_UP) if whole else None
