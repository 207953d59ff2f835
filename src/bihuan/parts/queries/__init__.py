"""Reads about parts and stock."""

from bihuan.parts.queries.faulty import due_back, owed_by
from bihuan.parts.queries.stock import (
    approved_for,
    differences,
    on_van,
    part_named,
    parts_fitting,
    parts_matching,
    van_of,
)

__all__ = [
    "approved_for",
    "differences",
    "due_back",
    "on_van",
    "owed_by",
    "part_named",
    "parts_fitting",
    "parts_matching",
    "van_of",
]
