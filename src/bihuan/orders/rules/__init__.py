"""Plain rules of quantities and stock."""

from bihuan.orders.rules.quantities import Position, adds_up, enough, left, missing, over

__all__ = ["Position", "adds_up", "enough", "left", "missing", "over"]
