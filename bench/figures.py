"""A measured number, its target and its floor; how many are shown and kept."""

import json
import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

WIDTHS = (44, 12, 12, 9, 12)


@dataclass
class Figure:
    """One line of the table.

    Attributes:
        name: what was done.
        value: what it took, in `unit`.
        unit: "ms", "/s", "MB", "s" or "" for a count.
        floor: the same by plain SQL, in the same unit; None where there is none.
        at_most, at_least: what is to be reached.
        note: what a reader must know beside it.
    """

    name: str
    value: float
    unit: str
    floor: float | None = None
    at_most: float | None = None
    at_least: float | None = None
    note: str = ""

    @property
    def is_missed(self) -> bool:
        """Tell whether the target was missed; without one nothing is."""
        too_much = self.at_most is not None and self.value > self.at_most
        return too_much or (self.at_least is not None and self.value < self.at_least)

    @property
    def target(self) -> str:
        """Return the target as the table shows it."""
        if self.at_most is not None:
            return f"≤ {_short(self.at_most)}"
        return f"≥ {_short(self.at_least)}" if self.at_least is not None else ""

    def line(self) -> str:
        """Return the line of the table."""
        floor = "" if self.floor is None else f"{_short(self.floor)} {self.unit}"
        share = "" if not self.floor else f"{100 * self.value / self.floor:,.0f} %"
        cells = [f"{_short(self.value)} {self.unit}", floor, share, self.target]
        text = self.name.ljust(WIDTHS[0]) + "".join(
            cell.rjust(width) for cell, width in zip(cells, WIDTHS[1:], strict=True)
        )
        return f"{text}  {'MISSED' if self.is_missed else ''}{'  ' + self.note if self.note else ''}".rstrip()


def _short(value: float | None) -> str:
    if value is None:
        return ""
    return f"{value:,.0f}" if value >= 100 or value == int(value) else f"{value:,.1f}"


def heading() -> str:
    """Return the head of the table."""
    names = ("", "", "floor", "of floor", "target")
    return names[0].ljust(WIDTHS[0]) + "".join(n.rjust(w) for n, w in zip(names[1:], WIDTHS[1:], strict=True))


def median(work: Callable[[], Any], times: int) -> float:
    """Return the median of what `work` takes, in milliseconds."""
    took = []
    for _turn in range(times):
        started = time.perf_counter()
        work()
        took.append(time.perf_counter() - started)
    return statistics.median(took) * 1000


def write(path: Path, found: dict[str, Sequence[Figure]]) -> None:
    """Keep all figures as JSON, by database."""
    path.parent.mkdir(parents=True, exist_ok=True)
    kept = {
        database: [asdict(one) | {"is_missed": one.is_missed} for one in figures] for database, figures in found.items()
    }
    path.write_text(json.dumps(kept, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
