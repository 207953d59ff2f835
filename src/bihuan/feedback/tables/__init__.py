"""Lists of opinion cards and of the cases on them."""

from bihuan.feedback.tables.cards import (
    Cards,
    Cases,
)

__all__ = [
    "Cards",
    "Cases",
]
