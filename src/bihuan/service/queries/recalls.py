"""Which requests could carry a recall's remedy along, and whether one has put the unit right (WAR-07)."""

from typing import Any

from bihuan.products.models import RecallUnit
from bihuan.products.states import FOLLOW, RecallUnitState
from bihuan.service.models import BenchJob, ServiceRequest, WorkOrder
from bihuan.service.states import BenchState, OrderState, Result

MOST = 4
JOINABLE = (
    RecallUnitState.LISTED, RecallUnitState.NOTIFIED, RecallUnitState.REPLIED, RecallUnitState.UNREACHABLE,
)  # fmt: skip


def joinable(one: RecallUnit, user: Any) -> list[ServiceRequest]:
    """Return the open requests of a recalled unit that this colleague may see, the newest first."""
    rows = ServiceRequest.objects.visible_to(user).open().filter(unit=one.unit_id)
    return list(rows.select_related("technician").order_by("-pk")[:MOST])


def is_put_right(request: ServiceRequest) -> bool:
    """Tell whether the work that completed a request put the unit right: the last visit, or the workshop after it.

    What the customer has back unrepaired, or runs only until a part comes, is still under recall.
    """
    signed = WorkOrder.objects.filter(request=request, state=OrderState.SIGNED).exclude(result=Result.TAKEN_IN)
    visit = signed.order_by("-signed_at", "-pk").first()
    back = BenchJob.objects.filter(request=request, state=BenchState.HANDED_OVER).order_by("-handed_over_at").first()
    if back is None or (visit and visit.signed_at and back.handed_over_at and visit.signed_at > back.handed_over_at):
        return visit is None or visit.result == Result.FIXED
    return bool(back.tested_at or back.replacement_serial)


def of_recall_unit(one: RecallUnit, user: Any) -> dict[str, Any] | None:
    """Return the open requests that the remedy may be joined to, for the recalled unit's page."""
    if one.state not in JOINABLE or not user.has_perm(FOLLOW, one):
        return None
    found = joinable(one, user)
    return {"requests": found, "count": len(found)} if found else None
