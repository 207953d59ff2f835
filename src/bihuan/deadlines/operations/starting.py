"""Start limits: by the events that clauses name, or by hand for a station of a circulated form."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.utils import timezone

from bihuan.deadlines.models import Deadline
from bihuan.deadlines.operations.closing import cancel, meet, outrun
from bihuan.deadlines.operations.timing import Calendars, clock_face, line
from bihuan.deadlines.states import CalendarMissing
from bihuan.kernel import bulk, events, history
from bihuan.kernel.actors import SYSTEM, Actor
from bihuan.kernel.events import Event
from bihuan.kernel.records import Tracked
from bihuan.regulations.queries import ParameterView, RuleSet, ruleset

OWN = ("subject_id", "subject_number", "owner_id", "outlet_id")  # in what limits of many records differ


def observe(event: Event) -> None:
    """Hear every event: meet the limits it meets, start those whose clauses begin with it (REG-02).

    An event named `….cancelled` on the record itself drops all its limits. Runs in the transaction of
    whatever happened; for a record made in it there is nothing to look up and one insert to make.
    """
    if not event.name or not isinstance(event.record, Tracked):
        return
    subject = event.about  # a work order's event concerns its request
    is_own = subject is event.record
    running = [] if event.is_new and is_own else running_of(subject)
    if running and is_own and event.name.endswith(".cancelled"):
        cancel(running, by=event.by, at=event.at)
        return
    if running:
        kept = {event.name, *event.also}
        meet([deadline for deadline in running if deadline.met_by in kept], by=event.by, at=event.at)
        over = _outrun(event)
        outrun([row for row in running if row.is_running and row.met_by in over], by=event.by, at=event.at)
        _follow(running, subject)
    rules = ruleset()
    taken = {deadline.name for deadline in running if deadline.is_running}
    by = None if event.is_new and is_own else event.by
    for name in filter(None, (event.name, event.begins_again)):
        if starts_any(rules, name):
            limits = [limit for limit in rules.time_limits(name, subject.facts()) if limit.name not in taken]
            start_limits(subject, limits, event_name=name, at=event.at, by=by)


def _outrun(event: Event) -> frozenset[str]:
    """Return the events that can't come any more: by the table of moves of the record, and by what the event says."""
    over = frozenset(event.outruns)
    if event.about is event.record and (table := getattr(event.record, "moves", None)):
        over |= table.outrun(event.record.state)
    return over


def running_of(subject: Any) -> list[Deadline]:
    """Return a record's running limits, locked."""
    where = "kind = %s AND subject_id = %s AND met_at IS NULL AND cancelled_at IS NULL ORDER BY due_at, id"
    return bulk.fetch(Deadline, where, [subject.kind(), subject.pk], lock=True)


def starts_any(rules: RuleSet, event_name: str) -> bool:
    """Return whether any clause in force begins with an event; facts cost more than this question."""
    return any(view.data["starts"] == event_name for view in rules.all("time_limit"))


def _follow(deadlines: Sequence[Deadline], subject: Any) -> None:
    """Let running limits follow their record to a new owner or outlet."""
    now = {"owner_id": getattr(subject, "owner_id", None), "outlet_id": getattr(subject, "outlet_id", None)}
    moved = [row.pk for row in deadlines if row.is_running and (row.owner_id, row.outlet_id) != tuple(now.values())]
    if moved:
        Deadline.objects.filter(pk__in=moved).update(**now)


def start_limits(
    subject: Any, limits: Sequence[ParameterView], *, event_name: str, at: datetime, by: Actor | None
) -> list[Deadline]:
    """Start the limits of these clauses on a record: one insert for all.

    Args:
        event_name: what began; kept, so that corrected facts can be matched again.
        at: when it began.
        by: who; None when the record's own first history entry says so already.
    """
    calendars = Calendars()
    rows = [_copied(subject, limit, event_name, at, calendars) for limit in limits]
    bulk.insert(rows)
    say_missing(calendars)
    if rows and by:
        history.append_many([_started(row, by) for row in rows])
    return rows


