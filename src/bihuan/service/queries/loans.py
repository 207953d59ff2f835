"""Loaners on the pages of requests, jobs and units, on the desk and the customer's page (SVC-06, PRT-03)."""

from typing import Any

from bihuan.kernel import hanging
from bihuan.organization.models import Staff
from bihuan.parts.models import Loan
from bihuan.parts.queries.loans import free_loaners, loan_clause, loans_of, loans_of_unit
from bihuan.parts.states.loans import RUNNING, LoanState
from bihuan.service.models import LoanerOffer, ServiceRequest, WorkOrder
from bihuan.service.states.loans import OfferOutcome


def of_request(request: ServiceRequest, user: Any) -> dict[str, Any] | None:
    """Return the panel on a request's page: the offer that waits, what is lent, what could be."""
    found = hanging.rows(request, loans_of(request))
    waiting = next(iter(hanging.rows(request, LoanerOffer.objects.filter(request=request.pk))), None)
    is_running = any(loan.state in RUNNING for loan in found)
    may_lend = request.is_open and not is_running and user.has_perm("service.lend_loaner", request)
    if not (found or waiting or may_lend):
        return None
    return {
        "loans": found, "offer": waiting, "may_lend": may_lend, "case": request, "count": len(found) or None,
        "clause": loan_clause(request.facts()) if waiting else None,
    }  # fmt: skip


def of_order(order: WorkOrder, user: Any) -> dict[str, Any] | None:
    """Return the same on the technician's job, once there is something to say."""
    facts = of_request(order.request, user)
    if facts is None:
        return None
    offer = facts["offer"]
    says = offer and (offer.settled_at is None or offer.outcome == OfferOutcome.DECLINED)
    return facts if facts["loans"] or says else None


def of_unit(unit: Any, user: Any) -> dict[str, Any] | None:
    """Return what was lent while a unit was in repair."""
    found = loans_of_unit(unit, user)
    return {"loans": found, "count": len(found), "may_lend": False} if found else None


def offers_waiting(user: Staff, at_most: int) -> list[LoanerOffer]:
    """Return the offers a colleague could make, the oldest first."""
    rows = LoanerOffer.objects.visible_to(user).waiting().select_related("request__region")
    if not user.has_perm("service.run_board"):
        rows = rows.filter(request__technician=user.pk) | rows.filter(request__owner=user.pk)
    return list(rows.order_by("offered_at", "pk")[:at_most])


def lent_to(request: ServiceRequest) -> Loan | None:
    """Return what the customer of a request has from us now."""
    return next((loan for loan in loans_of(request) if loan.state == LoanState.LENT), None)


def suitable(request: ServiceRequest) -> list[Any]:
    """Return the loaners that can be lent for a request."""
    return free_loaners(request.model)
