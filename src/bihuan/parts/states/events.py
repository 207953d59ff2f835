"""What the stock announces."""

from dataclasses import dataclass
from typing import Any, ClassVar

from bihuan.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class StockRanLow(Event):
    """A level fell below its safety stock; said once until it is filled up again (PRT-01).

    Attributes:
        stock: the level; the record is the part.
    """

    name: ClassVar[str] = "stock.low"
    stock: Any


@dataclass(frozen=True, kw_only=True)
class ReserveTaken(Event):
    """Pieces were taken from an emergency reserve; the record is the part (MFG 1.5).

    Attributes:
        stock: the level.
        move: the line of the book.
    """

    name: ClassVar[str] = "stock.reserve_taken"
    stock: Any
    move: Any


class PartReplaced(Event):
    """A faulty part came out of a product and is due back."""

    name = "part.replaced"


class PartCameBack(Event):
    """The faulty part is back at the warehouse, or was given up with a reason."""

    name = "part.came_back"
