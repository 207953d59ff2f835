"""Forms of parts and stock."""
