"""What a unit's warranty and contract rest on."""

from dataclasses import replace
from datetime import date

from django.db.models import Q

from bihuan.products.models import ServiceContract, Unit
from bihuan.products.rules import Cover
from bihuan.regulations.queries import ParameterView, ruleset


def contract_for(unit: Unit, on: date) -> ServiceContract | None:
    """Return the maintenance contract that covers a unit on a day."""
    if unit.contract and unit.contract.starts_on <= on <= unit.contract.ends_on:
        return unit.contract
    if unit.customer_id is None:
        return unit.contract
    rows = ServiceContract.objects.filter(
        Q(units=unit) | Q(covers_all=True), customer=unit.customer_id, starts_on__lte=on, ends_on__gte=on
    )
    return rows.first() or unit.contract


def cover(unit: Unit, on: date) -> Cover:
    """Return what is known of a unit's warranty on a day; the term comes from contract, model or clause."""
    term, exclusion = warranty_clause(unit), ruleset().one("exclusion", "exclusion", unit.facts())
    months = unit.warranty_months or unit.model.warranty_months or unit.model.line.warranty_months
    contract = contract_for(unit, on)
    known = Cover(
        accepted_on=unit.accepted_on, sold_on=unit.sold_on, produced_on=unit.produced_on,
        months=months or (term.data.get("months") if term else None),
        starts=term.data.get("starts", "acceptance") if term else "acceptance",
        contract=contract.number if contract else "", contract_from=contract.starts_on if contract else None,
        contract_until=contract.ends_on if contract else None, delivered_on=unit.delivered_on,
        term_from=unit.term_from, left_out_days=unit.left_out_days,
        least_months=int(term.data.get("least_months") or 0) if term else 0,
        renews=bool(term.data.get("renews")) if term else False,
    )  # fmt: skip
    if exclusion is None:
        return known
    causes = frozenset(cause["code"] for cause in exclusion.data["causes"])
    return replace(known, excluded=causes, then=exclusion.data["then"])


def warranty_clause(unit: Unit) -> ParameterView | None:
    """Return the clause that says how long warranty lasts where contract and model don't."""
    return ruleset().one("warranty", "warranty", unit.facts())
