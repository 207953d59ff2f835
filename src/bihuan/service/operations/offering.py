"""Somebody is free: the oldest waiting request that fits him is offered again (SVC-08)."""

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from bihuan.kernel import events
from bihuan.kernel.actors import SYSTEM
from bihuan.kernel.outbox import Notice
from bihuan.kernel.records import OperationError
from bihuan.kernel.tasks import task
from bihuan.organization.models import Staff
from bihuan.service.models import WorkOrder
from bihuan.service.operations.dispatch import Assignment, dispatch
from bihuan.service.queries.offers import may_take_himself, next_for
from bihuan.service.states import NextOffered

FRESH = timedelta(minutes=15)  # nobody is offered a job for having been free long ago
TOPIC = "request.offered"


def on_free(event: Any) -> None:
    """Look for the next job of a technician who has finished or given back one."""
    offer_next.enqueue(technician_id=event.record.technician_id, at=timezone.now().isoformat())


@task
def offer_next(technician_id: int, at: str) -> None:
    """Offer the oldest request that fits to whoever has just become free; once a day for each request."""
    now = timezone.now()
    if now - datetime.fromisoformat(at) > FRESH:
        return
    technician = Staff.objects.filter(pk=technician_id, is_active=True).first()
    found = next_for(technician) if technician else None
    if technician is None or found is None:
        return
    told = Notice.objects.filter(topic=TOPIC, kind=found.request.kind(), subject_id=found.request.pk)
    if told.filter(created_at__gt=now - timedelta(hours=12)).exists():
        return
    with transaction.atomic():
        may_take = may_take_himself(found.request)
        events.publish(NextOffered(record=found.request, at=now, by=SYSTEM, technician=technician, may_take=may_take))


@transaction.atomic
def take_next(*, by: Staff) -> WorkOrder | None:
    """Take the oldest waiting request that fits oneself, where the clause lets technicians do so.

    Returns:
        the job; None where a superior is asked first.

    Raises:
        OperationError: the clause leaves it to the dispatcher, or nothing waits that he may do.
    """
    found = next_for(by)
    if found is None:
        raise OperationError(_("Nothing waits that fits you now."))
    if not may_take_himself(found.request):
        raise OperationError(_("The dispatcher assigns the jobs."))
    reason = str(_("Taken by %(name)s himself") % {"name": by.name})
    chosen = Assignment(technician_id=by.pk, planned_at=found.starts_at, reason=reason)
    return dispatch(found.request, chosen, by=SYSTEM)
