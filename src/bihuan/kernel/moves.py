"""The table of moves: from which state to which, who may, with what evidence, and what it means.

One table per kind of record draws the buttons, guards the operation, writes the history, names
the event and prints the diagram. A state is set here and nowhere else (a house test looks).
Why not a state-machine library: docs/adr/0001-table-of-moves.md.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import models
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from bihuan.kernel import bulk, consents, events, history
from bihuan.kernel.actors import Actor, permit
from bihuan.kernel.privacy.fields import index_fields
from bihuan.kernel.records import OperationError, Record


class MoveForbidden(OperationError):
    """The record is not in a state from which this move starts."""

    def __init__(self, record: Record, move: "Move") -> None:
        state = record.moves.states(record.state).label
        super().__init__(
            _("«%(move)s» is not possible now: %(number)s is «%(state)s».")
            % {"move": move.label, "number": record.number, "state": state}
        )
        self.record, self.move = record, move


class EvidenceMissing(OperationError):
    """What the regulation wants to see before this move is not there."""

    def __init__(self, move: "Move", missing: Sequence["Evidence"]) -> None:
        names = "、".join(str(item.label) for item in missing)
        super().__init__(_("Before «%(move)s», still missing: %(names)s.") % {"move": move.label, "names": names})
        self.move, self.missing = move, missing


@dataclass(frozen=True)
class Evidence:
    """Something that must be there before a move: a signature, a filled field, a finished child."""

    name: str
    label: Any
    holds: Callable[[Any], bool]


@dataclass(frozen=True)
class Move:
    """One row of the table.

    Attributes:
        name: the verb; the operation and the URL have the same name.
        label: what the button says.
        sources: states it starts from.
        target: the state it leads to; "" leaves the state as it is.
        policy: the permission asked of the actor.
        event: what is announced afterwards.
        evidence: what must be there.
        is_primary: the one thing to do next.
        is_hidden: a button under "more", or none at all (`is_internal`).
        is_internal: done by the system or as part of another operation; never a button.
        by_consent: states from which it starts only with a recorded consent (kernel/consents.py); what
            evidence it needs, it needs then too.
    """

    name: str
    label: Any
    sources: tuple[str, ...]
    target: str
    policy: str
    event: type[events.Event] | None = None
    evidence: tuple[Evidence, ...] = ()
    is_primary: bool = False
    is_hidden: bool = False
    is_internal: bool = False
    by_consent: tuple[str, ...] = ()


class MoveTable:
    """All moves of one kind of record, and the path its page shows."""

    def __init__(self, states: type[models.TextChoices], moves: Sequence[Move], *, path: Sequence[str]) -> None:
        self.states, self.moves, self.path = states, tuple(moves), tuple(path)
        self._by_name = {move.name: move for move in moves}
        self._outrun: dict[str, frozenset[str]] = {}
        if len(self._by_name) != len(self.moves):
            raise ValueError("two moves have the same name")

    def get(self, name: str) -> Move:
        """Return the move of this name."""
        return self._by_name[name]

    def of(self, state: str) -> list[Move]:
        """Return the moves that start from a state."""
        return [move for move in self.moves if state in move.sources]

    def outrun(self, state: str) -> frozenset[str]:
        """Return the events of this table that no move brings any more from a state on, short of beginning again."""
        if state not in self._outrun:
            within = self._within(state)
            named = {move.event.name: False for move in self.moves if move.event}
            for move in self.moves:
                if move.event and within.intersection((*move.sources, *move.by_consent)):
                    named[move.event.name] = True
            self._outrun[state] = frozenset(name for name, may_come in named.items() if not may_come)
        return self._outrun[state]

    def _within(self, state: str) -> set[str]:
        """Return the states that can still be reached without a move that begins the case again."""
        onward = [move for move in self.moves if move.target and not (move.event and move.event.begins_again)]
        found, waiting = {state}, [state]
        while waiting:
            at = waiting.pop()
            new = {move.target for move in onward if at in (*move.sources, *move.by_consent)} - found
            found |= new
            waiting += new
        return found

    def diagram(self) -> str:
        """Return the state diagram as Mermaid text; moves that leave the state as it is are not drawn."""
        lines = ["stateDiagram-v2"]
        for move in self.moves:
            lines += [f"    {source} --> {move.target}: {move.name}" for source in move.sources if move.target]
        return "\n".join(lines)


def available(record: Record, by: Actor) -> list[Move]:
    """Return the moves this actor could make now: the record's buttons, the primary one first."""
    starting = [*record.moves.of(record.state), *_consented(record)]
    moves = [move for move in starting if not move.is_internal and by.has_perm(move.policy, record)]
    return sorted(moves, key=lambda move: (not move.is_primary, move.is_hidden))


