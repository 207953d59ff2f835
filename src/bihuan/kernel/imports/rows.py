"""From a line of the ledger to a row to save, or to a rejection with its reasons."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, NamedTuple

from django.utils.translation import gettext as _

from bihuan.kernel.imports.parsing import Cell, Context, Unreadable, is_blank, shown
from bihuan.kernel.imports.reading import Ledger, Line
from bihuan.kernel.imports.specs import Column, ImportSpec, ParsedRow
from bihuan.kernel.privacy import blind_index

_GAPS = re.compile(r"\s+")


class Problem(NamedTuple):
    """What is wrong with a row: the column (its label) and why."""

    column: str
    reason: str


@dataclass
class Rejection:
    """A row that can't be imported as it is; `cells` are its texts, for the file to be corrected."""

    number: int
    cells: list[str]
    problems: list[Problem]


@dataclass
class RowParser:
    """Understands one ledger's lines, in order: an empty carried cell takes the value above it.

    Args:
        mapping: column name -> column of the file, from 0.
        carry: names of the columns whose empty cells repeat the one above.
        ignored: columns of the file that only count the rows or hold an earlier reason for rejection.
    """

    spec: ImportSpec
    ledger: Ledger
    mapping: Mapping[str, int]
    context: Context
    carry: frozenset[str] = frozenset()
    ignored: frozenset[int] = frozenset()
    source: str = ""
    _above: dict[str, tuple[Any, str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.context.year = self.context.year or self.ledger.year
        self.context.titles = self.ledger.titles
        self._columns = [
            (self.spec.by_name[name], at) for name, at in self.mapping.items() if name in self.spec.by_name
        ]
        self._titled = [column for column in self.spec.columns if column.is_titled and column.name not in self.mapping]
        taken = {at for _column, at in self._columns}
        self._rest = [at for at in range(len(self.ledger.headings)) if at not in taken and at not in self.ignored]

    def parse(self, line: Line) -> ParsedRow | Rejection:
        """Return the row, or why a person has to look at it."""
        values: dict[str, Any] = {column.name: column.parser(None, self.context).value for column in self._titled}
        notes: dict[str, str] = {}
        problems: list[Problem] = []
        cells = list(line.cells)
        for column, at in self._columns:
            try:
                values[column.name], note = self._value(column, cells, at, line.cells)
            except Unreadable as error:
                problems.append(
                    Problem(str(column.label), f"{error} ({shown(cells[at])[:60]})" if cells[at] else str(error))
                )
                continue
            if note:
                notes[str(column.label)] = note
        if problems:
            return Rejection(line.number, [shown(cell) for cell in cells], problems)
        return ParsedRow(line.number, values, notes, self._key(values, cells))

    def reject(self, line: Line, reason: str, column: str = "") -> Rejection:
        """Return the rejection of a row that was understood but couldn't be saved."""
        label = str(self.spec.by_name[column].label) if column in self.spec.by_name else ""
        return Rejection(line.number, [shown(cell) for cell in line.cells], [Problem(label, reason)])

    def _value(self, column: Column, cells: list[Cell], at: int, written: Sequence[Cell]) -> tuple[Any, str]:
        cell = cells[at]
        if column.name in self.carry:
            if is_blank(cell) and column.name in self._above and self._goes_on(column, written):
                value, cells[at] = self._above[column.name]
                if value is Unreadable:
                    raise Unreadable(_("the row above, whose value it repeats, can't be read"))
                return value, ""
            self._above[column.name] = (Unreadable, shown(cell))
        self.context.heading = self.ledger.headings[at]
        value, note = column.parser(cell, self.context)
        if column.name in self.carry:
            self._above[column.name] = (value, shown(cell))
        if column.required and value in (None, ""):
            raise Unreadable(_("this must be filled in"))
        if column.max_length and isinstance(value, str) and len(value) > column.max_length:
            raise Unreadable(_("longer than %(limit)s characters") % {"limit": column.max_length})
        return value, note

    def _goes_on(self, column: Column, written: Sequence[Cell]) -> bool:
        at = self.mapping.get(column.carried_with)
        return at is None or is_blank(written[at])

    def _key(self, values: dict[str, Any], cells: Sequence[Cell]) -> str:
        """Return the row's identity: the ledger's own number, or else all that is written in it."""
        if own := values.get(self.spec.own_key):
            return f"n:{self.source}:{own}"[:200]
        parts = [
            f"{column.name}={_plain(values[column.name])}"
            for column in (*self._titled, *(column for column, _at in self._columns))
            if values[column.name] not in (None, "")
        ]
        parts += [_plain(cells[at]) for at in self._rest if not is_blank(cells[at])]
        return "c:" + blind_index("\x1f".join(sorted(parts)), purpose="import")


def _plain(value: Any) -> str:
    """Return a value as it must compare: the same whatever file format or spacing it came in."""
    if isinstance(value, datetime | date):
        return value.isoformat()
    words = shown(value)
    return words if words.isascii() and " " not in words else _GAPS.sub("", unicodedata.normalize("NFKC", words))
