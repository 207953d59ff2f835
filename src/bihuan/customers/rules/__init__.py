"""Plain functions on plain values."""
