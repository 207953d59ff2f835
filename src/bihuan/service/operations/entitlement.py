"""What the customer is entitled to, decided and explained on every request (WAR-02, SVC-09)."""

from dataclasses import replace
from typing import Any

from django.utils import timezone

from bihuan.kernel import history
from bihuan.kernel.actors import Actor
from bihuan.products.queries import cover
from bihuan.products.rules import Cover, Decision, entitle
from bihuan.regulations.queries import ruleset
from bihuan.service.models import ServiceRequest, WorkOrder
from bihuan.service.states import OrderState, Result


def _decision(request: ServiceRequest, cause: str) -> Decision:
    day = timezone.localdate(request.reported_at)
    if request.unit is None:
        return entitle(None, on=day, cause=cause)
    return entitle(_with_repairs(request, cover(request.unit, day)), on=day, cause=cause)


def _with_repairs(request: ServiceRequest, known: Cover) -> Cover:
    """Add when the same fault of this unit was last mended, where a clause warrants repairs."""
    clauses = ruleset().matching("repair_warranty", request.facts()) if request.fault_class_id else []
    if not clauses:
        return known
    same = WorkOrder.objects.filter(request__unit=request.unit_id, request__fault_class=request.fault_class_id)
    mended = same.filter(state=OrderState.SIGNED, signed_at__lte=request.reported_at).exclude(result=Result.UNSOLVED)
    at = mended.exclude(request=request.pk).order_by("-signed_at").values_list("signed_at", flat=True).first()
    days = max(int(clause.data["days"]) for clause in clauses)
    return replace(known, mended_on=timezone.localdate(at), repair_days=days) if at else known


def decide(request: ServiceRequest, *, cause: str = "") -> None:
    """Set class and explanation on a request that is not saved yet."""
    request.entitlement, request.service_class = _explained(request, cause)


def _explained(request: ServiceRequest, cause: str) -> tuple[dict[str, Any], str]:
    decision = _decision(request, cause)
    clause = ruleset().one("warranty", "warranty", request.facts())
    explained = {**decision.kept(), "cause": cause, "parameter": clause.id if clause else None}
    return explained, decision.service_class


def decide_again(request: ServiceRequest, *, by: Actor, cause: str = "") -> None:
    """Judge a locked request anew after unit or cause became known; a class set by hand stays."""
    cause = cause or request.entitlement.get("cause", "")
    explained, service_class = _explained(request, cause)
    values: dict[str, Any] = {"entitlement": explained}
    if not request.is_class_overridden:
        values["service_class"] = service_class
    history.change(request, by=by, verb="entitle", **values)
