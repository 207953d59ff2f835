"""What the customer is entitled to, decided and explained on every request (WAR-02, SVC-09)."""

from typing import Any

from django.utils import timezone

from bihuan.kernel import history
from bihuan.kernel.actors import Actor
from bihuan.products.queries import cover
from bihuan.products.rules import Decision, entitle
from bihuan.regulations.queries import ruleset
from bihuan.service.models import ServiceRequest


def _decision(request: ServiceRequest, cause: str) -> Decision:
    day = timezone.localdate(request.reported_at)
    return entitle(cover(request.unit, day) if request.unit else None, on=day, cause=cause)


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
