"""The technician's day on a job: accept, on the way, arrived, diagnosed, done (SVC-10)."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from bihuan.kernel.actors import SYSTEM, Actor
from bihuan.kernel.moves import perform
from bihuan.kernel.records import OperationError, locked
from bihuan.products.models import FaultCode
from bihuan.service.models import BenchJob, ServiceRequest, WorkOrder
from bihuan.service.operations import entitlement
from bihuan.service.states import Cause, RequestState, Result


def both_locked(order: WorkOrder, revision: int | None = None) -> WorkOrder:
    """Return the order locked together with its request, request first: always in this order."""
    request = locked(ServiceRequest, order.request_id)
    order = locked(WorkOrder, order.pk, revision=revision)
    order.request = request
    return order


@transaction.atomic
def accept(order: WorkOrder, *, by: Actor) -> WorkOrder:
    """Take the job on."""
    order = both_locked(order)
    perform(order, "accept", by=by, changes={"accepted_at": timezone.now()})
    return order


@transaction.atomic
def decline(order: WorkOrder, *, note: str, by: Actor) -> WorkOrder:
    """Give the job back before going; the dispatcher has it again.

    Raises:
        OperationError: no reason given.
    """
    order = both_locked(order)
    if not note.strip():
        raise OperationError(_("Write why you can't take it."), field="note")
    perform(order, "decline", by=by, note=note.strip())
    perform(order.request, "recall", by=SYSTEM, note=note.strip(), changes={"technician": None})
    return order


@transaction.atomic
def depart(order: WorkOrder, *, by: Actor, at: datetime | None = None) -> WorkOrder:
    """Set out."""
    order = both_locked(order)
    now = _within(at, order)
    perform(order, "depart", by=by, at=now, changes={"departed_at": now})
    return order


@transaction.atomic
def arrive(order: WorkOrder, *, by: Actor, at: datetime | None = None) -> WorkOrder:
    """Be at the customer's: the arrival limit of FULL 3.4 is met."""
    order = both_locked(order)
    now = _within(at, order)
    perform(order, "arrive", by=by, at=now, changes={"arrived_at": now})
    if order.request.state == RequestState.DISPATCHED:
        perform(order.request, "start", by=SYSTEM, at=now)
    return order


def _within(at: datetime | None, order: WorkOrder) -> datetime:
    """Return when it happened: not before the job was given out, not in the future."""
    now = timezone.now()
    return max(min(at, now), order.assigned_at) if at else now


@transaction.atomic
def diagnose(
    order: WorkOrder, *, findings: str, cause: str, fault_code: FaultCode | None = None, by: Actor,
    revision: int | None = None,
) -> WorkOrder:  # fmt: skip
    """Record what was found and why it failed; the cause may change the entitlement (WAR-02).

    Raises:
        OperationError: the cause is unknown.
        EvidenceMissing: findings or cause are empty.
    """
    order = both_locked(order, revision)
    if cause and cause not in Cause.values:
        raise OperationError(_("Choose a cause."), field="cause")
    values: dict[str, Any] = {
        "findings": findings.strip(), "cause": cause, "fault_code": fault_code,
        "diagnosed_at": order.diagnosed_at or timezone.now(),
    }  # fmt: skip
    perform(order, "diagnose", by=by, changes=values)
    entitlement.decide_again(order.request, cause=cause, by=by)
    return order


@transaction.atomic
def finish(
    order: WorkOrder, *, work_done: str, result: str, minutes_spent: int | None, by: Actor, at: datetime | None = None,
    revision: int | None = None,
) -> WorkOrder:  # fmt: skip
    """Record what was done; the customer signs next.

    Args:
        minutes_spent: working time on site, minutes.

    Raises:
        OperationError: the result is unknown or the time can't be.
        EvidenceMissing: something the voucher needs is empty.
    """
    order = both_locked(order, revision)
    if result and result not in Result.values:
        raise OperationError(_("Choose a result."), field="result")
    if minutes_spent is not None and not 0 <= minutes_spent <= 6000:
        raise OperationError(_("Minutes used must lie between 0 and 6,000."), field="minutes_spent")
    if result == Result.TAKEN_IN and not BenchJob.objects.filter(order=order).exists():
        raise OperationError(_("Write the receipt first: nothing was taken in on this visit."), field="result")
    now = _within(at, order)
    values = {"work_done": work_done.strip(), "result": result, "minutes_spent": minutes_spent, "completed_at": now}
    perform(order, "finish", by=by, at=now, changes=values)
    return order
