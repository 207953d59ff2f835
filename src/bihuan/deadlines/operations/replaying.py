"""Work out a record's limits anew from its history, and compare: what is stored must be what happened.

Inputs are what was said once and can't be computed: when a limit started and on which terms, the
pauses, who closed it when. Due times, states, lateness and the steps still to come are outcomes; the replay
computes them from the inputs alone and lays them beside the rows.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from bihuan.deadlines.models import Deadline
from bihuan.deadlines.rules import Clock, Hold, Step, cap_of, is_late
from bihuan.deadlines.states import DeadlineState
from bihuan.kernel import history
from bihuan.organization import queries as organization


class Difference(NamedTuple):
    """Something a row says that its history doesn't."""

    deadline: str
    field: str
    stored: Any
    replayed: Any


@dataclass
class Replayed:
    """A limit as its history tells it."""

    starts_at: datetime
    terms: dict[str, Any]
    version: int
    holds: dict[int, Hold] = field(default_factory=dict)
    fired: dict[tuple[int, str], datetime] = field(default_factory=dict)
    met_at: datetime | None = None
    cancelled_at: datetime | None = None

    def hear(self, entry: history.HistoryEntry) -> None:
        """Take in one entry of the history."""
        changes = entry.changes["deadline"]
        if "calendar_version" in changes:
            self.version = changes["calendar_version"][1]
        match entry.verb.removeprefix("deadline."):
            case "paused":
                said = changes["pause"][1]
                held = Hold(entry.at, None, said["reason"], said["stops_clock"], cap_of(said["cap"]))
                self.holds[said["id"]] = held
            case "resumed":
                self._end(changes["pause"][0], entry.at)
            case "rematched":
                self.terms = changes["terms"][1]
            case "escalated":
                self.fired[tuple(changes["rung"][1])] = entry.at
            case "met":
                self.met_at = entry.at
                self._close(entry.at)
            case "cancelled":
                self.cancelled_at = entry.at
                self._close(entry.at)

    def _end(self, pk: int, at: datetime) -> None:
        hold = self.holds[pk]
        self.holds[pk] = Hold(hold.starts_at, max(at, hold.starts_at), hold.reason, hold.stops_clock, hold.cap)

    def _close(self, at: datetime) -> None:
        for pk, hold in self.holds.items():
            if hold.ends_at is None:
                self._end(pk, at)

    @property
    def clock(self) -> Clock:
        limit = self.terms["limit"]
        calendar = organization.calendar_as_of(limit["calendar"], self.version)
        return Clock(self.starts_at, timedelta(minutes=limit["minutes"]), calendar, tuple(self.holds.values()))

    @property
    def state(self) -> str:
        if self.met_at or self.cancelled_at:
            return DeadlineState.MET if self.met_at else DeadlineState.CANCELLED
        standing = any(hold.ends_at is None and hold.stops_clock for hold in self.holds.values())
        return DeadlineState.PAUSED if standing else DeadlineState.OPEN

    def row(self) -> dict[str, Any]:
        """Return what the limit's row must hold."""
        due_at, ladder = self.clock.due(), Deadline()
        ladder.wait_for(self.steps())
        return {
            "starts_at": self.starts_at,
            "terms": self.terms,
            "limit_minutes": self.terms["limit"]["minutes"],
            "calendar_code": self.terms["limit"]["calendar"],
            "calendar_version": self.version,
            "due_at": due_at,
            "met_at": self.met_at,
            "cancelled_at": self.cancelled_at,
            "state": self.state,
            "is_late": self.met_at is not None and is_late(due_at, self.met_at),
            "waiting": ladder.waiting,
            "next_rung_at": ladder.next_rung_at,
        }

    def steps(self) -> list[Step]:
        """Return the steps of the ladder that must still be to come."""
        if self.met_at or self.cancelled_at:
            return []
        return self.clock.steps(self.terms.get("ladder", []), self.fired)


def replay(kind: str, subject_id: int) -> dict[int, Replayed]:
    """Return a record's limits as its history tells them, by primary key."""
    entries = list(history.of(kind, subject_id))
    told: dict[int, list[history.HistoryEntry]] = {}
    for entry in entries:
        if entry.verb.startswith("deadline."):
            told.setdefault(entry.changes["deadline"]["id"], []).append(entry)
    rows = Deadline.objects.of(kind, subject_id)
    return {row.pk: _replayed(row, told.get(row.pk, []), entries) for row in rows}


def _replayed(row: Deadline, told: list[history.HistoryEntry], entries: list[history.HistoryEntry]) -> Replayed:
    """Replay one limit; what is in no entry of its own began with the record's first one, by its clause."""
    start = next((entry for entry in told if entry.verb == "deadline.started"), None)
    said = [entry.changes["deadline"] for entry in told]
    versions = [one["calendar_version"][0] for one in said if "calendar_version" in one]
    rematched = [one["terms"][0] for one in said if "terms" in one and one["terms"][0]]
    terms = start.changes["deadline"]["terms"][1] if start else (rematched or [row.terms])[0]
    first = start or entries[0]
    replayed = Replayed(first.at, terms, (versions or [row.calendar_version])[0])
    for entry in told:
        replayed.hear(entry)
    return replayed


def differences(kind: str, subject_id: int) -> Iterator[Difference]:
    """Yield what a record's limits and rungs say that its history doesn't; nothing when all is well."""
    replayed = replay(kind, subject_id)
    for row in Deadline.objects.of(kind, subject_id).prefetch_related("rungs").select_related("parameter"):
        told, name = replayed[row.pk], f"{row.subject_number or row.subject_id} {row.label} #{row.pk}"
        for column, value in told.row().items():
            if getattr(row, column) != value:
                yield Difference(name, column, getattr(row, column), value)
        if row.parameter and row.started_by and row.parameter.data["limit"] != told.terms["limit"]:
            yield Difference(name, "clause", told.terms["limit"], row.parameter.data["limit"])
        stored = {(rung.percent, rung.tells): rung.fired_at for rung in row.rungs.all()}
        for step in stored.keys() | told.fired.keys():
            if stored.get(step) != told.fired.get(step):
                yield Difference(name, f"fired_at {step}", stored.get(step), told.fired.get(step))
