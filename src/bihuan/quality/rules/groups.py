"""Which cases are counted together before anybody has reported an issue, and by which measures (QMGT 3)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from bihuan.quality.rules.classes import Criterion

MEASURED: dict[str, frozenset[str]] = {
    "batch": frozenset({"returned_of_a_batch", "scrap_hours", "rework_hours"}),
    "day": frozenset({"pieces_of_a_day"}),
    "assembly": frozenset({"assembly_pieces"}),
    "case": frozenset({"loss", "rework_loss", "injuries", "reputation", "sanctions"}),
}


@dataclass(frozen=True, slots=True)
class Group:
    """Cases that are counted together: of one batch, one production day, one assembly line; or one case alone."""

    kind: str
    model_id: int | None = None
    batch: str = ""
    produced_on: date | None = None
    case_id: int | None = None

    @property
    def key(self) -> str:
        """Return the group's name, the same for every case in it."""
        if self.kind == "case":
            return f"case:{self.case_id}"
        day = self.produced_on.isoformat() if self.produced_on else ""
        return ":".join([self.kind, str(self.model_id), *filter(None, [self.batch, day])])


@dataclass(frozen=True, slots=True)
class Place:
    """What decides to which groups a case belongs."""

    case_id: int
    model_id: int | None
    batch: str
    produced_on: date | None
    is_at_assembly: bool
    is_grave: bool


def groups_of(place: Place) -> list[Group]:
    """Return the groups that a case counts in; a grave one counts by itself."""
    found = [Group("case", place.model_id, case_id=place.case_id)] if place.is_grave else []
    if place.model_id is None:
        return found
    if place.batch:
        found.append(Group("batch", place.model_id, batch=place.batch))
    if place.produced_on:
        found.append(Group("day", place.model_id, produced_on=place.produced_on))
    if place.is_at_assembly:
        found.append(Group("assembly", place.model_id))
    return found


def worth_proposing(criteria: Iterable[Criterion], kind: str) -> list[Criterion]:
    """Return the criteria that a group can meet, without the class that every matter is of anyway."""
    known: Sequence[Criterion] = list(criteria)
    ranks = {one.rank for one in known}
    lowest = min(ranks) if len(ranks) > 1 else 0
    return [one for one in known if one.rank > lowest and one.measure in MEASURED[kind]]
