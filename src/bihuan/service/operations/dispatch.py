"""Assigning technicians: a proposal is made, a person decides, every change of mind is recorded (SVC-07, 08)."""

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext_lazy as _

from bihuan.kernel.actors import SYSTEM, Actor
from bihuan.kernel.moves import begin, check, perform
from bihuan.kernel.numbering import next_number
from bihuan.kernel.records import OperationError, locked
from bihuan.organization.models import Staff
from bihuan.organization.states import Post
from bihuan.service.models import ServiceRequest, WorkOrder
from bihuan.service.operations.crew import add_helper
from bihuan.service.operations.slots import hold_days, refuse_clash
from bihuan.service.queries.bench import under_repair
from bihuan.service.states import UNSIGNED, OrderAssigned, OrderState, RequestState
from bihuan.signoff import operations as signoff
from bihuan.signoff.models import Circulation

APPROVAL_FORM = "dispatch"


@dataclass(frozen=True, kw_only=True)
class Assignment:
    """Who shall go, when, for how long, why he, and who goes along to help."""

    technician_id: int
    planned_at: datetime | None = None
    planned_minutes: int = 60
    reason: str = ""
    helpers: tuple[int, ...] = ()

    def kept(self) -> dict[str, Any]:
        """Return the assignment ready for JSON, to wait for approval."""
        return {**asdict(self), "planned_at": self.planned_at.isoformat() if self.planned_at else None}

    @classmethod
    def from_kept(cls, values: dict[str, Any]) -> "Assignment":
        """Return the assignment that waited for approval."""
        at = values["planned_at"]
        helpers = tuple(values.get("helpers") or ())
        return cls(**{**values, "planned_at": parse_datetime(at) if at else None, "helpers": helpers})


@transaction.atomic
def dispatch(
    request: ServiceRequest, assignment: Assignment, *, by: Actor, revision: int | None = None
) -> WorkOrder | None:
    """Assign a technician, or ask for the approval that a clause wants first (CO, SVC-07).

    Returns:
        The work order; None when a superior is asked first.

    Raises:
        OperationError: the person chosen is no technician on duty, or is taken at the time planned.
        MoveForbidden: somebody else was quicker.
    """
    request = locked(ServiceRequest, request.pk, revision=revision)
    technician = _technician(assignment)
    check(request, "dispatch", by=by)
    _refuse_taken(technician, assignment)
    is_ahead = request.state == RequestState.AWAITING_APPROVAL  # with a recorded consent alone (REG-06)
    if not is_ahead and _asks_first(request, technician, assignment, by=by):
        return None
    order = _assign(request, technician, assignment, by=by)
    changes = {**_on_request(technician), "pending_dispatch": None}
    perform(request, "dispatch", by=by, note=assignment.reason, changes=changes)
    if is_ahead:
        _end_approval(request)
    return order


def _end_approval(request: ServiceRequest) -> None:
    """Take back the form that circulated for a dispatch which went ahead of it."""
    for circulation in Circulation.objects.of(request).running().filter(form=APPROVAL_FORM):
        signoff.withdraw(circulation, by=SYSTEM, reason=str(_("Dispatched ahead of the approval, by consent.")))


def _asks_first(request: ServiceRequest, technician: Staff, assignment: Assignment, *, by: Actor) -> bool:
    """Lay an assignment before the superior if a clause wants it; True when it waits for him.

    The clause looks at the outlet that will do the job, the technician's, whosever region it is.
    """
    circulation = signoff.start(request, APPROVAL_FORM, by=by, facts=request.facts(outlet=technician.outlet))
    if circulation is None:
        return False
    changes = {"pending_dispatch": assignment.kept(), "technician": None}
    perform(request, "ask_approval", by=by, note=assignment.reason, changes=changes)
    return True


def approved(request: ServiceRequest, *, by: Actor) -> WorkOrder | None:
    """Carry out the dispatch that waited, now that the superior has agreed.

    Returns:
        The work order; None when somebody's time was taken meanwhile, and the request waits to be planned again.
    """
    request = locked(ServiceRequest, request.pk)
    assignment = Assignment.from_kept(request.pending_dispatch or {})
    try:
        with transaction.atomic():
            technician = _technician(assignment)
            _refuse_taken(technician, assignment)
            order = _assign(request, technician, assignment, by=by)
    except OperationError as refusal:
        _back_to_planning(request, str(refusal.message))
        return None
    changes = {**_on_request(technician), "pending_dispatch": None}
    perform(request, "approve", by=SYSTEM, note=assignment.reason, changes=changes)
    return order


