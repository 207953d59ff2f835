"""What the customer is entitled to, decided and explained line by line on every request (WAR-02, SVC-09, SVC-17)."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

from django.utils import timezone

from bihuan.kernel import history
from bihuan.kernel.actors import Actor
from bihuan.products import operations as products
from bihuan.products.queries import contract_for, cover
from bihuan.products.rules import Cover, Decision, class_of, entitle, ruled
from bihuan.regulations.queries import ruleset
from bihuan.service.models import ServiceRequest
from bihuan.service.queries.faults import (
    failed_repairs,
    fault_day,
    has_evidence,
    mended_at,
    quota_amounts,
    repair_waits_since,
)
from bihuan.service.queries.lines import line_changes
from bihuan.service.states import RequestState

# What is laid over a decision, or waits to be, and stays when the decision is made anew.
LASTING = ("rulings", "asked", "left_out", "remedy")


def _decision(request: ServiceRequest, cause: str, *, is_proven: bool = False) -> Decision:
    day = fault_day(request)
    if request.unit is None:
        return entitle(None, on=day, cause=cause)
    subject = (ServiceRequest.kind(), request.pk) if request.pk else None
    known = _with_repairs(request, cover(request.unit, day, subject=subject))
    is_proven = is_proven or cause not in known.excluded or has_evidence(request)
    return entitle(known, on=day, cause=cause, is_proven=is_proven)


def _with_repairs(request: ServiceRequest, known: Cover) -> Cover:
    """Add what the register knows: the same fault mended before, repairs in vain, a part missing."""
    since = repair_waits_since(request)
    missing = (timezone.localdate() - since).days if since else 0
    known = replace(known, failed_repairs=failed_repairs(request), parts_missing_days=missing)
    clauses = ruleset().matching("repair_warranty", request.facts()) if request.fault_class_id else []
    at = mended_at(request) if clauses else None
    if at is None:
        return known
    longest = max(clauses, key=lambda view: int(view.data["days"]))
    grounds = {**known.clauses, "repair_warranty": longest.id}
    return replace(
        known, mended_on=timezone.localdate(at), repair_days=int(longest.data["days"]), clauses=grounds
    )  # fmt: skip


def decide(request: ServiceRequest, *, cause: str = "", is_proven: bool = False) -> None:
    """Set class and explanation on a request that is not saved yet; `use_quotas` follows once it is.

    Args:
        cause: what was found, where that is known already.
        is_proven: the finding is on record.
    """
    request.entitlement, request.service_class = _explained(request, cause, is_proven=is_proven)


def _explained(request: ServiceRequest, cause: str, *, is_proven: bool = False) -> tuple[dict[str, Any], str]:
    """Return the decision ready to be kept, and its class; what it takes of a quota is held for it."""
    kept = _decision(request, cause, is_proven=is_proven).kept()
    day = fault_day(request)
    if draws_on_quota(kept) and request.unit is not None:
        products.hold(request.unit, day)
        kept = _decision(request, cause, is_proven=is_proven).kept()
    clause = ruleset().one("warranty", "warranty", request.facts())
    kept |= {"cause": cause, "parameter": clause.id if clause else None, "on": day.isoformat()}
    if any(line["payer"] == "contract" for line in kept["lines"].values()) and request.unit:
        contract = contract_for(request.unit, day)
        kept["contract"] = contract.number if contract else ""
    lasting = {name: request.entitlement[name] for name in LASTING if request.entitlement.get(name)}
    explained = ruled(kept, lasting.get("rulings", {})) | lasting
    return explained, class_of(explained)


def draws_on_quota(kept: dict[str, Any]) -> bool:
    """Tell whether a kept decision takes anything of a contract's quotas."""
    return any(line["basis"] == "quota" for line in (kept.get("lines") or {}).values())


def decide_again(request: ServiceRequest, *, by: Actor, cause: str = "") -> None:
    """Judge a locked request anew after unit, fault date or cause became known; a class set by hand stays."""
    explained, service_class = _explained(request, cause or request.entitlement.get("cause", ""))
    keep(request, explained, service_class, by=by)


def keep(request: ServiceRequest, explained: dict[str, Any], service_class: str, *, by: Actor) -> None:
    """Save a decision on a locked request, with what changed line by line in its history."""
    values: dict[str, Any] = {"entitlement": explained}
    if not request.is_class_overridden:
        values["service_class"] = service_class
    said = line_changes(request.entitlement, explained)
    if history.change(request, by=by, verb="entitle", note=said, **values):
        use_quotas(request)


def use_quotas(request: ServiceRequest, *, parts_amount: Decimal | None = None) -> None:
    """Book what a decided request uses of its contract's quotas, and give back what it no longer does.

    Args:
        parts_amount: worth of the parts used, in yuan, where the parts line draws on the quota; None leaves it.
    """
    amounts = quota_amounts(request) if request.state != RequestState.CANCELLED else {}
    if parts_amount is not None and "parts_amount" in amounts:
        amounts["parts_amount"] = parts_amount
    contract = request.entitlement.get("contract", "") if amounts else ""
    products.use_quotas(
        contract, amounts, kind=ServiceRequest.kind(), pk=request.pk, number=request.number, used_on=fault_day(request)
    )


def on_registered(event: Any) -> None:
    """Book what a new request draws on, once it is saved."""
    if draws_on_quota(event.record.entitlement):
        use_quotas(event.record)


def on_cancelled(event: Any) -> None:
    """Give back what a cancelled request held."""
    use_quotas(event.record)


def on_arrived(event: Any) -> None:
    """Count a further visit."""
    if draws_on_quota(event.record.request.entitlement):
        use_quotas(event.record.request)
