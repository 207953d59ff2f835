"""What changed from one version to the next, clause by clause (REG-01)."""

import difflib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bihuan.regulations.models import RegulationVersion
from bihuan.regulations.queries.documents import ShownClause, document

_PIECES = re.compile(r"[A-Za-z0-9]+|\s+|.", re.DOTALL)


@dataclass(frozen=True)
class Piece:
    """A piece of text: kept, added or removed."""

    text: str
    is_added: bool = False
    is_removed: bool = False


@dataclass(frozen=True)
class ClauseChange:
    """How a clause differs: "added", "removed" or "changed", with its text and parameter sentences compared."""

    number: str
    heading: str
    how: str
    text: list[Piece]
    parameters: list[Piece]


def previous_of(version: RegulationVersion) -> RegulationVersion | None:
    """Return the version this one was made from, else the one before it."""
    if version.based_on_id:
        return version.based_on
    earlier = RegulationVersion.objects.filter(regulation=version.regulation_id, sequence__lt=version.sequence)
    return earlier.order_by("-sequence").first()


def compare(old: RegulationVersion, new: RegulationVersion) -> list[ClauseChange]:
    """Return the clauses that differ, in the order of the new version, those removed at the end."""
    before = {_key(clause): clause for clause in document(old)}
    after = {_key(clause): clause for clause in document(new)}
    changes = [_change(before.get(key), clause) for key, clause in after.items()]
    changes += [_change(clause, None) for key, clause in before.items() if key not in after]
    return [change for change in changes if change is not None]


def _key(clause: ShownClause) -> str:
    return clause.row.number or f"# {clause.row.heading}"


def _change(old: ShownClause | None, new: ShownClause | None) -> ClauseChange | None:
    some = new or old
    if some is None:
        return None
    if old and new and _content(old) == _content(new):
        return None
    how = "added" if old is None else "removed" if new is None else "changed"
    text = differences(_wording(old), _wording(new))
    return ClauseChange(some.row.number, some.row.heading, how, text, _lines(old, new))


def _wording(clause: ShownClause | None) -> str:
    return f"{clause.row.heading}\n{clause.row.text}" if clause else ""


def _content(clause: ShownClause) -> tuple[Any, ...]:
    parameters = [(p.row.kind, p.row.name, _frozen(p.row.data), _frozen(p.row.when)) for p in clause.parameters]
    return (clause.row.heading, clause.row.text, parameters)


def _frozen(data: Mapping[str, Any]) -> str:
    return repr(sorted(data.items(), key=lambda item: item[0]))


def _lines(old: ShownClause | None, new: ShownClause | None) -> list[Piece]:
    before = [f"{p.kind}: {p.sentence}" for p in old.parameters] if old else []
    after = [f"{p.kind}: {p.sentence}" for p in new.parameters] if new else []
    return [
        *(Piece(line, is_removed=True) for line in before if line not in after),
        *(Piece(line, is_added=True) for line in after if line not in before),
    ]


def differences(old: str, new: str) -> list[Piece]:
    """Return a text as pieces kept, removed and added, character by character for Chinese, by word for Latin."""
    before, after = _PIECES.findall(old), _PIECES.findall(new)
    pieces: list[Piece] = []
    for how, a, b, c, d in difflib.SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if how == "equal":
            pieces.append(Piece("".join(before[a:b])))
            continue
        if removed := "".join(before[a:b]):
            pieces.append(Piece(removed, is_removed=True))
        if added := "".join(after[c:d]):
            pieces.append(Piece(added, is_added=True))
    return pieces
