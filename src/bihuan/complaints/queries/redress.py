"""Joint inspections and compensations as the complaint's page, the desk and the forms show them."""

from decimal import Decimal
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from bihuan.complaints.models import Compensation, Complaint, Inspection
from bihuan.complaints.policies import orderers
from bihuan.complaints.states import OPEN_COMPLAINTS, ComplaintState
from bihuan.complaints.states.compensations import CompensationState
from bihuan.complaints.states.inspections import InspectionState
from bihuan.deadlines.queries import nearest
from bihuan.kernel import prepared
from bihuan.organization.models import Staff
from bihuan.organization.states import Post
from bihuan.regulations.queries import ParameterView, ruleset
from bihuan.service.queries.matters import Waiting

FORM = "compensation"


def inspections_of(record: Complaint, user: Any) -> dict[str, Any] | None:
    """Return the inspections of a complaint, and whether one may be called."""
    found = prepared.read(record.inspections.select_related("sales", "quality", "production", "stand_in"))
    may = record.state in OPEN_COMPLAINTS and user.has_perm("complaints.call_inspection", record)
    limits = nearest(Inspection.kind(), [one.pk for one in found]) if found else {}
    rows = [(one, limits.get(one.pk)) for one in found]
    return {"inspections": rows, "may": may, "count": len(found) or None} if found or may else None


def compensations_of(record: Complaint, user: Any) -> dict[str, Any] | None:
    """Return the compensations of a complaint, and whether one may be proposed."""
    found = prepared.read(record.compensations.all())
    is_open = record.state in OPEN_COMPLAINTS and record.state != ComplaintState.UNJUSTIFIED
    may = is_open and user.has_perm("complaints.propose_compensation", record)
    return {"compensations": found, "may": may, "count": len(found) or None} if found or may else None


def limits_for(record: Complaint) -> list[ParameterView]:
    """Return the clauses that say who approves how much for this complaint, the lowest first."""
    found = ruleset().matching("approval_limit", record.facts(), form=FORM)
    return sorted(found, key=lambda view: Decimal(str(view.data["up_to"])))


def limits_in_words(record: Complaint) -> str:
    """Return who approves how much, with the clause; empty where no clause says anything."""
    limits = limits_for(record)
    said = [
        _("up to ¥%(amount)s: %(post)s") % {"amount": f"{Decimal(str(one.data['up_to'])):,.0f}",
                                          "post": Post(one.data["post"]).label}
        for one in limits
    ]  # fmt: skip
    return f"{limits[0].label}：{'；'.join(said)}" if limits else ""


def waiting_redress(user: Staff, at_most: int) -> list[Waiting]:
    """Return the inspections and payments that wait for a colleague."""
    mine = Q(state=InspectionState.HELD) & (Q(stand_in=user.pk) | Q(stand_in=None, quality=user.pk))
    mine |= Q(state=InspectionState.CALLED) & (Q(sales=user.pk) | Q(quality=user.pk) | Q(production=user.pk))
    mine |= Q(state=InspectionState.CALLED, stand_in=user.pk)
    if user.holds(*orderers()):
        mine |= Q(state__in=[InspectionState.EXCUSED, InspectionState.REPORTED])
    rows = Inspection.objects.filter(mine).select_related("complaint").order_by("called_at", "pk")[:at_most]
    found = [_waiting(one, one.complaint.contact_name) for one in rows]
    if user.holds(Post.ACCOUNTANT):
        due = Compensation.objects.filter(state=CompensationState.APPROVED).select_related("complaint")
        found += [_waiting(one, one.complaint.number) for one in due.order_by("decided_at", "pk")[:at_most]]
    return found


def _waiting(record: Any, detail: str) -> Waiting:
    move = next((move for move in record.moves.of(record.state) if move.is_primary), None)
    return Waiting(record, detail, str(move.label) if move else _("Open"), record.get_absolute_url())
