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


class PartReplaced(Event):
    """A faulty part came out of a product and is due back."""

    name = "part.replaced"


class PartCameBack(Event):
    """The faulty part is back at the warehouse, or was given up with a reason."""

    name = "part.came_back"
