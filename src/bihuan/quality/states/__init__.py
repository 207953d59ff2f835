"""States, moves and events of quality, a subject a file."""
