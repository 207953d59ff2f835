"""Levels: what is free, what is short, and how a part's code is compared."""

import unicodedata


def code_key(code: str) -> str:
    """Return a part's code as it is compared: width, case, blanks and dashes make no difference."""
    plain = unicodedata.normalize("NFKC", code).upper()
    return "".join(sign for sign in plain if sign.isalnum())


def is_low(quantity: int, safety_stock: int) -> bool:
    """Tell whether a level has fallen below its safety stock (PRT-01)."""
    return quantity < safety_stock


def from_reserve(quantity: int, taken: int, reserve: int) -> int:
    """Return how many of the pieces taken came from the emergency reserve.

    >>> from_reserve(quantity=5, taken=3, reserve=4)
    2
    """
    return max(0, taken - max(0, quantity - reserve)) if reserve else 0


def shortfall(quantity: int, wanted: int, reserve: int, *, may_use_reserve: bool) -> int:
    """Return how many pieces are missing for an issue; nought when it can be made.

    Args:
        quantity: what lies there.
        wanted: what is to be taken.
        reserve: what is kept for emergencies.
        may_use_reserve: an emergency, or the manager's recorded consent.
    """
    free = quantity if may_use_reserve else max(0, quantity - reserve)
    return max(0, wanted - free)