def start_many(subjects: Sequence[tuple[Any, datetime]], *, event_name: str) -> int:
    """Start the limits of many new records at once, for imports; those that run alike are worked out once.

    Args:
        subjects: each new record with when its clock begins.

    Returns:
        how many limits were started.
    """
    calendars, rules = Calendars(), ruleset()
    alike: dict[tuple[Any, ...], tuple[Deadline, list[list[Any]]]] = {}
    wanted: dict[str, list[tuple[ParameterView, str]]] = {}
    for subject, at in subjects:
        own = [getattr(subject, name, None) for name in ("pk", "number", "owner_id", "outlet_id")]
        facts = subject.facts()
        if (same := str(facts)) not in wanted:
            limits = rules.time_limits(event_name, facts)
            wanted[same] = [(limit, str(limit.data.get("ladder"))) for limit in limits]
        for limit, ladder in wanted[same]:
            key = (subject.kind(), limit.id, at, ladder)
            if key not in alike:
                alike[key] = _copied(subject, limit, event_name, at, calendars), []
            alike[key][1].append([own[0], own[1] or "", *own[2:]])
    started = sum(bulk.insert_alike(model, OWN, rows) for model, rows in alike.values())
    say_missing(calendars)
    return started


def say_missing(calendars: Calendars) -> None:
    """Announce calendars that limits were to count by and nobody has published; the limits begin all the same."""
    if codes := calendars.missing():
        events.publish(CalendarMissing(codes=codes, at=timezone.now(), by=SYSTEM))


def _started(row: Deadline, by: Actor) -> history.Line:
    return line(row, "started", by=by, at=row.starts_at, note=clock_face(row.due_at), terms=[None, row.terms])


def terms_of(limit: ParameterView) -> dict[str, Any]:
    """Return what a clause says of a time limit, as a row keeps it."""
    return {"limit": limit.data["limit"]} | {name: list(limit.data.get(name) or ()) for name in ("ladder", "pauses")}


def _copied(subject: Any, limit: ParameterView, event_name: str, at: datetime, calendars: Calendars) -> Deadline:
    return _deadline(
        subject, calendars, name=limit.name, label=limit.data.get("label") or limit.name, starts_at=at,
        owner_id=getattr(subject, "owner_id", None), parameter_id=limit.id, clause_id=limit.clause_id,
        started_by=event_name, met_by=limit.data.get("met_by", ""), terms=terms_of(limit),
    )  # fmt: skip


def start_for(
    subject: Tracked,
    *,
    name: str,
    label: str,
    limit_minutes: int,
    calendar_code: str,
    by: Actor,
    at: datetime,
    owner_id: int | None = None,
    parameter: ParameterView | None = None,
    ladder: Sequence[dict[str, Any]] = (),
) -> Deadline:
    """Start a limit that no event starts, such as a station's.

    Args:
        subject: the record it stands on.
        name: unique among the record's running limits.
        limit_minutes: working minutes allowed on the calendar.
        owner_id: whose it is to keep.
        parameter: the clause's parameter it comes from.
        ladder: rungs, `{"at": percent, "tell": "owner", "superior" or a post}`.
    """
    calendars = Calendars()
    terms = {"limit": {"minutes": limit_minutes, "calendar": calendar_code}, "ladder": list(ladder), "pauses": []}
    row = _deadline(
        subject, calendars, name=name, label=label[:80], starts_at=at, owner_id=owner_id, terms=terms,
        parameter_id=parameter.id if parameter else None, clause_id=parameter.clause_id if parameter else None,
    )  # fmt: skip
    bulk.insert([row])
    say_missing(calendars)
    history.append_many([_started(row, by)])
    return row


def _deadline(subject: Any, calendars: Calendars, **values: Any) -> Deadline:
    row = Deadline(
        kind=subject.kind(), subject_id=subject.pk, subject_number=getattr(subject, "number", "") or "",
        outlet_id=getattr(subject, "outlet_id", None), **values,
    )  # fmt: skip
    calendars.apply_terms(row)
    return row
