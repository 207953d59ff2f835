"""Pages of units and of the catalogue."""
