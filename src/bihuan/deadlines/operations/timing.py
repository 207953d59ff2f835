"""From rows to the arithmetic and back: the only place that works out `due_at` and `fires_at`."""

import json
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django.db import connection
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

    def retime(self, deadline: Deadline, pauses: Iterable[Pause] = (), rungs: Iterable[Rung] = ()) -> None:
        """Set a running limit's due time and its waiting rungs' times by the newest calendar; saves nothing."""
        deadline.calendar_version = self.newest(deadline.calendar_code)
        clock = self.clock(deadline, pauses)
        deadline.due_at = clock.due()
        ladder = {(step["at"], step["tell"]) for step in deadline.terms.get("ladder", [])}
        for rung in rungs:
            if rung.fired_at is None:  # a step that another clause took out of the ladder stays silent
                rung.fires_at = clock.rung(rung.percent) if (rung.percent, rung.tells) in ladder else None

    def apply_terms(self, deadline: Deadline, pauses: Iterable[Pause] = ()) -> None:
        """Set limit, calendar and due time of a running limit from its terms; saves nothing."""
        limit = deadline.terms["limit"]
        deadline.limit_minutes, deadline.calendar_code = limit["minutes"], limit["calendar"]
        self.retime(deadline, pauses)

    def rungs(self, deadline: Deadline, pauses: Iterable[Pause] = ()) -> list[Rung]:
        """Return the unsaved rungs of a limit's ladder; the same step named twice is one rung."""
        clock = self.clock(deadline, pauses)
        steps = dict.fromkeys((step["at"], step["tell"]) for step in deadline.terms.get("ladder", []))
        return [
            Rung(deadline=deadline, percent=percent, tells=tells, fires_at=clock.rung(percent))
            for percent, tells in steps
        ]


def insert_ladders(deadlines: Sequence[Deadline], calendars: Calendars) -> None:
    """Insert the rungs of limits that all run alike, from one moment by the same terms: one statement for all."""
    rungs = calendars.rungs(deadlines[0])
    if not rungs:
        return
    moment = connection.ops.adapt_datetimefield_value
    steps = [value for rung in rungs for value in (rung.percent, rung.tells, moment(rung.fires_at))]
    is_sqlite = connection.vendor == "sqlite"
    ids = "json_each(%s)" if is_sqlite else "jsonb_array_elements_text(%s::jsonb)"
    step = "(%s, %s, %s)" if is_sqlite else "(%s::smallint, %s::text, %s::timestamptz)"
    sql = (
        "INSERT INTO deadlines_rung (deadline_id, percent, tells, fires_at, told)"  # noqa: S608
        " SELECT CAST(d.value AS bigint), s.column1, s.column2, s.column3, '[]'"
        f" FROM {ids} AS d CROSS JOIN (VALUES {', '.join([step] * len(rungs))}) AS s"
    )
    with connection.cursor() as cursor:
        cursor.execute(sql, [json.dumps([row.pk for row in deadlines]), *steps])


def save_times(rungs: Iterable[Rung]) -> None:
    """Save the times of one limit's waiting rungs; one that fired meanwhile stays as it is."""
    for rung in rungs:
        Rung.objects.filter(pk=rung.pk, fired_at__isnull=True).update(fires_at=rung.fires_at)


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
