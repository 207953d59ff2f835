"""Close limits: met, in time or late, or dropped because nobody has to keep them any more."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import Value
from django.db.models.functions import Greatest
from django.utils.translation import gettext as _

from bihuan.deadlines.models import Deadline, Pause
from bihuan.deadlines.operations.timing import Calendars, line
from bihuan.deadlines.rules import is_late
from bihuan.deadlines.states import DeadlineState
from bihuan.kernel import bulk, history
from bihuan.kernel.actors import Actor


@transaction.atomic
def meet(deadlines: Sequence[Deadline], *, by: Actor, at: datetime, note: str = "") -> None:
    """Close locked running limits as done at `at`; whether that was in time is written for good."""
    if not deadlines:
        return
    _go_on(deadlines, at)
    for deadline in deadlines:
        deadline.met_at, deadline.state = at, DeadlineState.MET
        deadline.is_late = is_late(deadline.due_at, at)
    _close(deadlines)
    history.append_many([line(row, "met", by=by, at=at, note=note, is_late=row.is_late) for row in deadlines])


@transaction.atomic
def cancel(deadlines: Sequence[Deadline], *, by: Actor, at: datetime, note: str = "") -> None:
    """Drop locked running limits; they count neither as kept nor as missed."""
    if not deadlines:
        return
    _go_on(deadlines, at)
    for deadline in deadlines:
        deadline.cancelled_at, deadline.state = at, DeadlineState.CANCELLED
    _close(deadlines)
    history.append_many([line(row, "cancelled", by=by, at=at, note=note) for row in deadlines])


@transaction.atomic
def outrun(deadlines: Sequence[Deadline], *, by: Actor, at: datetime) -> None:
    """End locked running limits whose step can't come any more: the case went on without it.

    What had run out by then counts as missed; what still had time is dropped and counts as nothing, so that
    leaving a step out never makes a figure better (REG-02).
    """
    if not deadlines:
        return
    _go_on(deadlines, at)
    late = [row for row in deadlines if is_late(row.due_at, at)]
    meet(late, by=by, at=at, note=_("overdue, and the step was left out"))
    cancel([row for row in deadlines if row not in late], by=by, at=at, note=_("the step was not needed any more"))


def _go_on(deadlines: Sequence[Deadline], at: datetime) -> None:
    """End the open pauses of limits about to be closed, and count them."""
    standing = {deadline.pk: deadline for deadline in deadlines if deadline.terms.get("pauses")}
    if not standing:
        return
    open_ones = Pause.objects.filter(deadline__in=standing, ends_at__isnull=True)
    if not open_ones.update(ends_at=Greatest("starts_at", Value(at))):
        return
    pauses: dict[int, list[Pause]] = {}
    for pause in Pause.objects.filter(deadline__in=standing):
        pauses.setdefault(pause.deadline_id, []).append(pause)
    calendars = Calendars()
    for pk, own in pauses.items():
        standing[pk].due_at = calendars.clock(standing[pk], own).due()


def _close(deadlines: Sequence[Deadline]) -> None:
    for deadline in deadlines:
        deadline.wait_for([])
        bulk.store(deadline, ("due_at", "met_at", "cancelled_at", "state", "is_late", "waiting", "next_rung_at"))
