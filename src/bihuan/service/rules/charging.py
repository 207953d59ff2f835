"""What a repair costs: prices of a day, the bill's lines by who bears what, totals. Plain values, no database.

Amounts are Decimal yuan; each line is rounded to the fen, half up, and only then added.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

FEN = Decimal("0.01")
ZERO = Decimal("0.00")
CUSTOMER, COMPANY = "customer", "company"
QUOTA = "quota"
KINDS = ("labour", "parts", "travel", "shipping", "other")


@dataclass(frozen=True)
class Price:
    """A row of the price list.

    Attributes:
        fault_class: whom the price is for, None for every fault.
        area: city or suburb, "" for both.
        line: the product line it is for, None for every one.
        step: begun units of so many minutes are charged, for prices per hour.
        valid_until: last day, None while it stands.
    """

    pk: int
    kind: str
    name: str
    unit: str
    list_price: Decimal
    cost_price: Decimal
    valid_from: date
    valid_until: date | None = None
    fault_class: int | None = None
    area: str = ""
    step: int = 30
    line: int | None = None

    def at(self, basis: str) -> Decimal:
        """Return the price on a basis: the cost price at cost, else the list price."""
        return self.cost_price if basis == "cost" else self.list_price


@dataclass(frozen=True)
class UsedPart:
    """A part that stayed in the product."""

    text: str
    quantity: Decimal
    list_price: Decimal
    cost_price: Decimal
    code: str = ""


@dataclass(frozen=True)
class Work:
    """What was done, as far as it is charged.

    Attributes:
        minutes: on the job, crew included.
        fault_classes: the fault's class and those above it, the nearest first.
        line: the product's line, None where the product is unknown.
        is_visit: somebody went to the customer.
        is_shipped: goods were sent.
    """

    day: date
    minutes: int = 0
    area: str = ""
    fault_classes: tuple[int, ...] = ()
    line: int | None = None
    parts: tuple[UsedPart, ...] = ()
    is_visit: bool = True
    is_shipped: bool = False


@dataclass(frozen=True)
class BillLine:
    """One line of a bill, and why it is so.

    Attributes:
        step: by what right (warranty, contract, after_warranty, ...).
        clause: the parameter behind it.
        is_barred: the basis of charges names no such cost, so the customer isn't charged.
    """

    kind: str
    text: str
    quantity: Decimal
    unit_price: Decimal
    payer: str = CUSTOMER
    basis: str = "list"
    step: str = ""
    clause: int | None = None
    code: str = ""
    price: int | None = None
    is_barred: bool = False

    @property
    def amount(self) -> Decimal:
        return line_amount(self.quantity, self.unit_price)


def line_amount(quantity: Decimal, unit_price: Decimal) -> Decimal:
    """Return quantity times price, rounded to the fen, half up."""
    return (quantity * unit_price).quantize(FEN, ROUND_HALF_UP)


def hours(minutes: int, step: int) -> Decimal:
    """Return minutes as hours, in begun units of `step` minutes: 53 minutes are one hour by half hours."""
    step = max(1, step)
    begun = -(-max(0, minutes) // step)
    return (Decimal(begun * step) / 60).quantize(FEN, ROUND_HALF_UP)


def price_for(prices: Iterable[Price], kind: str, work: Work) -> Price | None:
    """Return the price of a kind that fits a job best on its day.

    The nearest fault class wins, then a price of the product's line, then one for the area, then the newest.
    """

    def nearness(one: Price) -> tuple[int, bool, bool, date, int]:
        near = -work.fault_classes.index(one.fault_class) if one.fault_class else -len(work.fault_classes) - 1
        return (near, one.line is not None, bool(one.area), one.valid_from, one.pk)

    fitting = [one for one in prices if one.kind == kind and _fits(one, work)]
    return max(fitting, key=nearness, default=None)


def _fits(one: Price, work: Work) -> bool:
    is_valid = one.valid_from <= work.day and (one.valid_until is None or work.day <= one.valid_until)
    is_class = one.fault_class is None or one.fault_class in work.fault_classes
    return is_valid and is_class and one.line in {None, work.line} and one.area in {"", work.area}


def propose(
    decided: Mapping[str, Mapping[str, Any]], work: Work, prices: Sequence[Price], *, allowed: Collection[str] | None
) -> list[BillLine]:
    """Return the lines of a bill: what was done, at the price of its basis, borne by whom the decision names.

    Args:
        decided: the entitlement's lines, by kind: payer, basis, step, clause.
        allowed: kinds that the basis of charges lets us charge; None where no clause says anything.
    """
    found: list[BillLine] = []
    for kind in ("labour", "travel", "shipping"):
        price = price_for(prices, kind, work) if _is_done(kind, work) else None
        if price is not None:
            quantity = hours(work.minutes, price.step) if price.unit == "hour" else Decimal(1)
            line = BillLine(kind, price.name, quantity, ZERO, price=price.pk)
            found.append(_borne(line, decided.get(kind) or {}, price.list_price, price.cost_price))
    for part in work.parts:
        line = BillLine("parts", part.text, part.quantity, ZERO, code=part.code)
        found.append(_borne(line, decided.get("parts") or {}, part.list_price, part.cost_price))
    order = {kind: number for number, kind in enumerate(KINDS)}
    return [bar(line, allowed) for line in sorted(found, key=lambda line: order[line.kind])]


def _is_done(kind: str, work: Work) -> bool:
    return {"labour": work.minutes > 0, "travel": work.is_visit, "shipping": work.is_shipped}[kind]


def _borne(line: BillLine, says: Mapping[str, Any], list_price: Decimal, cost_price: Decimal) -> BillLine:
    """Give a line its price and its payer; a line nobody decided about is the customer's, by the list."""
    basis = str(says.get("basis") or "list")
    payer = str(says.get("payer") or CUSTOMER)
    priced = str(says.get("beyond") or "list") if basis == QUOTA else basis
    return replace(
        line, unit_price=cost_price if priced == "cost" else list_price, payer=payer, basis=basis,
        step=str(says.get("step") or ""), clause=says.get("clause"),
    )  # fmt: skip


def bar(line: BillLine, allowed: Collection[str] | None) -> BillLine:
    """Return the line, borne by us where the basis of charges doesn't name its kind (FULL 3.2)."""
    if allowed is None or line.payer != CUSTOMER or line.kind in allowed:
        return line
    return replace(line, payer=COMPANY, is_barred=True)


def owed(lines: Iterable[Any]) -> Decimal:
    """Return what the customer pays of the lines; each has `payer` and `amount`."""
    return sum((line.amount for line in lines if line.payer == CUSTOMER), ZERO)


def after_discount(total: Decimal, discount: Decimal) -> Decimal:
    """Return what is left to pay.

    Raises:
        ValueError: the discount is below zero or above the total.
    """
    if not ZERO <= discount <= total:
        raise ValueError(discount)
    return total - discount


def is_small(amount: Decimal, limit: Decimal | None) -> bool:
    """Tell whether a sum may be collected on the spot; without a limit none is small (FULL 4.4)."""
    return limit is not None and amount <= limit


def needs_agreement(amount: Decimal, start: Decimal | None, *, is_carried_in: bool) -> bool:
    """Tell whether the customer must agree before: always in the workshop, elsewhere from the clause's amount on."""
    return is_carried_in or (start is not None and amount >= start)
