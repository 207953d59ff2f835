"""The remedy of a recalled unit as a service request, free of charge (WAR-07)."""

from datetime import datetime, time

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from bihuan.kernel import events
from bihuan.kernel.actors import SYSTEM, Actor
from bihuan.kernel.records import OperationError, locked
from bihuan.products.models import RecallUnit
from bihuan.products.operations import recalls
from bihuan.products.rules import LINES, ruled, verdict_of
from bihuan.products.states import RecallArranged
from bihuan.service.models import ServiceRequest
from bihuan.service.operations import entitlement
from bihuan.service.operations.intake import Intake, register
from bihuan.service.queries.classes import class_for
from bihuan.service.queries.recalls import is_put_right
from bihuan.service.states import OPEN, Channel, RequestCancelled, RequestCompleted

MORNING = time(9)


def on_arranged(event: RecallArranged) -> None:
    """Enter the request that carries the remedy out, for the day the customer chose; labour to travel are ours."""
    if event.is_linked:
        return
    one: RecallUnit = event.record
    recall, day = one.recall, one.wished_on
    at = timezone.make_aware(datetime.combine(day, MORNING)) if day and day > timezone.localdate() else None
    words = {"number": recall.number, "subject": recall.subject, "remedy": recall.get_remedy_display()}
    description = _("Recall %(number)s: %(subject)s. %(remedy)s.") % words
    intake = Intake(
        description=description, channel=Channel.OWN, unit=one.unit, customer=one.customer, appointment_at=at,
        remarks=one.number, asks_further=False,
    )  # fmt: skip
    join(one, register(intake, by=SYSTEM, source="recall"))


def join(one: RecallUnit, request: ServiceRequest) -> None:
    """Have a request carry out the remedy of a unit: it is free from then on."""
    row = locked(ServiceRequest, request.pk)
    rulings = {line: {"basis": "free", "kind": "goodwill"} for line in LINES}
    explained = ruled(row.entitlement or {"lines": {}}, rulings)
    entitlement.keep(row, explained, class_for(verdict_of(explained), row.facts()), by=SYSTEM)
    recalls.link(one, kind=ServiceRequest.kind(), pk=row.pk, number=row.number)


@transaction.atomic
def carry_along(one: RecallUnit, request: ServiceRequest, *, by: Actor, revision: int | None = None) -> RecallUnit:
    """Let a request that the unit has anyway carry the remedy out: one visit does both, free of charge.

    Raises:
        OperationError: the request is another unit's or over.
        MoveForbidden: the remedy is arranged already.
    """
    row = locked(ServiceRequest, request.pk)
    if row.unit_id != one.unit_id or row.state not in OPEN:
        raise OperationError(_("This request is over, or another unit's."))
    arranged = recalls.arrange(one, by=by, is_linked=True, revision=revision)
    join(arranged, row)
    return arranged


def on_completed(event: RequestCompleted) -> None:
    """Count what the request was for as remedied; where the work put nothing right, it has to be arranged anew."""
    request: ServiceRequest = event.record
    if is_put_right(request):
        recalls.remedied_by(ServiceRequest.kind(), request.pk, note=request.number)
    else:
        recalls.release(ServiceRequest.kind(), request.pk, note=request.number)


def on_cancelled(event: RequestCancelled) -> None:
    """Give the unit back: its remedy has to be arranged anew."""
    recalls.release(ServiceRequest.kind(), event.record.pk)


def subscribe() -> None:
    """Hear what recalls want done and how it went; called once, by the app."""
    events.subscribe(RecallArranged, on_arranged)
    events.subscribe(RequestCompleted, on_completed)
    events.subscribe(RequestCancelled, on_cancelled)