def _back_to_planning(request: ServiceRequest, why: str) -> None:
    """Let a request be planned again whose agreed dispatch the calendar no longer allows."""
    note = _("The superior agreed, but meanwhile: %(why)s") % {"why": why}
    perform(request, "plan_again", by=SYSTEM, note=note, changes={"pending_dispatch": None}, event_data={"why": why})


def refused(request: ServiceRequest, *, note: str) -> None:
    """Put the request back to be dispatched otherwise: the superior said no."""
    request = locked(ServiceRequest, request.pk)
    perform(request, "refuse", by=SYSTEM, note=note, changes={"pending_dispatch": None})


@transaction.atomic
def reassign(
    request: ServiceRequest, assignment: Assignment, *, by: Actor, revision: int | None = None
) -> WorkOrder | None:
    """Take the job from one technician and give it to another, on record (SVC-08).

    While the product is being repaired in the workshop nobody is sent: who repairs it is changed there. Once
    it is ready somebody may bring it back.

    Returns:
        The new work order; None when a superior is asked first (CO, SVC-07).

    Raises:
        OperationError: no reason given, the same technician chosen again, or the product is in the workshop.
    """
    request = locked(ServiceRequest, request.pk, revision=revision)
    technician = _technician(assignment)
    check(request, "reassign", by=by)
    if repaired := under_repair(request):
        said = _("The product is being repaired in the workshop (%(number)s). Change who repairs it there.")
        raise OperationError(said % {"number": repaired.number})
    if technician.pk == request.technician_id:
        raise OperationError(_("This technician already has the job."), field="technician")
    if not assignment.reason.strip():
        raise OperationError(_("Write why it is reassigned."), field="reason")
    _refuse_taken(technician, assignment)
    withdraw_running(request, note=assignment.reason, by=by)
    if _asks_first(request, technician, assignment, by=by):
        return None
    order = _assign(request, technician, assignment, by=by)
    perform(request, "reassign", by=by, note=assignment.reason, changes=_on_request(technician))
    return order


def withdraw_running(request: ServiceRequest, *, note: str, by: Actor) -> None:
    """Take back whatever job on a request the customer has not signed for."""
    for order in request.orders.select_for_update(of=("self",)).filter(state__in=UNSIGNED):
        perform(order, "withdraw", by=by, note=note)


def _technician(assignment: Assignment) -> Staff:
    staff: Staff | None = (
        Staff.objects.select_related("outlet__department").filter(pk=assignment.technician_id, is_active=True).first()
    )
    if staff is None or not staff.holds(Post.TECHNICIAN):
        raise OperationError(_("Choose a technician who is on duty."), field="technician")
    return staff


def _refuse_taken(technician: Staff, assignment: Assignment) -> None:
    if assignment.planned_at:
        hold_days([technician.pk, *assignment.helpers])
        refuse_clash(technician, assignment.planned_at, assignment.planned_minutes)


def _on_request(technician: Staff) -> dict[str, Any]:
    values: dict[str, Any] = {"technician": technician}
    if technician.outlet_id:
        values["outlet"] = technician.outlet
    return values


def _assign(request: ServiceRequest, technician: Staff, assignment: Assignment, *, by: Actor) -> WorkOrder:
    now = timezone.now()
    order = WorkOrder(
        request=request, outlet=technician.outlet or request.outlet, technician=technician, state=OrderState.ASSIGNED,
        reason=assignment.reason[:200], planned_at=assignment.planned_at, planned_minutes=assignment.planned_minutes,
        assigned_at=now,
    )  # fmt: skip
    order.number = next_number("WO", at=now)
    begin(order, by=by, event=OrderAssigned, at=now, note=assignment.reason)
    helpers = Staff.objects.filter(pk__in=assignment.helpers, is_active=True).exclude(pk=technician.pk)
    for helper in helpers.order_by("pk"):
        add_helper(order, helper, by=SYSTEM)
    return order
