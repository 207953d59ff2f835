"""Quantities that have to add up: ordered and shipped, in stock and wanted, received and inspected."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Position:
    """One position: so many of a model ordered, so many of them gone already."""

    model_id: int
    ordered: int
    shipped: int = 0

    @property
    def left(self) -> int:
        """Return how many are still to come."""
        return max(self.ordered - self.shipped, 0)


def left(positions: Iterable[Position]) -> dict[int, int]:
    """Return how many of each model are still to be shipped; models without any are left out."""
    found: dict[int, int] = {}
    for one in positions:
        if one.left:
            found[one.model_id] = found.get(one.model_id, 0) + one.left
    return found


def missing(wanted: Mapping[int, int], there: Mapping[int, int]) -> dict[int, int]:
    """Return how many of each model the stock lacks; models of which there are enough are left out."""
    return {model: short for model, count in wanted.items() if (short := count - max(there.get(model, 0), 0)) > 0}


def needed(wanted: Mapping[int, int], coming: Mapping[int, int]) -> dict[int, int]:
    """Return how many of each model have to come out of stock: what is wanted but for what is still to be made."""
    return {model: rest for model, count in wanted.items() if (rest := count - max(coming.get(model, 0), 0)) > 0}


def over(wanted: Mapping[int, int], most: Mapping[int, int]) -> list[int]:
    """Return the positions of which more is wanted than there may be."""
    return [key for key, count in wanted.items() if count > most.get(key, 0)]


def adds_up(received: int, good: int, bad: int) -> bool:
    """Tell whether each piece received was found good or bad (COMM 5.5.2.2)."""
    return good >= 0 and bad >= 0 and good + bad == received
