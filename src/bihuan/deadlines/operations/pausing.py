"""Stop the clock and let it go on: with a reason the clause knows, with proof where it asks for it."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from bihuan.deadlines.models import Deadline, Pause
from bihuan.deadlines.operations.timing import Calendars, clock_face, fired_steps, line
from bihuan.deadlines.policies import permit_pause
from bihuan.deadlines.states import DeadlineState
from bihuan.kernel import history
from bihuan.kernel.actors import Actor
from bihuan.kernel.attachments import Attachment
from bihuan.kernel.records import OperationError, Tracked


@transaction.atomic
def pause(
    deadline: Deadline,
    *,
    reason: str,
    by: Actor,
    at: datetime | None = None,
    note: str = "",
    evidence: Attachment | None = None,
    wait: str = "",
) -> Pause:
    """Pause one limit; a reason that doesn't stop the clock is written down and changes no time.

    Args:
        reason: one of those the clause names.
        at: when it began, if not now; not before the limit itself and not in the future.
        evidence: a file on the record; some reasons want one.
        wait: the wait that stops the clock by itself; "" when somebody stops it.

    Raises:
        PermissionDenied: this actor may not pause limits of this record.
        OperationError: not running, already paused, an unknown reason, or no evidence.
    """
    at = at or timezone.now()
    deadline = _locked(deadline, by)
    terms = deadline.reason(reason)
    if not deadline.is_running or deadline.pauses.filter(ends_at__isnull=True).exists():
        raise OperationError(_("«%(label)s» is not running.") % {"label": deadline.label})
    if terms is None:
        raise OperationError(_("The clause knows no such reason to pause."), field="reason")
    if terms.get("needs_evidence") and evidence is None:
        raise OperationError(_("For this reason the clause wants evidence: a photo or a file."), field="evidence")
    if not deadline.starts_at <= at <= timezone.now():
        raise OperationError(_("A pause begins after the limit started, and not in the future."), field="at")
    made = Pause.objects.create(
        deadline=deadline, reason=reason, note=note.strip(), evidence=evidence, starts_at=at,
        stops_clock=terms.get("stops_clock", True), cap=terms.get("cap") or "", wait=wait,
    )  # fmt: skip
    if made.stops_clock:
        deadline.state = DeadlineState.PAUSED
    version = _recount(deadline)
    value = {"id": made.pk, "reason": reason, "stops_clock": made.stops_clock, "cap": made.cap}
    words = "；".join(filter(None, [reason, made.note]))
    said = {"pause": [None, value], "calendar_version": version}
    history.append_many([line(deadline, "paused", by=by, at=at, note=words, **said)])
    return made


@transaction.atomic
def resume(deadline: Deadline, *, by: Actor, at: datetime | None = None) -> None:
    """End a limit's pause; the due time moves by the working time that the clock stood.

    Raises:
        PermissionDenied: this actor may not pause limits of this record.
        OperationError: nothing is paused, or the end lies before the start.
    """
    at = at or timezone.now()
    deadline = _locked(deadline, by)
    running = deadline.pauses.filter(ends_at__isnull=True).first()
    if running is None or not deadline.is_running:
        raise OperationError(_("«%(label)s» is not paused.") % {"label": deadline.label})
    if not running.starts_at <= at <= timezone.now():
        raise OperationError(_("A pause ends after it began, and not in the future."), field="at")
    running.ends_at = at
    running.save(update_fields=["ends_at"])
    before, deadline.state = deadline.due_at, DeadlineState.OPEN
    version = _recount(deadline)
    words = f"{clock_face(before)} → {clock_face(deadline.due_at)}"
    said = {"pause": [running.pk, at.isoformat()], "calendar_version": version}
    history.append_many([line(deadline, "resumed", by=by, at=at, note=words, **said)])


def _locked(deadline: Deadline, by: Actor) -> Deadline:
    permit_pause(by, deadline)
    return Deadline.objects.select_for_update(of=("self",)).get(pk=deadline.pk)


def _recount(deadline: Deadline) -> list[int]:
    """Count a limit again and save it; returns the calendar's version before and now."""
    version = deadline.calendar_version
    Calendars().retime(deadline, list(deadline.pauses.all()), fired_steps([deadline])[deadline.pk])
    deadline.save(update_fields=["state", "due_at", "calendar_version", "waiting", "next_rung_at"])
    return [version, deadline.calendar_version]


@transaction.atomic
def pause_record(
    record: Tracked,
    *,
    reason: str,
    by: Actor,
    at: datetime | None = None,
    note: str = "",
    evidence: Attachment | None = None,
) -> list[Pause]:
    """Pause every running limit of a record whose clause knows the reason.

    Raises:
        OperationError: there is none, or one of them refuses (then none is paused).
    """
    known = [row for row in _of(record, DeadlineState.OPEN) if row.reason(reason)]
    if not known:
        raise OperationError(_("No running time limit of this record knows this reason."), field="reason")
    return [pause(row, reason=reason, by=by, at=at, note=note, evidence=evidence) for row in known]


@transaction.atomic
def resume_record(record: Tracked, *, by: Actor, at: datetime | None = None) -> int:
    """End the pauses of all limits of a record; returns how many went on.

    Raises:
        OperationError: none was paused.
    """
    paused = [row for row in _of(record) if row.pauses.filter(ends_at__isnull=True).exists()]
    if not paused:
        raise OperationError(_("No time limit of this record is paused."))
    for row in paused:
        resume(row, by=by, at=at)
    return len(paused)


def _of(record: Tracked, *states: str) -> Sequence[Deadline]:
    running = Deadline.objects.of(record.kind(), record.pk).running()
    return list(running.filter(state__in=states) if states else running)
