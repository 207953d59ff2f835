"""What goes out about parts, a subject a file; `register` subscribes them all."""

from bihuan.parts.notices import loans, stock, tools


def register() -> None:
    """Subscribe to the events and name the topics people choose among."""
    loans.register()
    stock.register()
    tools.register()
