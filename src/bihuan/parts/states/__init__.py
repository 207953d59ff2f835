"""States, choices and events of spare parts."""

from bihuan.parts.states.choices import MoveKind, PlaceKind
from bihuan.parts.states.events import PartCameBack, PartReplaced, ReserveTaken, StockRanLow
from bihuan.parts.states.faulty import FAULTY_MOVES, Condition, FaultyState

__all__ = [
    "FAULTY_MOVES",
    "Condition",
    "FaultyState",
    "MoveKind",
    "PartCameBack",
    "PartReplaced",
    "PlaceKind",
    "ReserveTaken",
    "StockRanLow",
]
