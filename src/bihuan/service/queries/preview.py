"""What would follow from a call before it is registered: its class and the time limits that would start."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from bihuan.organization.queries import counting_calendar, outlet_for
from bihuan.products.queries import cover
from bihuan.products.rules import entitle, verdict_of
from bihuan.regulations.queries import ruleset
from bihuan.service.models import ServiceRequest
from bihuan.service.queries.classes import class_for
from bihuan.service.queries.entitlement import Explained, in_words
from bihuan.service.queries.hearing import Known
from bihuan.service.states import Channel, RequestRegistered

SHOWN = 3


@dataclass(frozen=True)
class Limit:
    """A time limit that would start now, with its clause."""

    label: str
    due_at: datetime
    clause: Any  # ParameterView


def preview(known: Known, now: datetime | None = None) -> tuple[list[Limit], Explained]:
    """Return the next time limits and the entitlement a call would have."""
    now = now or timezone.now()
    decision = entitle(cover(known.unit, timezone.localdate(now)) if known.unit else None, on=timezone.localdate(now))
    model = known.unit.model if known.unit else known.model
    draft = ServiceRequest(
        customer=known.customer,
        region=known.region,
        area=known.region.area if known.region else "",
        unit=known.unit,
        model=model,
        model_text=model.code if model else "",
        outlet=outlet_for(known.region),
        channel=Channel.HOTLINE,
        urgency="urgent" if known.heard.is_urgent else "normal",
    )
    kept = decision.kept()
    draft.service_class = class_for(verdict_of(kept), draft.facts())
    found = [_limit(view, now) for view in ruleset().time_limits(RequestRegistered.name, draft.facts())]
    return sorted(found, key=lambda one: one.due_at)[:SHOWN], in_words(kept, draft.service_class)


def _limit(view: Any, now: datetime) -> Limit:
    limit = view.data["limit"]
    due_at = counting_calendar(limit["calendar"]).add(now, timedelta(minutes=limit["minutes"]))
    return Limit(str(view.data.get("label", "")), due_at, view)
