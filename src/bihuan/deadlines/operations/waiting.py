"""Waits that pause limits by themselves: the clause names the wait, the record says whether it stands (REG-02)."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from bihuan.deadlines.models import Deadline, Pause
from bihuan.deadlines.operations.pausing import pause, resume
from bihuan.deadlines.operations.starting import running_of
from bihuan.kernel.actors import SYSTEM
from bihuan.kernel.attachments import Attachment
from bihuan.kernel.records import Tracked


@dataclass(frozen=True)
class Wait:
    """What a record waits for just now.

    Attributes:
        name: as clauses name it (`rules.schemas.WAITS`).
        note: what exactly, with its number.
        evidence: the file that proves it; a clause may want one.
    """

    name: str
    note: str = ""
    evidence: Attachment | None = None


@transaction.atomic
def follow_waits(record: Tracked, standing: Callable[[], Sequence[Wait]], *, at: datetime | None = None) -> None:
    """Let a record's running limits stand or go on by what it waits for; done twice it changes nothing.

    A limit stands for one wait at a time. When that ends while another one lasts, it stands for the other.
    Pauses that people entered are theirs to end.

    Args:
        standing: the waits that last; asked once the limits are locked, so that two who end or begin a wait
            at the same time see each other.
        at: when the wait began or ended; now if None.
    """
    limits = [row for row in running_of(record) if any(one.get("waits") for one in row.terms.get("pauses", []))]
    if not limits:
        return
    moment, waits = at or timezone.now(), standing()
    paused = {row.deadline_id: row for row in Pause.objects.filter(deadline__in=limits, ends_at=None)}
    for limit in limits:
        _follow(limit, paused.get(limit.pk), waits, max(moment, limit.starts_at))


def _follow(limit: Deadline, paused: Pause | None, waits: Sequence[Wait], at: datetime) -> None:
    if paused is not None:
        if not paused.wait or any(wait.name == paused.wait for wait in waits):
            return
        resume(limit, by=SYSTEM, at=max(at, paused.starts_at))
    for wait in waits:
        terms = _terms(limit, wait)
        if terms:
            pause(
                limit, reason=terms["reason"], by=SYSTEM, at=at, note=wait.note[:400], evidence=wait.evidence,
                wait=wait.name,
            )  # fmt: skip
            return


def _terms(limit: Deadline, wait: Wait) -> dict[str, Any] | None:
    """Return what the clause says of a wait; None where it knows it not, or wants proof that isn't there."""
    known = [one for one in limit.terms.get("pauses", []) if one.get("waits") == wait.name]
    return next((one for one in known if wait.evidence or not one.get("needs_evidence")), None)
