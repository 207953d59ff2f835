"""From rows to the arithmetic and back: the only place that works out `due_at` and when rungs fire."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any

from django.utils import timezone

from bihuan.deadlines.models import Deadline, Pause, Rung
from bihuan.deadlines.rules import Clock
from bihuan.kernel.actors import Actor
from bihuan.kernel.calendar import WorkCalendar
from bihuan.kernel.history import Line
from bihuan.organization import queries as organization


class Calendars:
    """The working calendars of one operation, each version asked for once."""

    def __init__(self) -> None:
        self._states: dict[str, tuple[int, datetime] | None] = {}
        self._known: dict[tuple[str, int], WorkCalendar] = {}

    def newest(self, code: str) -> int:
        """Return which version of a calendar holds now."""
        state = self._state(code)
        return state[0] if state else 0

    def _state(self, code: str) -> tuple[int, datetime] | None:
        """Return versions and last change of a calendar; one that nobody has published has neither."""
        if code not in self._states:
            self._states[code] = organization.known_state(code)
        return self._states[code]

    def missing(self) -> list[str]:
        """Return the calendars that were asked for and are not published: they count round the clock (REG-02)."""
        return [
            code for code, state in self._states.items() if code != organization.ALWAYS and not (state and state[0])
        ]

    def clock(self, deadline: Deadline, pauses: Iterable[Pause] = ()) -> Clock:
        """Return the arithmetic of a limit, by the version of its calendar that it was counted with."""
        key = (deadline.calendar_code, deadline.calendar_version)
        if key not in self._known:
            self._known[key] = organization.calendar_as_of(*key, state=self._state(deadline.calendar_code))
        return Clock(deadline.starts_at, deadline.limit, self._known[key], tuple(pause.hold for pause in pauses))

    def retime(self, deadline: Deadline, pauses: Iterable[Pause] = (), fired: Collection[tuple[int, str]] = ()) -> None:
        """Set a running limit's due time and the steps still to come by the newest calendar; saves nothing.

        Args:
            fired: the steps that have fired, as percent and whom they told.
        """
        deadline.calendar_version = self.newest(deadline.calendar_code)
        clock = self.clock(deadline, pauses)
        deadline.due_at = clock.due()
        deadline.wait_for(clock.steps(deadline.terms.get("ladder", []), fired))

    def apply_terms(
        self, deadline: Deadline, pauses: Iterable[Pause] = (), fired: Collection[tuple[int, str]] = ()
    ) -> None:
        """Set limit, calendar, due time and ladder of a running limit from its terms; saves nothing."""
        limit = deadline.terms["limit"]
        deadline.limit_minutes, deadline.calendar_code = limit["minutes"], limit["calendar"]
        self.retime(deadline, pauses, fired)


def fired_steps(deadlines: Iterable[Deadline]) -> dict[int, set[tuple[int, str]]]:
    """Return the steps of limits that have fired, by the limit's key."""
    found: dict[int, set[tuple[int, str]]] = defaultdict(set)
    rows = Rung.objects.filter(deadline__in=deadlines).values_list("deadline_id", "percent", "tells")
    for pk, percent, tells in rows:
        found[pk].add((percent, tells))
    return found


def line(deadline: Deadline, verb: str, *, by: Actor, at: datetime | None = None, note: str = "", **said: Any) -> Line:
    """Return a history entry on the limit's record.

    Args:
        note: what people read after the limit's label.
        said: what a replay needs, pairs of old and new where something changed; pages don't show it.
    """
    return Line(
        kind=deadline.kind,
        subject_id=deadline.subject_id,
        verb=f"deadline.{verb}",
        by=by,
        at=at,
        note=f"{deadline.label}：{note}" if note else deadline.label,
        changes={"deadline": {"id": deadline.pk, **said}},
    )


def clock_face(at: datetime) -> str:
    """Return a time as people read it in the history."""
    return timezone.localtime(at).strftime("%m-%d %H:%M")
