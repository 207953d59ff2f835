"""What the products app announces."""

from bihuan.kernel.events import Event


class UnitAccepted(Event):
    """Customer and we signed the acceptance: warranty runs."""

    name = "unit.accepted"
