"""Plain rules of quantities and stock."""

from bihuan.orders.rules.quantities import Position, adds_up, left, missing, needed, over

__all__ = ["Position", "adds_up", "left", "missing", "needed", "over"]
