"""The joint inspection (FULL 6.2(2)(3), CMP-06): called, somebody named for quality, held, reported, instructed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from bihuan.complaints.models import Complaint, Inspection
from bihuan.complaints.operations.beside import locked_beside, tell_complaint
from bihuan.complaints.states import OPEN_COMPLAINTS
from bihuan.complaints.states.inspections import OPEN_INSPECTIONS, InspectionCalled, InspectionState
from bihuan.kernel import attachments, history
from bihuan.kernel.actors import SYSTEM, Actor, permit
from bihuan.kernel.attachments import Content
from bihuan.kernel.events import Event
from bihuan.kernel.moves import begin, perform
from bihuan.kernel.numbering import next_number
from bihuan.kernel.records import OperationError, locked, required
from bihuan.organization.models import Staff
from bihuan.organization.queries import holder
from bihuan.organization.states import Post


@dataclass(frozen=True, kw_only=True)
class Call:
    """Who is called to where, when, for what; a side left out is whoever holds its post."""

    purpose: str
    planned_at: datetime | None = None
    place: str = ""
    sales: Staff | None = None
    quality: Staff | None = None
    production: Staff | None = None


@transaction.atomic
def call_inspection(complaint: Complaint, call: Call, *, by: Actor) -> Inspection:
    """Call sales, quality and production to the customer's, before the form is written where need be.

    Raises:
        OperationError: the complaint is over, an inspection is under way, nothing to look at, nobody for a side.
    """
    complaint = locked(Complaint, complaint.pk)
    permit(by, "complaints.call_inspection", complaint)
    if complaint.state not in OPEN_COMPLAINTS:
        raise OperationError(_("The complaint is over."))
    if complaint.inspections.filter(state__in=OPEN_INSPECTIONS).exists():
        raise OperationError(_("An inspection of this complaint is under way already."))
    now = timezone.now()
    caller = by if isinstance(by, Staff) else None
    inspection = Inspection(
        state=InspectionState.CALLED, complaint=complaint, called_by=caller, called_at=now,
        purpose=required(call.purpose, _("Write what is to be looked at."), field="purpose"),
        planned_at=call.planned_at, place=call.place.strip(), sales=_side(call.sales, caller, Post.SALES, "sales"),
        quality=_side(call.quality, None, Post.QUALITY, "quality"),
        production=_side(call.production, None, Post.PRODUCTION, "production"),
    )  # fmt: skip
    inspection.number = next_number("JI", at=now)
    history.append(complaint, "inspection_called", by=by, at=now, note=f"{inspection.number} {inspection.purpose}")
    begin(inspection, by=by, event=InspectionCalled, at=now, note=inspection.purpose)
    return inspection


def _side(chosen: Staff | None, caller: Staff | None, post: str, field: str) -> Staff:
    """Return who comes for a department: the chosen one, the caller where it is his, else who holds the post."""
    own = caller if caller is not None and caller.holds(post) else None
    found = chosen or own or holder(post)
    if found is None or not found.is_active:
        raise OperationError(_("Name a colleague on duty."), field=field)
    return found


@transaction.atomic
def excuse(inspection: Inspection, *, note: str, by: Actor, revision: int | None = None) -> Inspection:
    """Say that quality can't come in time; the general manager is asked to name somebody."""
    inspection = locked_beside(inspection, revision)
    text = required(note, _("Write why quality can't come."))
    perform(inspection, "excuse", by=by, note=text, changes={"excuse": text[:200], "stand_in": None})
    return inspection


@transaction.atomic
def name_stand_in(inspection: Inspection, *, who: Staff, by: Actor, revision: int | None = None) -> Inspection:
    """Name who goes in quality's place; he reports to the general manager afterwards.

    Raises:
        OperationError: he is away, goes already, or is the one the complaint is about.
    """
    inspection = locked_beside(inspection, revision)
    taken = (inspection.sales_id, inspection.production_id, inspection.complaint.about_staff_id)
    if not who.is_active or who.pk in taken:
        raise OperationError(_("Choose another colleague, on duty and not concerned himself."), field="who")
    changes = {"stand_in": who, "named_by": by if isinstance(by, Staff) else None}
    perform(inspection, "name_stand_in", by=by, note=who.name, changes=changes)
    return inspection


@transaction.atomic
def hold(
    inspection: Inspection, *, findings: str, place: str = "", held_at: datetime | None = None, present: str = "",
    handling: str = "", photos: Sequence[Content] = (), by: Actor, revision: int | None = None,
) -> Inspection:  # fmt: skip
    """Write down where they were and what they found; from now the time for the report runs (FULL 6.2(3)).

    Raises:
        OperationError: no place or findings, or a time to come.
        EvidenceMissing: a side is missing.
    """
    inspection = locked_beside(inspection, revision)
    now = timezone.now()
    if held_at and not inspection.complaint.complained_at <= held_at <= now:
        raise OperationError(_("Not before the complaint, and not in the future."), field="held_at")
    changes = {
        "place": required(place or inspection.place, _("Write where it was."), field="place"),
        "findings": required(findings, _("Write what was found."), field="findings"),
        "handling": handling.strip(), "present": present.strip(), "held_at": held_at or now,
    }  # fmt: skip
    perform(inspection, "hold", by=by, changes=changes, at=held_at or now)
    for photo in photos:
        attachments.attach(inspection, photo, by=by, purpose="photo")
    tell_complaint(inspection, "inspection_held", inspection.findings, by=by)
    return inspection


@transaction.atomic
def report(inspection: Inspection, *, text: str, by: Actor, revision: int | None = None) -> Inspection:
    """Lay the report before the general manager, within the clause's days."""
    inspection = locked_beside(inspection, revision)
    changes = {
        "report": required(text, _("Write the report."), field="text"), "reported_at": timezone.now(),
        "reported_by": by if isinstance(by, Staff) else None,
    }  # fmt: skip
    perform(inspection, "report", by=by, changes=changes)
    tell_complaint(inspection, "inspection_reported", by=by)
    return inspection


@transaction.atomic
def instruct(inspection: Inspection, *, instruction: str, by: Actor, revision: int | None = None) -> Inspection:
    """Give the general manager's instruction (批示) on the report."""
    inspection = locked_beside(inspection, revision)
    text = required(instruction, _("Write the instruction."), field="instruction")
    changes = {
        "instruction": text, "instructed_at": timezone.now(), "instructed_by": by if isinstance(by, Staff) else None,
    }  # fmt: skip
    perform(inspection, "instruct", by=by, note=text, changes=changes)
    tell_complaint(inspection, "inspection_instructed", text, by=by)
    return inspection


@transaction.atomic
def call_off(inspection: Inspection, *, note: str, by: Actor, revision: int | None = None) -> Inspection:
    """Don't hold it after all."""
    inspection = locked_beside(inspection, revision)
    text = required(note, _("Write the reason."))
    perform(inspection, "call_off", by=by, note=text)
    tell_complaint(inspection, "inspection_called_off", text, by=by)
    return inspection


def drop_open(event: Event) -> None:
    """Call off what was called for a complaint that is withdrawn or not justified; nobody goes there any more."""
    rows = Inspection.objects.filter(complaint=event.record.pk, state__in=[InspectionState.CALLED, "excused"])
    for inspection in rows:
        call_off(inspection, note=event.record.state_label, by=SYSTEM)
