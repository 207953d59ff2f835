"""Whom a clause wants told the moment something happens (上报): no time runs, nobody need answer (REG-02)."""

from dataclasses import dataclass
from typing import Any

from bihuan.deadlines.operations.recipients import Directory
from bihuan.kernel.events import Event
from bihuan.kernel.records import Tracked
from bihuan.organization.models import Staff
from bihuan.regulations.queries import ParameterView, ruleset

_spoken_for: set[type[Event]] = set()


@dataclass(frozen=True)
class _Place:
    """Where in the company an event happened."""

    owner_id: int | None
    outlet_id: int | None


def speak_for(*event_types: type[Event]) -> None:
    """Say that an app finds its own words for these events and asks `reported_to` whom else to tell."""
    _spoken_for.update(event_types)


def is_spoken_for(event: Event) -> bool:
    """Return whether an app finds the words for this event itself."""
    return type(event) in _spoken_for


def reports(event: Event) -> list[tuple[ParameterView, list[Staff]]]:
    """Return the clauses that want an event told, each with whom; deputies for those who are away."""
    rules, subject = ruleset(), event.about
    if not event.name or not isinstance(subject, Tracked):
        return []
    if not any(view.data["event"] == event.name for view in rules.all("escalation")):
        return []
    views = rules.matching("escalation", _facts(subject), event=event.name)
    if not views:
        return []
    place = _Place(getattr(subject, "owner_id", None), getattr(subject, "outlet_id", None))
    wanted = {view.id: [row["tell"] for row in view.data["tells"]] for view in views}
    directory = Directory([place], {tell for tells in wanted.values() for tell in tells}, event.at)
    return [(view, [one for tell in wanted[view.id] for one in directory.told(place, tell)]) for view in views]


def reported_to(event: Event) -> list[Staff]:
    """Return everybody whom clauses want told of an event, without doubles."""
    return list(dict.fromkeys(person for _view, people in reports(event) for person in people))


def _facts(subject: Any) -> dict[str, Any]:
    facts: dict[str, Any] = subject.facts() if hasattr(subject, "facts") else {}
    return facts
