"""Count running limits again: when a calendar was published, when a record's facts were corrected."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from bihuan.deadlines.models import Deadline, Pause
from bihuan.deadlines.operations.closing import cancel
from bihuan.deadlines.operations.starting import running_of, start_limits, terms_of
from bihuan.deadlines.operations.timing import Calendars, clock_face, fired_steps, line
from bihuan.kernel import history
from bihuan.kernel.actors import SYSTEM, Actor
from bihuan.kernel.tasks import task
from bihuan.organization.states import CalendarPublished
from bihuan.regulations.queries import ParameterView, RuleSet, ruleset_at

BATCH = 500


def recount_later(event: CalendarPublished) -> None:
    """Have the limits on a newly published calendar counted again, after the transaction."""
    recompute_for_calendar.enqueue(code=event.record.calendar.code)


@task
def recompute_for_calendar(code: str) -> int:
    """Count every running limit on a calendar again by its newest version; closed ones stay as they are.

    Batched, each batch a transaction; a second run finds nothing left to do.

    Returns:
        How many limits were counted again.
    """
    total = last = 0
    while batch := _recount(code, last):
        total, last = total + len(batch), batch[-1]
    return total


@transaction.atomic
def _recount(code: str, after: int) -> list[int]:
    calendars = Calendars()
    rows = Deadline.objects.running().filter(calendar_code=code, pk__gt=after).select_for_update(of=("self",))
    deadlines = list(rows.exclude(calendar_version=calendars.newest(code)).order_by("pk")[:BATCH])
    pauses = _grouped(Pause.objects.filter(deadline__in=deadlines))
    fired = fired_steps(deadlines)
    lines = []
    for deadline in deadlines:
        before, version = deadline.due_at, deadline.calendar_version
        calendars.retime(deadline, pauses.get(deadline.pk, ()), fired[deadline.pk])
        words = f"{clock_face(before)} → {clock_face(deadline.due_at)}" if deadline.due_at != before else ""
        change = [version, deadline.calendar_version]
        lines.append(line(deadline, "recounted", by=SYSTEM, note=words, calendar_version=change))
    if deadlines:
        _update(deadlines, ["due_at", "calendar_version", "waiting", "next_rung_at"])
        history.append_many(lines)
    return [deadline.pk for deadline in deadlines]


def _update(rows: Sequence[Deadline], fields: list[str]) -> None:
    """Save some fields of many rows in one statement; Django's bulk_update takes ten times as long."""
    Deadline.objects.bulk_create(rows, update_conflicts=True, unique_fields=["id"], update_fields=fields)


def _grouped(rows: Any) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = {}
    for row in rows:
        found.setdefault(row.deadline_id, []).append(row)
    return found


@transaction.atomic
def rematch(record: Any, *, before: Mapping[str, Any] | None = None, by: Actor) -> None:
    """Ask again which clauses apply, after facts of a locked record were corrected (area, class, model).

    Running limits keep their start and their pauses and take over what the clause that fits now says;
    those that no clause wants any more are dropped, those that are missing start when the others did.
    It is matched with the rules in force when the event that began them happened: a version put in
    force since counts for new records (REG-01).

    Args:
        before: the facts until now; None: unknown, every limit is matched.
    """
    facts = record.facts()
    if facts == before:
        return
    rows = Deadline.objects.of(record.kind(), record.pk)
    started = {(row.started_by, row.starts_at) for row in rows if row.started_by}
    running = running_of(record)
    for event_name, at in sorted(started, key=lambda start: start[1]):
        limits, touched = _touched(ruleset_at(_known_at(record, at)), event_name, facts, before)
        own = [row for row in running if (row.started_by, row.starts_at) == (event_name, at)]
        own = [row for row in own if before is None or row.name in touched]
        cancel([row for row in own if row.name not in limits], by=by, at=timezone.now())
        for deadline in own:
            if deadline.name in limits and deadline.parameter_id != limits[deadline.name].id:
                _reword(deadline, limits[deadline.name], by)
        done = rows.filter(started_by=event_name, starts_at=at, cancelled_at__isnull=True)
        taken = {*done.values_list("name", flat=True), *(row.name for row in running if row.is_running)}
        missing: Sequence[ParameterView] = [limit for name, limit in limits.items() if name in touched - taken]
        start_limits(record, missing, event_name=event_name, at=at, by=by)


def _known_at(record: Any, at: datetime) -> datetime:
    """Return when we learned of an event: a trouble that is written up later begins by the rules of that day."""
    learned: datetime = max(at, record.created_at)
    return learned


def _touched(
    rules: RuleSet, event_name: str, facts: Mapping[str, Any], before: Mapping[str, Any] | None
) -> tuple[dict[str, ParameterView], set[str]]:
    """Return the limits that fit now, and the names for which the corrected facts make a difference."""
    now = {limit.name: limit for limit in rules.time_limits(event_name, facts)}
    if before is None:
        return now, set(now)
    then = {limit.name: limit for limit in rules.time_limits(event_name, before)}
    return now, {name for name in now.keys() | then.keys() if not _same(now.get(name), then.get(name))}


def _same(one: ParameterView | None, other: ParameterView | None) -> bool:
    return one is not None and other is not None and one.id == other.id


def _reword(deadline: Deadline, limit: ParameterView, by: Actor) -> None:
    """Let a running limit take over another clause's values; rungs that fired stay fired."""
    due_at, terms, version = deadline.due_at, deadline.terms, deadline.calendar_version
    deadline.parameter_id, deadline.clause_id = limit.id, limit.clause_id
    deadline.label = limit.data.get("label") or limit.name
    deadline.met_by, deadline.terms = limit.data.get("met_by", ""), terms_of(limit)
    calendars, pauses = Calendars(), list(deadline.pauses.all())
    calendars.apply_terms(deadline, pauses, fired_steps([deadline])[deadline.pk])
    deadline.save()
    entry = line(
        deadline, "rematched", by=by, note=f"{limit.label}，{clock_face(due_at)} → {clock_face(deadline.due_at)}",
        terms=[terms, deadline.terms], calendar_version=[version, deadline.calendar_version],
    )  # fmt: skip
    history.append_many([entry])
