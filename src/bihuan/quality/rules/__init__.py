"""Plain functions of quality on plain values."""
