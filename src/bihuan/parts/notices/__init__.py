"""What goes out about parts, a subject a file; `register` subscribes them all."""

from bihuan.parts.notices import stock


def register() -> None:
    """Subscribe to the events and name the topics people choose among."""
    stock.register()
