"""The circular 「通报」 and the changed standard, and who has read them (EMER 4.2, 4.3)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from bihuan.kernel import history
from bihuan.kernel.actors import SYSTEM, Actor
from bihuan.kernel.moves import perform
from bihuan.kernel.records import OperationError, locked, required
from bihuan.organization.models import Department, Staff
from bihuan.quality.models import EmergencyReading, IssueEmergency
from bihuan.quality.operations.emergencies.steps import person
from bihuan.quality.states.emergencies import IssueEmergencyState, ReadingOf
from bihuan.regulations.models import RegulationVersion
from bihuan.signoff import operations as signoff

FORM = "quality_circular"


@dataclass(frozen=True, kw_only=True)
class Circular:
    """The circular as administration drafts it, and the departments it goes to."""

    title: str
    text: str
    departments: Sequence[Department]


@transaction.atomic
def submit_circular(
    emergency: IssueEmergency, *, circular: Circular, by: Actor, revision: int | None = None
) -> IssueEmergency:
    """Lay the circular before the executives by the clause's route; published at once where no clause has one.

    Raises:
        OperationError: nothing written, or no department.
    """
    row = locked(IssueEmergency, emergency.pk, revision=revision)
    if not circular.departments:
        raise OperationError(_("Choose the departments concerned."), field="departments")
    row.departments.set(circular.departments)
    changes = {
        "circular_title": required(circular.title, _("Write the title."), field="title")[:120],
        "circular": required(circular.text, _("Write the circular."), field="text"), "drafted_by": person(by),
    }  # fmt: skip
    note = "、".join(one.name for one in circular.departments)
    perform(row, "submit_circular", by=by, changes=changes, note=note)
    if signoff.start(row, FORM, by=by) is None:
        _publish(row)
    return row


def on_agreed(emergency: IssueEmergency, event: Any) -> None:
    """Publish the circular when the last executive has signed."""
    row = locked(IssueEmergency, emergency.pk)
    if row.state == IssueEmergencyState.CIRCULATING:
        _publish(row)


def on_refused(emergency: IssueEmergency, event: Any) -> None:
    """Give the circular back to be mended; the executive's words stand in the form's history."""
    row = locked(IssueEmergency, emergency.pk)
    if row.state == IssueEmergencyState.CIRCULATING:
        perform(row, "turn_down", by=SYSTEM, note=str(event.circulation))


def _publish(row: IssueEmergency) -> None:
    _have_read(row, ReadingOf.CIRCULAR, row.departments.all())
    perform(row, "publish", by=SYSTEM, changes={"published_at": timezone.now()})


def _have_read(row: IssueEmergency, what: ReadingOf, departments: Iterable[Department]) -> int:
    readers = Staff.objects.active().filter(department__in=list(departments)).order_by("pk")
    rows = [EmergencyReading(emergency=row, what=what, reader=one) for one in readers]
    return len(EmergencyReading.objects.bulk_create(rows))


@dataclass(frozen=True, kw_only=True)
class Standard:
    """Which version of a regulation now says it, what changes in it, which departments read it."""

    version: RegulationVersion
    change: str
    departments: Sequence[Department]


@transaction.atomic
def fix(
    emergency: IssueEmergency, *, standard: Standard, by: Actor, revision: int | None = None
) -> IssueEmergency:  # fmt: skip
    """Fix what works in a standard (EMER 4.3); the procedure ends.

    Raises:
        OperationError: nothing written, or nobody who reads it.
    """
    row = locked(IssueEmergency, emergency.pk, revision=revision)
    changes = {
        "standard": standard.version, "fixed_at": timezone.now(),
        "standard_change": required(standard.change, _("Write what changes."), field="change")[:200],
    }  # fmt: skip
    if not _have_read(row, ReadingOf.STANDARD, standard.departments):
        raise OperationError(_("Choose the departments that read it."), field="departments")
    perform(row, "fix", by=by, changes=changes)
    return row


@transaction.atomic
def read(reading: EmergencyReading, *, by: Actor) -> EmergencyReading:
    """Say that one has read it; the first time counts.

    Raises:
        OperationError: somebody else is to read it.
    """
    found: EmergencyReading = EmergencyReading.objects.select_for_update(of=("self",)).get(pk=reading.pk)
    if found.reader_id != by.pk:
        raise OperationError(_("You are not asked to read this."))
    if found.read_at is None:
        history.append(found.emergency, "read_circular", by=by, note=found.get_what_display())
        found.read_at = timezone.now()
        found.save(update_fields=["read_at"])
    return found


@transaction.atomic
def stop(emergency: IssueEmergency, *, note: str, by: Actor, revision: int | None = None) -> IssueEmergency:
    """End a procedure that was not called for; the issue goes on without it."""
    row = locked(IssueEmergency, emergency.pk, revision=revision)
    perform(row, "stop", by=by, note=required(note, _("Write the reason.")))
    return row
