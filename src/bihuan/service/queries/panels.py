"""What the service department shows on others' pages: the repairs so far, and what an approval is about."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.dateparse import parse_datetime

from bihuan.organization.models import Staff
from bihuan.service.models import ServiceRequest

SHOWN = 6


def of_unit(unit: Any, user: Any) -> dict[str, Any] | None:
    """Return the repairs of a unit, the newest first."""
    return _repairs(user, unit=unit.pk)


def of_customer(customer: Any, user: Any) -> dict[str, Any] | None:
    """Return the repairs of a customer, the newest first."""
    return _repairs(user, customer=customer.pk)


def _repairs(user: Any, **owner: int) -> dict[str, Any] | None:
    rows = ServiceRequest.objects.visible_to(user).filter(**owner).select_related("technician", "model")
    found = list(rows.order_by("-reported_at", "-pk")[:SHOWN])
    return {"repairs": found} if found else None


@dataclass(frozen=True)
class Proposed:
    """The dispatch that waits for a superior: who, when, how long, why he."""

    technician: str
    planned_at: datetime | None
    minutes: int
    reason: str


def proposed(request: ServiceRequest) -> Proposed | None:
    """Return the dispatch that waits for approval; a query only where one does."""
    kept = request.pending_dispatch
    if not kept:
        return None
    name = Staff.objects.filter(pk=kept["technician_id"]).values_list("name", flat=True).first() or ""
    at = parse_datetime(kept["planned_at"]) if kept["planned_at"] else None
    return Proposed(name, at, kept["planned_minutes"], kept["reason"])


def of_circulation(circulation: Any, user: Any) -> dict[str, Any] | None:
    """Return the request a superior is asked about, and whom the dispatcher wants to send."""
    if circulation.subject_kind != ServiceRequest.kind():
        return None
    rows = ServiceRequest.objects.visible_to(user).select_related("region", "outlet", "customer")
    request = rows.filter(pk=circulation.subject_id).first()
    return {"one": request, "proposed": proposed(request)} if request else None
