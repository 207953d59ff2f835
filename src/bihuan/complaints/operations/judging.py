"""Is it justified? Whose is it? (CMP-04, CMP-08, CMP-09)"""

from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from bihuan.complaints import queries
from bihuan.complaints.models import Complaint
from bihuan.complaints.operations.circulating import begin_form
from bihuan.complaints.states import Severity
from bihuan.deadlines import operations as deadlines
from bihuan.kernel import history, search
from bihuan.kernel.actors import Actor
from bihuan.kernel.moves import perform
from bihuan.kernel.records import OperationError, locked, required
from bihuan.organization.models import Department, Staff


@transaction.atomic
def contact(complaint: Complaint, *, note: str, by: Actor, revision: int | None = None) -> Complaint:
    """Record the first answer to the customer: heard, and by when he hears more (PROP: within 15 minutes)."""
    complaint = locked(Complaint, complaint.pk, revision=revision)
    text = required(note, _("Write what the customer was told."))
    changes: dict[str, Any] = {} if complaint.contacted_at else {"contacted_at": timezone.now()}
    perform(complaint, "contact", by=by, note=text, changes={**changes, "unread_at": None})
    return complaint


@transaction.atomic
def judge(
    complaint: Complaint, *, kind_of: str, severity: str, judgement: str = "", by: Actor, revision: int | None = None
) -> Complaint:
    """Find the complaint justified, with its kind and severity; serious ones reach the vice general manager now.

    Raises:
        OperationError: kind or severity is missing.
    """
    complaint = locked(Complaint, complaint.pk, revision=revision)
    if severity not in Severity.values:
        raise OperationError(_("Choose how grave it is."), field="severity")
    before = complaint.facts()
    changes: dict[str, Any] = {
        "kind_of": kind_of, "group": queries.group_of(kind_of), "severity": severity, "judgement": judgement.strip(),
        "judged_at": timezone.now(), "unread_at": None,
    }  # fmt: skip
    if isinstance(by, Staff):
        changes |= {"owner": by} | ({} if complaint.recorded_by_id else {"recorded_by": by})
    perform(complaint, "judge", by=by, note=judgement.strip(), changes=changes)
    deadlines.rematch(complaint, before=before, by=by)
    return complaint


@transaction.atomic
def turn_down(complaint: Complaint, *, judgement: str, by: Actor, revision: int | None = None) -> Complaint:
    """Find the complaint not justified; what remains is a tactful reply (SCMP 4.1).

    One that was decided before and is taken up again counts as decided no more.
    """
    complaint = locked(Complaint, complaint.pk, revision=revision)
    text = required(judgement, _("Write why it isn't justified."), field="judgement")
    changes = {"judgement": text, "judged_at": timezone.now(), "decided_at": None}
    perform(complaint, "turn_down", by=by, note=text, changes=changes)
    return complaint


@transaction.atomic
def hand_on(
    complaint: Complaint, *, responsible: Department, note: str = "", by: Actor, revision: int | None = None
) -> Complaint:
    """Give a justified complaint to the department responsible at once, with the form its clause wants (CMP-04)."""
    complaint = locked(Complaint, complaint.pk, revision=revision)
    head = responsible.manager
    if head is None or not head.is_active:
        raise OperationError(_("This department has no head to take it."), field="responsible")
    if head.pk == complaint.about_staff_id:
        raise OperationError(_("It is said of the head of this department: choose another one."), field="responsible")
    changes: dict[str, Any] = {"responsible": responsible}
    if complaint.is_service or complaint.owner_id is None:
        changes["owner"] = head
    perform(complaint, "hand_on", by=by, note=note.strip(), changes=changes)
    begin_form(complaint, by=by)
    return complaint


@transaction.atomic
def pass_on(complaint: Complaint, *, to: Staff, note: str, by: Actor, revision: int | None = None) -> Complaint:
    """Give a complaint to a colleague, on record."""
    complaint = locked(Complaint, complaint.pk, revision=revision)
    if to.pk in (complaint.owner_id, complaint.about_staff_id) or not to.is_active:
        raise OperationError(_("Choose another colleague, on duty and not concerned himself."), field="to")
    perform(complaint, "pass_on", by=by, note=required(note, _("Write the reason.")), changes={"owner": to})
    return complaint


@transaction.atomic
def cancel(complaint: Complaint, *, note: str, same_as: str = "", by: Actor, revision: int | None = None) -> Complaint:
    """Close what the customer withdrew, or what is the same as another complaint: both know of each other.

    Args:
        same_as: number of the complaint that stands.

    Raises:
        OperationError: no reason, or the other complaint isn't there or points back here.
    """
    complaint = locked(Complaint, complaint.pk, revision=revision)
    text, changes = required(note, _("Write the reason.")), {}
    if same_as.strip():
        other = _other(complaint, same_as.strip(), by)
        changes = {"same_as": other}
        history.append(other, "joined", by=by, note=complaint.number)
    perform(complaint, "cancel", by=by, note=text, changes=changes)
    search.index(Complaint.kind(), complaint.pk, queries.searchable(complaint))
    return complaint


def _other(complaint: Complaint, number: str, by: Actor) -> Complaint:
    rows = Complaint.objects.visible_to(by).exclude(pk=complaint.pk)
    other: Complaint | None = rows.filter(number__iexact=number).first()
    if other is None or other.same_as_id:
        raise OperationError(_("There is no such complaint to join it with."), field="same_as")
    return other
