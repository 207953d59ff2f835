"""What ledgers bring: parts for the catalogue, and the opening stock of each place (PRT-01)."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from bihuan.kernel.actors import Actor, permit
from bihuan.kernel.records import OperationError
from bihuan.parts.models import Part, Place, Stock
from bihuan.parts.operations.catalogue import add_part
from bihuan.parts.operations.stock import level_of, receive, set_levels
from bihuan.parts.queries import part_named
from bihuan.parts.queries.stock import place_named
from bihuan.parts.states import MoveKind


@dataclass(frozen=True, kw_only=True)
class OpeningRow:
    """One line of a stock list as somebody kept it; None where the ledger says nothing."""

    place: str
    part: str
    quantity: Decimal | None
    safety_stock: Decimal | None = None
    reserve: Decimal | None = None


@transaction.atomic
def take_part(*, code: str, name: str, by: Actor, **fields: Any) -> Part:
    """Enter a part a ledger brings; one that is on file is never overwritten.

    Raises:
        OperationError: the number is on file already, or a price is less than nothing.
    """
    permit(by, "parts.import_parts")
    for price in ("list_price", "cost_price"):
        if (fields.get(price) or 0) < 0:
            raise OperationError(_("A price can't be less than nothing."), field=price)
    return add_part(code=code, name=name, by=by, source="import", **fields)


@transaction.atomic
def open_stock(row: OpeningRow, *, by: Actor) -> Stock:
    """Enter what lay at a place when the book began; each part once at each place, whatever file it comes from.

    Raises:
        OperationError: no such part or place, no whole number of pieces, or the book of this part has begun there.
    """
    permit(by, "parts.import_parts")
    place, part = _place(row.place), _part(row.part)
    quantity = _pieces(row.quantity, "quantity") or 0
    level = level_of(part, place)
    if quantity and part.stock_moves.filter(place=place).exists():
        raise OperationError(
            _("The book of «%(part)s» at %(place)s has begun already; a stock-taking corrects it.")
            % {"part": part, "place": place},
            field="quantity",
        )
    if quantity:
        receive(part, place, quantity, by=by, kind=MoveKind.OPENING)
    safety, reserve = _pieces(row.safety_stock, "safety_stock"), _pieces(row.reserve, "reserve")
    if safety is not None or reserve is not None:
        set_levels(
            part, place, by=by,
            safety_stock=level.safety_stock if safety is None else safety,
            reserve=level.reserve if reserve is None else reserve,
        )  # fmt: skip
    return level


def _place(text: str) -> Place:
    place = place_named(text)
    if place is None:
        raise OperationError(_("There is no such place of parts."), field="place")
    return place


def _part(text: str) -> Part:
    part = part_named(text)
    if part is None:
        raise OperationError(_("There is no such part."), field="part")
    return part


def _pieces(value: Decimal | None, field: str) -> int | None:
    if value is None:
        return None
    if value < 0 or value != int(value):
        raise OperationError(_("A whole number of pieces, nought or more."), field=field)
    return int(value)
