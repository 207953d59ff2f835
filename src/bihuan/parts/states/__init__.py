"""States, choices and events of spare parts."""

from bihuan.parts.states.choices import MoveKind, PlaceKind

__all__ = ["MoveKind", "PlaceKind"]
