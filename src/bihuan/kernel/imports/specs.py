"""What can be imported: an app describes its columns and how rows are saved; the kernel does the rest."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, NamedTuple

from bihuan.kernel.actors import Actor
from bihuan.kernel.imports.parsing import Parser, text


@dataclass(frozen=True)
class Column:
    """A value a ledger may bring.

    `synonyms` are headings people use for it (without spaces), `sniff` a pattern that nearly all its
    cells match when the heading says nothing. `is_carried` means that an empty cell repeats the one
    above, where the ledger leaves it out (`ImportRun.options`); with `carried_with` only while that column's cell is
    empty too: the number of an order that goes on, not of the next customer's. `words` are how the stored values are
    shown.
    """

    name: str
    label: Any
    synonyms: tuple[str, ...] = ()
    parser: Parser = text
    required: bool = False
    sniff: str = ""
    is_carried: bool = False
    carried_with: str = ""
    is_titled: bool = False
    max_length: int = 0
    words: Mapping[str, Any] = field(default_factory=dict, compare=False)


@dataclass
class ParsedRow:
    """One row as understood: values by column name, notes by column label, and its identity."""

    number: int
    values: dict[str, Any]
    notes: dict[str, str]
    source_key: str


class Saved(NamedTuple):
    """What became of a row: the new record's key, or why it was refused (and in which column)."""

    pk: int | None = None
    reason: str = ""
    column: str = ""


@dataclass(frozen=True)
class Occasion:
    """Who imports, when it was asked for, and which source the ledger comes from."""

    by: Actor
    at: datetime
    source: str = ""


SaveRows = Callable[[Sequence[ParsedRow], Occasion], Sequence[Saved]]


@dataclass(frozen=True)
class ImportSpec:
    """A kind of ledger that can be imported.

    Args:
        kind: name in addresses and on the command line, such as `service-requests`.
        label: what the ledger is called.
        columns: what it may hold; order is the order on the mapping page.
        save_rows: saves a batch of about 1,000 parsed rows in the given transaction, in bulk, and answers
            for each in order. It may raise; then the rows are tried one by one.
        own_key: the column with the ledger's own number, which identifies a row; without one, a row is
            identified by its content.
        perm: permission of who may import.
        url: address of a record by its key, for «where did it go»; optional.
        place: name of the list page that holds them afterwards; optional.
        further: columns that are only known when asked, such as those that clauses add.
    """

    kind: str
    label: Any
    columns: tuple[Column, ...]
    save_rows: SaveRows
    perm: str
    own_key: str = ""
    url: Callable[[int], str] | None = None
    place: str = ""
    further: Callable[[], tuple[Column, ...]] | None = None
    by_name: dict[str, Column] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "by_name", {column.name: column for column in self.columns})


_specs: dict[str, ImportSpec] = {}


def register(spec: ImportSpec) -> None:
    """Make a kind of ledger known; called once, from the app's `apps.py`."""
    _specs[spec.kind] = spec


def spec_of(kind: str) -> ImportSpec | None:
    """Return the description of a kind with the columns it has now, or None."""
    spec = _specs.get(kind)
    if spec is None or spec.further is None:
        return spec
    return replace(spec, columns=(*spec.columns, *spec.further()), further=None)


def kinds() -> list[ImportSpec]:
    """Return everything that can be imported."""
    return list(_specs.values())
