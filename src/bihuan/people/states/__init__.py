"""States, events, the tables of moves."""
