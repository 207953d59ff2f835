"""Statutory repair, replacement and refund (三包): what is open, what failed in vain, what use takes off a refund."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from bihuan.products.rules.terms import Cover, Right

CENT = Decimal("0.01")


@dataclass(frozen=True)
class OpenRight:
    """A right that is open to the customer now, with the facts it rests on."""

    name: str
    trigger: str
    offers: tuple[str, ...]
    clause: int | None = None
    facts: dict[str, str] = field(default_factory=dict)

    def kept(self) -> dict[str, Any]:
        """Return the right ready for JSON."""
        return {
            "name": self.name, "trigger": self.trigger, "offers": list(self.offers), "clause": self.clause,
            "facts": self.facts,
        }  # fmt: skip


def open_rights(cover: Cover, *, on: date, since: date | None, until: date | None) -> tuple[OpenRight, ...]:
    """Return the statutory rights that are open for a fault that isn't excluded (WAR-04).

    Rights by days count from the begin of the term; those by repairs in vain and by missing parts hold as long as
    the term lasts. The shortest time comes first, and of rights by days only the first that still runs.
    """
    if since is None or on < since:
        return ()
    by_days = sorted((right for right in cover.rights if right.trigger == "within_days"), key=lambda one: one.count)
    running = [right for right in by_days if on <= since + timedelta(days=right.count)]
    found = [_opened(right, until=(since + timedelta(days=right.count)).isoformat()) for right in running[:1]]
    if until is None or on > until:
        return tuple(found)
    for right in cover.rights:
        if right.trigger == "failed_repairs" and cover.failed_repairs >= right.count:
            found.append(_opened(right, times=str(cover.failed_repairs)))
        if right.trigger == "parts_missing" and cover.parts_missing_days > right.count:
            found.append(_opened(right, days=str(cover.parts_missing_days)))
    return tuple(found)


def _opened(right: Right, **facts: str) -> OpenRight:
    return OpenRight(right.name, right.trigger, right.offers, right.clause, facts)


@dataclass(frozen=True)
class Repair:
    """A repair of the same fault that is done: when, and whether it was said to work."""

    done_on: date
    is_solved: bool


def in_vain(repairs: Iterable[Repair], reported: Sequence[date], *, holds_days: int) -> int:
    """Return how many repairs were in vain: not solved, or the same fault came back before it had held long enough.

    Args:
        repairs: of the same fault on the same unit.
        reported: the days on which that fault was reported.
        holds_days: how long a repaired unit has to work, in days, by the clause.
    """
    return sum(not one.is_solved or _came_back(one.done_on, reported, holds_days) for one in repairs)


def _came_back(done_on: date, reported: Sequence[date], holds_days: int) -> bool:
    return any(done_on < day <= done_on + timedelta(days=holds_days) for day in reported)


@dataclass(frozen=True)
class Refund:
    """What a refund comes to: the price less what use takes off."""

    price: Decimal
    days: int
    percent: Decimal
    depreciation: Decimal
    amount: Decimal


def refund(price: Decimal, *, percent: Decimal, bought_on: date, returned_on: date, out_of_use_days: int = 0,
           free_days: int = 0, most_percent: Decimal | None = None) -> Refund:  # fmt: skip
    """Return a refund with depreciation: 5,000 at 0.1 % a day for 30 days is 150 less (WAR-04).

    Args:
        price: what was paid, in yuan.
        percent: how much each day of use takes off, per cent of the price, by the clause.
        out_of_use_days: days in repair and waiting for parts; they are no use.
        free_days: returned within so many days nothing is taken off.
        most_percent: use never takes off more than so much of the price; None where the clause names no cap.
    """
    held = max((returned_on - bought_on).days, 0)
    days = 0 if held <= free_days else max(held - out_of_use_days, 0)
    taken = (price * percent / 100 * days).quantize(CENT, ROUND_HALF_UP)
    cap = price if most_percent is None else (price * most_percent / 100).quantize(CENT, ROUND_HALF_UP)
    depreciation = min(taken, cap, price)
    return Refund(price, days, percent, depreciation, price - depreciation)
