"""The oldest waiting request that a free technician may do."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone

from bihuan.kernel.actors import SYSTEM
from bihuan.organization.models import Staff
from bihuan.service.models import ServiceRequest
from bihuan.service.queries.board import fitting, need_of, waiting
from bihuan.service.queries.crew import crew, dispatch_rule, place_of, weights
from bihuan.service.rules import distance, judge

MOST = 20  # of the oldest; who fits none of these is asked by nobody


@dataclass(frozen=True)
class Offer:
    """A request, and when the technician could begin."""

    request: ServiceRequest
    starts_at: datetime


def may_take_himself(request: ServiceRequest) -> bool:
    """Return whether the clause lets technicians take the next job themselves."""
    rule = dispatch_rule(request.facts())
    return bool(rule and rule.data.get("self_take"))


def next_for(technician: Staff) -> Offer | None:
    """Return the oldest waiting request that fits a technician without a job left today, None when none does."""
    now, today = timezone.now(), timezone.localdate()
    members = crew(today)
    member = next((one for one in members if one.staff.pk == technician.pk), None)
    if member is None or member.busy_until(now) is not None or member.away(now):
        return None
    scale = weights()
    found = sorted(waiting(SYSTEM, outlet=member.outlet), key=lambda item: item.request.reported_at)
    for item in found[:MOST]:
        need = need_of(item.request, members, now, knows_last=False)
        if need.outlet_id not in (None, member.staff.outlet_id):
            continue
        way = timedelta(minutes=round((distance(need.place, place_of(member.outlet)) or 0) * scale.minutes_per_km))
        at, busy = fitting(member, item.request, now, way)
        fits = at is not None and timezone.localdate(at) == today
        if at and fits and judge(need, member.candidate(now, free_at=at, busy=busy), scale).is_fit:
            return Offer(item.request, at)
    return None
