"""Lists of parts and stock."""
