"""What the service department shows on the pages of customers and of their units: the repairs so far."""

from typing import Any

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
