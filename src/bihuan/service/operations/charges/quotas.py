"""Parts that a contract's yearly amount bears: held while a bill is drawn up, booked with it, given back (WAR-02)."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from bihuan.products import operations as products
from bihuan.products.queries import contract_for, parts_left
from bihuan.service.models import BenchJob, Charge, ServiceRequest, WorkOrder
from bihuan.service.queries import charges as queries
from bihuan.service.queries.faults import fault_day
from bihuan.service.rules.charging import COMPANY, CUSTOMER, QUOTA, BillLine, bar
from bihuan.service.rules.quota_lines import CONTRACT, taken, within
from bihuan.service.states import LineKind

Paper = WorkOrder | BenchJob


def shared(paper: Paper, lines: Sequence[BillLine]) -> list[BillLine]:
    """Return a bill's lines with the contract bearing parts as long as its amount lasts; its row stays locked."""
    found = split(paper, lines)
    if found == list(lines):
        return found
    allowed = queries.allowed_kinds(paper.request.facts())
    return [bar(line, allowed) for line in found]


def split(paper: Paper, lines: Sequence[BillLine], *, payer: str = CUSTOMER) -> list[BillLine]:
    """Return lines with the contract's share of parts and the rest of it apart.

    Two papers drawn up at once wait for each other, so that they can't both take the last of the amount.

    Args:
        payer: who bears what the contract's amount doesn't.
    """
    request = paper.request
    says = queries.decided(request, "parts")
    if not queries.rests_on_quota(request) or request.unit is None:
        return list(lines)
    day = fault_day(request)
    products.hold(request.unit, day)
    contract = contract_for(request.unit, day)
    subject = (ServiceRequest.kind(), request.pk)
    left = parts_left(contract, day, subject=subject, number=paper.number) if contract else Decimal(0)
    rest = _("%s (beyond the contract's amount)")
    return within(lines, left, beyond=str(says.get("beyond") or "list"), rest=rest, payer=payer)


def book(paper: Paper, lines: Sequence[BillLine]) -> None:
    """Write down what a job's parts take of the contract's amount, in place of what was written before."""
    request = paper.request
    contract = str((request.entitlement or {}).get("contract") or "")
    if contract:
        products.use_parts(
            contract, taken(lines), kind=ServiceRequest.kind(), pk=request.pk, number=paper.number,
            used_on=fault_day(request),
        )  # fmt: skip


def of_estimate(line: Any, *, on_quota: bool) -> BillLine:
    """Return a line of an estimate as one of a bill: what is free of charge is the contract's, or ours."""
    kind = "parts" if line.kind == LineKind.PART else line.kind
    payer, basis = COMPANY if line.is_covered else CUSTOMER, "list"
    if line.is_covered and on_quota and kind == "parts":
        payer, basis = CONTRACT, QUOTA
    return BillLine(kind, line.text, line.quantity, line.unit_price, payer, basis, step="agreed", code=line.code)


def of_bill(charge: Charge) -> Paper | None:
    """Return the job a bill is for."""
    return charge.order or charge.job


def on_voided(event: Any) -> None:
    """Give back what the parts of a void bill took."""
    if paper := of_bill(event.record):
        book(paper, [])


def on_withdrawn(event: Any) -> None:
    """Give back what the parts of a withdrawn job took."""
    book(event.record, [])