def _consented(record: Record) -> list[Move]:
    """Return the moves out of order to which somebody has consented as the record stands."""
    return [move for move in record.moves.moves if record.state in move.by_consent and consents.find(record, move.name)]


def _consent(record: Record, move: Move) -> consents.Consent | None:
    """Return the consent a move starts with, None where it needs none.

    Raises:
        MoveForbidden: it doesn't start from this state, or nobody has consented to that.
    """
    if record.state in move.sources:
        return None
    found = consents.find(record, move.name) if record.state in move.by_consent else None
    if found is None:
        raise MoveForbidden(record, move)
    return found


def check(record: Record, name: str, *, by: Actor) -> Move:
    """Return the move if it may be made now.

    Raises:
        PermissionDenied: the actor's posts don't allow it.
        MoveForbidden: the record's state doesn't allow it.
        EvidenceMissing: something the table asks for is not there.
    """
    move = record.moves.get(name)
    permit(by, move.policy, record)
    _consent(record, move)
    if missing := [item for item in move.evidence if not item.holds(record)]:
        raise EvidenceMissing(move, missing)
    return move


def perform(
    record: Record,
    name: str,
    *,
    by: Actor,
    note: str = "",
    changes: dict[str, Any] | None = None,
    at: datetime | None = None,
    source: str = "",
    event_data: dict[str, Any] | None = None,
) -> None:
    """Make a move on a locked record: check, set, save, write history, announce.

    Evidence is checked after `changes` are set, so that what is filled in with the move counts.

    Args:
        changes: fields set along with the state.
        at: when it happened, if not now.
        event_data: further attributes of the move's event.
    """
    now = at or timezone.now()
    move = record.moves.get(name)
    permit(by, move.policy, record)
    consent = _consent(record, move)
    values = dict(changes or {})
    if move.target:
        values["state"] = move.target
    diff = history.difference(record, values)
    for field, value in values.items():
        setattr(record, field, value)
    if missing := [item for item in move.evidence if not item.holds(record)]:
        raise EvidenceMissing(move, missing)
    record.revision += 1
    bulk.store(record, [*values, *index_fields(type(record), values), "revision", "updated_at"])
    if consent:
        note = "\n".join(filter(None, [note, str(consent)]))
    history.append(record, name, by=by, changes=diff, note=note, at=now, source=source)
    if consent:
        consents.use(consent, by=by)
    if move.event:
        events.publish(move.event(record=record, at=now, by=by, **(event_data or {})))


def perform_alike(
    records: Sequence[Record], name: str, *, by: Actor, changes: dict[str, Any], at: datetime, note: str = ""
) -> None:
    """Make one move on many locked records of one kind, all with the same values: a few statements for hundreds.

    For moves nobody listens to; what `perform` checks of each record is checked of each here.

    Raises:
        MoveForbidden: one of them stands elsewhere; none is moved.
        TypeError: the move has an event, or asks for evidence or consent.
    """
    if not records:
        return
    move = records[0].moves.get(name)
    if move.event or move.evidence or move.by_consent:
        raise TypeError(f"{name} is made one by one")
    values = {**changes, **({"state": move.target} if move.target else {})}
    lines = []
    for record in records:
        permit(by, move.policy, record)
        if record.state not in move.sources:
            raise MoveForbidden(record, move)
        lines.append(
            history.Line(
                record.kind(), record.pk, name, by, changes=history.difference(record, values), note=note, at=at
            )
        )
        record.revision += 1
        for field, value in values.items():
            setattr(record, field, value)
    rows = type(records[0])._default_manager.filter(pk__in=[record.pk for record in records])
    rows.update(**values, revision=F("revision") + 1, updated_at=timezone.now())
    history.append_many(lines)


def begin(
    record: Record, *, by: Actor, event: type[events.Event] | None = None, at: datetime | None = None,
    note: str = "", source: str = "", changes: dict[str, Any] | None = None, event_data: dict[str, Any] | None = None,
) -> None:  # fmt: skip
    """Save a new record, open its history and announce it."""
    now = at or timezone.now()
    bulk.insert([record])
    history.append(record, "register", by=by, changes=changes, note=note, at=now, source=source, is_first=True)
    if event:
        events.publish(event(record=record, at=now, by=by, is_new=True, **(event_data or {})))


def begin_many(
    records: Sequence[Record], *, by: Actor, source: str, note: str = "", at: datetime | None = None
) -> None:
    """Save many new records of one kind at once and open their histories, for imports.

    No event is announced for each; what must follow, the import does in bulk, at the same moment `at`.
    """
    if not records:
        return
    bulk.insert(records)
    kind = records[0].kind()
    history.append_many(
        [
            history.Line(kind, record.pk, "register", by, note=note, at=at, source=source, is_first=True)
            for record in records
        ]
    )
