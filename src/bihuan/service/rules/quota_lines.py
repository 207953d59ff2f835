"""Parts within a contract's yearly amount: it bears them as long as it lasts, the customer the rest (WAR-02)."""

from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal

from bihuan.service.rules.charging import CUSTOMER, QUOTA, ZERO, BillLine

CONTRACT = "contract"


def takes(line: BillLine) -> bool:
    """Tell whether a line is borne by a contract's amount for parts."""
    return line.kind == "parts" and line.payer == CONTRACT and line.basis == QUOTA


def taken(lines: Iterable[BillLine]) -> Decimal:
    """Return what lines take of a contract's amount for parts, in yuan."""
    return sum((line.amount for line in lines if takes(line)), ZERO)


def within(
    lines: Iterable[BillLine], left: Decimal | None, *, beyond: str, rest: str, payer: str = CUSTOMER
) -> list[BillLine]:
    """Return the lines with the contract bearing parts up to what is left of its amount.

    A part that goes beyond is named twice: what the contract bears of it, and what is left to the customer.

    Args:
        left: in yuan; None where the contract sets no limit.
        beyond: at what the rest is charged; lines bear that price already.
        rest: what the customer's share is called, with `%s` for the part and its quantity.
        payer: who bears that share; we do where he was never told of it.
    """
    found: list[BillLine] = []
    for line in lines:
        if left is None or not takes(line) or line.amount <= left:
            found.append(line)
            left = left - line.amount if left is not None and takes(line) else left
            continue
        found += _shared(line, left, replace(line, payer=payer, basis=beyond), rest)
        left = ZERO
    return found


def _shared(line: BillLine, left: Decimal, beyond: BillLine, rest: str) -> list[BillLine]:
    if left <= 0:
        return [beyond]
    text = f"{line.text} × {line.quantity.normalize():f}" if line.quantity != 1 else line.text
    one = replace(line, text=text, quantity=Decimal(1), unit_price=left)
    return [one, replace(beyond, text=rest % text, quantity=Decimal(1), unit_price=line.amount - left)]
