"""Which row of a sheet holds the headings, also when there are two of them with merged cells."""

import re
import unicodedata
from collections.abc import Callable, Sequence
from typing import NamedTuple

from bihuan.kernel.imports.parsing import Cell, is_blank, shown, tidy

ENOUGH_COLUMNS = 2  # recognised headings that make a row the header

Row = list[Cell]
Merged = tuple[tuple[int, int], tuple[int, int]]  # ((first row, first column), (last row, last column)), from 0
Known = Callable[[str], float]


class Header(NamedTuple):
    """The headings and the rows they stand in, from 0."""

    headings: list[str]
    first: int
    last: int


def normal(heading: str) -> str:
    """Return a heading for comparison: half-width, lower case, without spaces and punctuation."""
    return re.sub(r"[\s_*:：.、/\\()（）\[\]【】-]+", "", unicodedata.normalize("NFKC", tidy(heading))).lower()


def find_header(top: Sequence[Row], known: Known, merged: Sequence[Merged]) -> Header | None:
    """Return the header among the first rows: the one (or two) with the most known headings.

    Args:
        top: the first rows of the sheet.
        known: how well a heading is known, 0 to 1.
        merged: merged cells, where the format tells them.
    """
    best, best_score = None, 0.0
    for index in range(len(top)):
        for candidate in (_single(top, index), _double(top, index, merged)):
            if candidate is None:
                continue
            scores = [known(heading) for heading in candidate.headings if heading]
            if sum(score > 0.5 for score in scores) >= ENOUGH_COLUMNS and sum(scores) > best_score + 0.01:
                best, best_score = candidate, sum(scores)
    return best


def _single(top: Sequence[Row], index: int) -> Header:
    return Header([shown(cell).replace("\n", "") for cell in top[index]], index, index)


def _double(top: Sequence[Row], index: int, merged: Sequence[Merged]) -> Header | None:
    """Return two rows read as one header, or None when the lower one can't belong to the upper one."""
    if index + 1 >= len(top):
        return None
    width = max(len(top[index]), len(top[index + 1]))
    if any(row == last_row == index and last - first + 1 >= width for (row, first), (last_row, last) in merged):
        return None  # merged over the whole table: its title, not a heading that columns share
    upper, lower = (_words(row, width) for row in top[index : index + 2])
    groups = _groups(upper, lower, index, merged)
    if not any(lower) or any(lower[column] and upper[column] and column not in groups for column in range(width)):
        return None
    return Header([f"{groups.get(c, upper[c])} {lower[c]}".strip() for c in range(width)], index, index + 1)


def _words(row: Row, width: int) -> list[str]:
    return ["" if is_blank(cell) else shown(cell).replace("\n", "") for cell in row] + [""] * (width - len(row))


def _groups(upper: list[str], lower: list[str], index: int, merged: Sequence[Merged]) -> dict[int, str]:
    """Return the upper heading of each column that shares one with its neighbours."""
    groups: dict[int, str] = {}
    for (row, first), (last_row, last) in merged:
        if row == last_row == index and last > first:
            groups.update(dict.fromkeys(range(first, last + 1), upper[first]))
    if groups:
        return groups
    for column in range(1, len(upper)):
        if not upper[column] and lower[column] and lower[column - 1]:
            heading = groups.get(column - 1, upper[column - 1])
            groups[column - 1] = groups[column] = heading
    return groups
