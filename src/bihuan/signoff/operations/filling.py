"""What a station writes into the record itself: its part of the paper, as the clause names it (FULL 6.2).

The record's app says which of its fields a part has, and how they are written; the station signs for them.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from bihuan.kernel.actors import Actor
from bihuan.kernel.records import Tracked, model_of, resolve
from bihuan.signoff.models import Station

Values = Mapping[str, Any]


@dataclass(frozen=True)
class Part:
    """A part of a record's paper: its fields, and what writes them within the signature's transaction."""

    names: tuple[str, ...]
    write: Callable[[Any, Values, Actor], Any]


_parts: dict[tuple[str, str], Part] = {}


def register_part(model: type[Tracked], code: str, part: Part) -> None:
    """Have stations whose clause says that they fill in `code` write these fields of a kind of record."""
    _parts[model.kind(), code] = part


def part_of(station: Station) -> Part | None:
    """Return what a station writes into the record, None where it only signs."""
    return _parts.get((station.circulation.subject_kind, station.fills)) if station.fills else None


def written(station: Station) -> dict[str, Any]:
    """Return what stands in the record now, where the station is to write."""
    part = part_of(station)
    record = resolve(station.circulation.subject_kind, station.circulation.subject_id) if part else None
    return {name: getattr(record, name) for name in part.names} if part and record else {}


def fill(station: Station, record: Any, values: Values, *, by: Actor) -> None:
    """Write what the station gives for its part; what it leaves empty stays as it is."""
    part = part_of(station)
    given = {name: value for name, value in values.items() if part and name in part.names and value}
    if part and given:
        part.write(record, given, by)


def in_words(station: Station, values: Values) -> str:
    """Return what a station gave in words, for its opinion where it writes no other."""
    model: Any = model_of(station.circulation.subject_kind)
    given = {model._meta.get_field(name).verbose_name: str(value) for name, value in values.items() if value}
    return "\n".join(f"{label}：{words}" if len(given) > 1 else words for label, words in given.items())
