"""Which column of a file is which: proposed from headings and content, decided by a person."""

import re
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from itertools import pairwise

from rapidfuzz import fuzz, process

from bihuan.kernel.imports.header import normal
from bihuan.kernel.imports.parsing import Cell, is_blank, shown
from bihuan.kernel.imports.specs import Column, ImportSpec

GOOD_ENOUGH = 74.0  # of 100: below it a column stays unmapped
CONTENT_WEIGHT = 18.0
CONTENT_ALONE = 0.85  # share of cells that must match the pattern when the heading says nothing
INDEX_HEADINGS = frozenset({"序号", "序", "编号", "no", "num", "行号", "项次", "项", "index", "#", "id", "unnamed0"})

Columns = dict[str, int]  # column name -> column of the file, from 0


def known(spec: ImportSpec) -> Callable[[str], float]:
    """Return a function that says how well a heading is known to this kind of ledger, 0 to 1."""

    @lru_cache(maxsize=4096)
    def how_well(heading: str) -> float:
        words = normal(heading)
        if len(words) > 24 or not words or words.replace(".", "").isdigit():
            return 0.0
        return max((_heading_score(column, heading) for column in spec.columns), default=0.0) / 100

    return how_well


def propose(spec: ImportSpec, headings: Sequence[str], rows: Sequence[Sequence[Cell]]) -> Columns:
    """Return the likeliest mapping: each column of the ledger used once, the surest pair first.

    Args:
        headings: of the file, in its order.
        rows: some rows below them, whose content is compared with the columns' patterns.
    """
    pairs = [
        (_score(column, heading, [row[at] for row in rows]), -order, column.name, at)
        for order, column in enumerate(spec.columns)
        for at, heading in enumerate(headings)
    ]
    mapping: Columns = {}
    for score, _order, name, at in sorted(pairs, reverse=True):
        if score >= GOOD_ENOUGH and name not in mapping and at not in mapping.values():
            mapping[name] = at
    return mapping


def index_columns(headings: Sequence[str], rows: Sequence[Sequence[Cell]], mapping: Mapping[str, int]) -> set[int]:
    """Return the columns that only count the rows, which say nothing about a row's identity."""
    taken = set(mapping.values())
    return {
        at
        for at, heading in enumerate(headings)
        if at not in taken and normal(heading) in INDEX_HEADINGS | {""} and _counts_up([row[at] for row in rows])
    }


def _counts_up(cells: Sequence[Cell]) -> bool:
    numbers = [shown(cell) for cell in cells if not is_blank(cell)]
    if not numbers or not all(words.isdigit() for words in numbers):
        return False
    return all(int(after) - int(before) in (0, 1) for before, after in pairwise(numbers))


def _score(column: Column, heading: str, cells: Sequence[Cell]) -> float:
    score = _heading_score(column, heading)
    fraction = _matching(column.sniff, cells)
    if not normal(heading):
        return 80.0 * fraction if fraction >= CONTENT_ALONE else 0.0
    if fraction is None or not column.sniff:
        return score
    return score - CONTENT_WEIGHT / 2 + CONTENT_WEIGHT * fraction if score >= 55 else score


def _matching(pattern: str, cells: Sequence[Cell]) -> float:
    """Return the share of filled cells that match; half when nothing is filled, so that it decides nothing."""
    written = [shown(cell) for cell in cells if not is_blank(cell)]
    if not pattern:
        return 0.0
    return sum(re.search(pattern, words) is not None for words in written) / len(written) if written else 0.5


def _heading_score(column: Column, heading: str) -> float:
    return _synonym_score(_names(column), normal(heading), normal(heading.split(" ")[-1]))


@lru_cache(maxsize=4096)
def _names(column: Column) -> tuple[str, ...]:
    return tuple({normal(word) for word in (column.name, str(column.label), *column.synonyms)})


@lru_cache(maxsize=65536)
def _synonym_score(names: tuple[str, ...], whole: str, last: str) -> float:
    """Return 100 for a known heading, 97 for one whose lower half is known, less for one that is like it."""
    if not whole:
        return 0.0
    if whole in names:
        return 100.0
    if last in names:
        return 97.0
    inside = max((len(name) for name in names if len(name) > 1 and name in whole), default=0)
    contained = 70.0 + 25.0 * inside / len(whole) if inside else 0.0
    like = process.extractOne(whole, names, scorer=fuzz.ratio)
    return max(contained, like[1] if like else 0.0)
