"""A technician's day as one line of a table: spans of time become cells, in quarters of an hour."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

QUARTER = timedelta(minutes=15)


@dataclass(frozen=True)
class Span:
    """Something that fills a stretch of somebody's day.

    Attributes:
        kind: done, now, plan, go (on the way), new (proposed), meet (appointment), fit (installation), off (away)
            or rest (not working time).
        move_url: the form that puts it to another time; empty for what can't be moved.
    """

    starts_at: datetime
    ends_at: datetime
    kind: str
    label: str = ""
    url: str = ""
    move_url: str = ""


@dataclass(frozen=True)
class Cell:
    """One cell of the line: how many quarters wide, and what lies in it (None: nothing)."""

    width: int
    span: Span | None = None


def lane(opens_at: datetime, closes_at: datetime, spans: Iterable[Span], rests: Iterable[Span] = ()) -> list[Cell]:
    """Return a day as cells from left to right that fill it exactly.

    Where two things overlap, the one that began later is in front; what would be hidden wholly
    goes into the next free quarter. Rests lie under everything else.
    """
    quarters = max(0, (closes_at - opens_at) // QUARTER)
    taken: list[Span | None] = [None] * quarters
    for span in (*rests, *sorted(spans, key=lambda one: (one.starts_at, -one.ends_at.timestamp()))):
        wanted = _quarters(span, opens_at, quarters)
        hidden = {id(one) for one in taken[wanted.start : wanted.stop] if one} if wanted else set()
        before = [one for one in taken if one and id(one) in hidden and one.kind != "rest"]
        for at in wanted:
            taken[at] = span
        _keep(taken, before, wanted)
    return _cells(taken)


def _keep(taken: list[Span | None], before: list[Span], wanted: range) -> None:
    """Give what was covered wholly a quarter of its own behind the cover."""
    lost = [one for number, one in enumerate(before) if one not in taken and one not in before[:number]]
    free = (at for at in range(wanted.stop, len(taken)) if taken[at] is None or taken[at].kind == "rest")  # type: ignore[union-attr]
    for span, at in zip(lost, free, strict=False):
        taken[at] = span


def _quarters(span: Span, opens_at: datetime, quarters: int) -> range:
    first = max(0, (span.starts_at - opens_at) // QUARTER)
    last = min(quarters, -((opens_at - span.ends_at) // QUARTER))
    return range(first, max(first + 1, last)) if first < quarters and last > 0 else range(0)


def _cells(taken: list[Span | None]) -> list[Cell]:
    cells: list[Cell] = []
    for span in taken:
        if cells and cells[-1].span is span:
            cells[-1] = Cell(cells[-1].width + 1, span)
        else:
            cells.append(Cell(1, span))
    return cells
