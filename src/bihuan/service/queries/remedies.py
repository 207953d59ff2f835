"""Remedies as pages show them: the panel on a request and a unit, what waits, what a refund comes to."""

from decimal import Decimal
from itertools import islice
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from bihuan.organization.models import Staff
from bihuan.organization.queries import deputy_for, head_of, holders
from bihuan.organization.states import Post
from bihuan.products.models import Unit
from bihuan.products.queries import cover
from bihuan.products.rules import Refund, refund, warranty_span
from bihuan.regulations.queries import ruleset
from bihuan.service.models import Remedy
from bihuan.service.queries.lines import right_reason
from bihuan.service.states.remedies import RemedyState

SHOWN = 6


def opened(user: Any) -> QuerySet[Remedy]:
    """Return visible remedies with all that their page names joined in."""
    return Remedy.objects.visible_to(user).select_related(
        "request__customer",
        "request__outlet__department__manager",
        "request__owner__department__manager",
        "unit__model__line",
        "replacement__model",
        "decided_by",
        "parameter",
    )


def reason_of(remedy: Remedy) -> str:
    """Return why a remedy was proposed, in words."""
    parts = [right_reason(remedy.trigger, remedy.evidence) if remedy.trigger else "", remedy.reason]
    return "；".join(part for part in parts if part)


def clause_of(remedy: Remedy) -> Any:
    """Return the clause behind a remedy, None when it is no longer in force or there is none."""
    return ruleset().by_id.get(remedy.parameter_id or 0)


def deciders(remedy: Remedy) -> list[Staff]:
    """Return who is to decide: who holds the post its clause names, here; of managers the department's own."""
    head = head_of(remedy.department) if remedy.decider == Post.DEPARTMENT_MANAGER else None
    return [deputy_for(head)] if head else holders(remedy.decider, outlet=remedy.request.outlet)


def waiting(user: Any, limit: int) -> list[Remedy]:
    """Return what waits for this person to be decided, or carried out, the oldest first."""
    rows = opened(user).filter(state__in=[RemedyState.PROPOSED, RemedyState.AGREED]).order_by("proposed_at", "pk")
    permission = {RemedyState.PROPOSED: "service.decide_remedy", RemedyState.AGREED: "service.handle_remedy"}
    mine = (row for row in rows.iterator(200) if user.has_perm(permission[RemedyState(row.state)], row))
    return list(islice(mine, limit))


def of_request(request: Any, user: Any) -> dict[str, Any] | None:
    """Return the remedies of a request for its page; no query where none was ever asked for."""
    return _panel(user, request=request.pk) if request.entitlement.get("remedy") else None


def of_unit(unit: Any, user: Any) -> dict[str, Any] | None:
    """Return the remedies of a unit for its page."""
    return _panel(user, unit=unit.pk)


def _panel(user: Any, **owner: int) -> dict[str, Any] | None:
    rows = list(Remedy.objects.visible_to(user).filter(**owner).select_related("unit__model").order_by("-pk")[:SHOWN])
    return {"remedies": rows, "count": len(rows)} if rows else None


def depreciation_of(unit: Unit, price: Decimal) -> Refund:
    """Return what a refund of a unit comes to today, by the clause on depreciation (WAR-04).

    Args:
        price: what was paid, in yuan.
    """
    today = timezone.localdate()
    clause = ruleset().one("depreciation", "depreciation", unit.facts())
    percent = Decimal(str(clause.data["percent"])) if clause else Decimal(0)
    free = int(clause.data.get("free_days") or 0) if clause else 0
    most = clause.data.get("most_percent") if clause else None
    since, _until = warranty_span(cover(unit, today))
    return refund(
        price, percent=percent, bought_on=since or today, returned_on=today, out_of_use_days=unit.left_out_days,
        free_days=free, most_percent=None if most in (None, "") else Decimal(str(most)),
    )  # fmt: skip
