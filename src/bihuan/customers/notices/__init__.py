"""What goes out about customers, and what the clock does with their files."""

from bihuan.customers.notices import doubles, exchanges, tiers, visits


def register() -> None:
    """Make the topics known and hear of the events."""
    exchanges.register()
    tiers.register()
    visits.register()


__all__ = ["doubles", "register"]
