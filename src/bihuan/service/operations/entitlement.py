"""What the customer is entitled to, decided and explained line by line on every request (WAR-02, SVC-09, SVC-17)."""

from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from django.utils import timezone

from bihuan.kernel import history
from bihuan.kernel.actors import Actor
from bihuan.products import operations as products
from bihuan.products.queries import contract_for, cover
from bihuan.products.queries.software import software_clause
from bihuan.products.rules import Cover, Decision, entitle, entitle_software, ruled, verdict_of
from bihuan.regulations.queries import ruleset
from bihuan.service.models import ServiceRequest
from bihuan.service.queries.classes import class_for
from bihuan.service.queries.faults import (
    failed_repairs,
    fault_day,
    has_evidence,
    mended_at,
    quota_amounts,
    repair_waits_since,
)
from bihuan.service.queries.lines import line_changes
from bihuan.service.queries.software import software_on
from bihuan.service.states import SOFTWARE_WORK, Cause, RequestState

# What is laid over a decision, or waits to be, and stays when the decision is made anew.
LASTING = ("rulings", "asked", "left_out", "remedy")


@dataclass
class Alike:
    """What was decided in a batch: without a unit only the day and the clause on warranty matter."""

    clauses: dict[str, int | None] = field(default_factory=dict)
    decisions: dict[tuple[date, int | None], tuple[dict[str, Any], str]] = field(default_factory=dict)


def _decision(request: ServiceRequest, cause: str, *, is_proven: bool = False) -> Decision:
    day = fault_day(request)
    if request.unit is None:
        return entitle(None, on=day, cause=cause)
    subject = (ServiceRequest.kind(), request.pk) if request.pk else None
    if request.work_kind in SOFTWARE_WORK:
        return _of_software(request, cover(request.unit, day, subject=subject), day, cause)
    known = _with_repairs(request, cover(request.unit, day, subject=subject))
    is_proven = is_proven or cause not in known.excluded or has_evidence(request)
    return entitle(known, on=day, cause=cause, is_proven=is_proven)


def _of_software(request: ServiceRequest, known: Cover, day: date, cause: str) -> Decision:
    """Decide by the clause about software: who caused it, and whether it is named software (SVC-19)."""
    clause = software_clause(request.facts())
    free = {row["code"] for row in clause.data["free_causes"]} if clause else {Cause.SYSTEM}
    chosen = software_on(request)
    return entitle_software(
        known, on=day, cause=cause, is_excepted=any(one.is_excepted for one in chosen), free_causes=free
    )


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


def decide_alike(request: ServiceRequest, known: Alike) -> None:
    """Like `decide`, for many at once: requests without a unit that are alike share what was decided for the first.

    Args:
        known: what was decided in this batch, under one state of the rules.
    """
    if request.unit_id is not None:
        decide(request)
        return
    facts = request.facts()
    if (same := str(facts)) not in known.clauses:
        clause = ruleset().one("warranty", "warranty", facts)
        known.clauses[same] = clause.id if clause else None
    key = (fault_day(request), known.clauses[same])
    if key not in known.decisions:
        known.decisions[key] = _explained(request, "")
    request.entitlement, request.service_class = known.decisions[key]


def _explained(request: ServiceRequest, cause: str, *, is_proven: bool = False) -> tuple[dict[str, Any], str]:
    """Return the decision ready to be kept, and its class; what it takes of a quota is held for it."""
    kept = _decision(request, cause, is_proven=is_proven).kept()
    day = fault_day(request)
    if draws_on_quota(kept) and request.unit is not None:
        products.hold(request.unit, day)
        kept = _decision(request, cause, is_proven=is_proven).kept()
    facts = request.facts()
    clause = ruleset().one("warranty", "warranty", facts)
    kept |= {"cause": cause, "parameter": clause.id if clause else None, "on": day.isoformat()}
    if any(line["payer"] == "contract" for line in kept["lines"].values()) and request.unit:
        contract = contract_for(request.unit, day)
        kept["contract"] = contract.number if contract else ""
    lasting = {name: request.entitlement[name] for name in LASTING if request.entitlement.get(name)}
    explained = ruled(kept, lasting.get("rulings", {})) | lasting
    return explained, class_for(verdict_of(explained), facts)


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


def use_quotas(request: ServiceRequest) -> None:
    """Book what a decided request uses of its contract's quotas, and give back what it no longer does.

    Parts are booked with the jobs they were used on.
    """
    amounts = quota_amounts(request) if request.state != RequestState.CANCELLED else {}
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
