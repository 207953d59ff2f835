"""Jobs ahead that somebody was to do, or help on, who is on leave then (SVC-08)."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice

from django.db.models import Q, QuerySet
from django.utils import timezone

from bihuan.kernel.actors import SYSTEM, Actor
from bihuan.organization.models import Leave, Staff
from bihuan.service.models import Appointment, CrewMember, WorkOrder
from bihuan.service.states.orders import MOVABLE


@dataclass(frozen=True)
class Stranded:
    """A job, and who of those on it is away."""

    order: WorkOrder
    person: Staff
    is_helper: bool


def stranded(user: Actor, most: int = 50) -> list[Stranded]:
    """Return the visible jobs ahead that somebody on leave was to do or help on, the soonest first."""
    return list(islice(_hit(Leave.objects.filter(ends_at__gt=timezone.now()), user), most))


def hit_by(leave: Leave) -> list[Stranded]:
    """Return the jobs ahead that a leave leaves without one of their people."""
    return list(_hit([leave], SYSTEM))


def appointments_hit(leave: Leave) -> list[Appointment]:
    """Return the agreed installations that lie within a leave."""
    rows = Appointment.objects.standing().filter(
        technician=leave.staff_id, starts_at__lt=leave.ends_at, ends_at__gt=max(leave.starts_at, timezone.now())
    )
    return list(rows.exclude(installation=None).select_related("installation").order_by("starts_at"))


def is_away(leaves: Iterable[Leave], order: WorkOrder) -> bool:
    """Return whether one of these leaves lies over a job as it is planned."""
    start = order.planned_at
    end = start + timedelta(minutes=order.planned_minutes) if start else None
    return bool(start and end and any(one.starts_at < end and one.ends_at > start for one in leaves))


def _hit(leaves: Iterable[Leave], user: Actor) -> Iterator[Stranded]:
    by_staff: dict[int, list[Leave]] = defaultdict(list)
    for leave in leaves:
        by_staff[leave.staff_id].append(leave)
    if not by_staff:
        return
    now = timezone.now()
    helped = _helped(by_staff, now)
    ahead = WorkOrder.objects.visible_to(user).filter(state__in=MOVABLE, planned_at__gt=now)
    rows = ahead.filter(Q(technician__in=list(by_staff)) | Q(pk__in=list(helped)))
    for order in rows.select_related("request", "technician", "outlet").order_by("planned_at", "pk"):
        if is_away(by_staff.get(order.technician_id, ()), order):
            yield Stranded(order, order.technician, is_helper=False)
        for person in helped.get(order.pk, ()):
            if is_away(by_staff[person.pk], order):
                yield Stranded(order, person, is_helper=True)


def _helped(by_staff: dict[int, list[Leave]], now: datetime) -> dict[int, list[Staff]]:
    rows: QuerySet[CrewMember] = CrewMember.objects.filter(
        person__in=list(by_staff), removed_at=None, order__state__in=MOVABLE, order__planned_at__gt=now
    )
    found: dict[int, list[Staff]] = defaultdict(list)
    for row in rows.select_related("person").order_by("pk"):
        found[row.order_id].append(row.person)
    return found
