"""The open requests that could carry a recall's remedy along (WAR-07)."""

from typing import Any

from bihuan.products.models import RecallUnit
from bihuan.products.states import FOLLOW, RecallUnitState
from bihuan.service.models import ServiceRequest

MOST = 4
JOINABLE = (
    RecallUnitState.LISTED, RecallUnitState.NOTIFIED, RecallUnitState.REPLIED, RecallUnitState.UNREACHABLE,
)  # fmt: skip


def joinable(one: RecallUnit, user: Any) -> list[ServiceRequest]:
    """Return the open requests of a recalled unit that this colleague may see, the newest first."""
    rows = ServiceRequest.objects.visible_to(user).open().filter(unit=one.unit_id)
    return list(rows.select_related("technician").order_by("-pk")[:MOST])


def of_recall_unit(one: RecallUnit, user: Any) -> dict[str, Any] | None:
    """Return the open requests that the remedy may be joined to, for the recalled unit's page."""
    if one.state not in JOINABLE or not user.has_perm(FOLLOW, one):
        return None
    found = joinable(one, user)
    return {"requests": found, "count": len(found)} if found else None
