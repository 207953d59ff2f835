"""Meeting, rectification notice, measures, verification (EMER 4)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from bihuan.kernel.actors import Actor
from bihuan.kernel.moves import perform
from bihuan.kernel.records import OperationError, locked, required
from bihuan.organization.models import Department, Staff
from bihuan.quality.models import EmergencyMeeting, IssueEmergency


def person(by: Actor) -> Staff | None:
    """Return the colleague who acts; None for a visitor or the system."""
    return by if isinstance(by, Staff) else None


@dataclass(frozen=True, kw_only=True)
class Meeting:
    """The emergency meeting; `resolutions` one a line."""

    held_at: datetime
    chair: Staff
    attended: Sequence[Staff]
    resolutions: str
    guests: str = ""


@transaction.atomic
def meet(
    emergency: IssueEmergency, *, meeting: Meeting, by: Actor, revision: int | None = None
) -> IssueEmergency:  # fmt: skip
    """Record the meeting with who was there and what was decided (EMER 4.1, 4.3).

    Raises:
        OperationError: it lies in the future or before the report, nobody was there, or nothing was decided.
    """
    row = locked(IssueEmergency, emergency.pk, revision=revision)
    now = timezone.now()
    if meeting.held_at > now:
        raise OperationError(_("This lies in the future."), field="held_at")
    people = list(dict.fromkeys([meeting.chair, *meeting.attended]))
    if len(people) < 2:
        raise OperationError(_("Choose who was there."), field="attended")
    text = required(meeting.resolutions, _("Write what was decided."), field="resolutions")
    perform(row, "meet", by=by, at=now, note=text)
    held = EmergencyMeeting.objects.create(
        emergency=row, held_at=meeting.held_at, chair=meeting.chair, guests=meeting.guests.strip()[:200],
        resolutions=text, recorded_by=person(by), recorded_at=now,
    )  # fmt: skip
    held.attended.set(people)
    return row


@dataclass(frozen=True, kw_only=True)
class Order:
    """The rectification notice: what is to be put right, by which department, until when."""

    text: str
    department: Department
    due_on: date


@transaction.atomic
def order(emergency: IssueEmergency, *, notice: Order, by: Actor, revision: int | None = None) -> IssueEmergency:
    """Issue the rectification notice to the responsible department (EMER 4.3).

    Raises:
        OperationError: nothing written, or the day lies in the past.
    """
    row = locked(IssueEmergency, emergency.pk, revision=revision)
    if notice.due_on < timezone.localdate():
        raise OperationError(_("The day lies in the past."), field="due_on")
    text = required(notice.text, _("Write what is to be put right."), field="text")
    changes = {
        "order_text": text, "department": notice.department, "order_due_on": notice.due_on,
        "ordered_by": person(by), "ordered_at": timezone.now(),
    }  # fmt: skip
    perform(row, "order", by=by, changes=changes)
    return row


@transaction.atomic
def propose_measures(
    emergency: IssueEmergency, *, measures: str, by: Actor, revision: int | None = None
) -> IssueEmergency:
    """Lay the measures before the technical centre."""
    row = locked(IssueEmergency, emergency.pk, revision=revision)
    text = required(measures, _("Write the measures."), field="measures")
    changes = {"measures": text, "measured_by": person(by), "measured_at": timezone.now()}
    perform(row, "propose_measures", by=by, changes=changes)
    return row


@transaction.atomic
def approve_measures(
    emergency: IssueEmergency, *, note: str = "", by: Actor, revision: int | None = None
) -> IssueEmergency:
    """Approve the measures; never one's own (EMER 4.3)."""
    return _step(
        emergency, "approve_measures", by, revision, note.strip(), approved_by=person(by), approved_at=timezone.now()
    )


@transaction.atomic
def refuse_measures(emergency: IssueEmergency, *, note: str, by: Actor, revision: int | None = None) -> IssueEmergency:
    """Give the measures back with what is missing."""
    return _step(emergency, "refuse_measures", by, revision, required(note, _("Write what is missing.")))


@transaction.atomic
def verify(emergency: IssueEmergency, *, verification: str, by: Actor, revision: int | None = None) -> IssueEmergency:
    """Verify the containment and what the measures have brought (EMER 4.2).

    Raises:
        EvidenceMissing: the customer has not agreed to the disposition.
    """
    text = required(verification, _("Write what was verified, and the result."), field="verification")
    return _step(
        emergency, "verify", by, revision, verification=text, verified_by=person(by), verified_at=timezone.now()
    )


def _step(
    emergency: IssueEmergency, move: str, by: Actor, revision: int | None, note: str = "", **changes: Any
) -> IssueEmergency:
    row = locked(IssueEmergency, emergency.pk, revision=revision)
    perform(row, move, by=by, note=note, changes=changes)
    return row
