"""What a unit's warranty and contract rest on."""

from datetime import date
from decimal import Decimal
from typing import Any

from django.db import connection
from django.db.models import Sum

from bihuan.kernel import bulk
from bihuan.products.models import ContractQuota, QuotaUse, ServiceContract, Unit
from bihuan.products.rules import EXCLUDED, Cover, Coverage, Quota, Right, warranty_span, year_of
from bihuan.regulations.queries import ParameterView, holding_rules, ruleset

Subject = tuple[str, int]  # kind and key of a record


def contract_for(unit: Unit, on: date) -> ServiceContract | None:
    """Return the maintenance contract that covers a unit on a day."""
    if unit.contract and unit.contract.starts_on <= on <= unit.contract.ends_on:
        return unit.contract
    if unit.customer_id is None:
        return unit.contract
    day = connection.ops.adapt_datefield_value(on)
    where = """
        customer_id = %s AND starts_on <= %s AND ends_on >= %s AND (covers_all OR id = %s)
        ORDER BY starts_on DESC"""
    return bulk.first(ServiceContract, where, [unit.customer_id, day, day, unit.contract_id]) or unit.contract


def cover(unit: Unit, on: date, *, subject: Subject | None = None) -> Cover:
    """Return what is known of a unit's warranty and contract on a day; what isn't on file comes from clauses.

    Args:
        subject: the record that asks; what it uses of a quota itself doesn't count.
    """
    with holding_rules():
        return _cover(unit, on, subject)


def _cover(unit: Unit, on: date, subject: Subject | None) -> Cover:
    facts = unit.facts()
    term, exclusion = warranty_clause(unit), ruleset().one("exclusion", "exclusion", facts)
    says = term.data if term else {}
    months = unit.warranty_months or unit.model.warranty_months or unit.model.line.warranty_months
    contract = contract_for(unit, on)
    return Cover(
        accepted_on=unit.accepted_on, sold_on=unit.sold_on, produced_on=unit.produced_on,
        delivered_on=unit.delivered_on, term_from=unit.term_from, left_out_days=unit.left_out_days,
        months=months or says.get("months"), starts=says.get("starts", "acceptance"),
        least_months=int(says.get("least_months") or 0), renews=bool(says.get("renews")),
        contract=contract.number if contract else "", contract_from=contract.starts_on if contract else None,
        contract_until=contract.ends_on if contract else None,
        quotas=quotas_left(contract, on, subject=subject) if contract else (),
        excluded=frozenset(cause["code"] for cause in exclusion.data["causes"]) if exclusion else frozenset(EXCLUDED),
        then=exclusion.data["then"] if exclusion else "cost_price",
        coverage=coverage(facts), rights=rights(facts),
        clauses={name: view.id for name, view in (("warranty", term), ("excluded", exclusion)) if view},
    )  # fmt: skip


def warranty(unit: Unit) -> tuple[date | None, date | None]:
    """Return first and last day of a unit's warranty, contracts left aside; no query of its own."""
    term = warranty_clause(unit)
    says = term.data if term else {}
    months = unit.warranty_months or unit.model.warranty_months or unit.model.line.warranty_months
    return warranty_span(
        Cover(
            accepted_on=unit.accepted_on, sold_on=unit.sold_on, produced_on=unit.produced_on,
            delivered_on=unit.delivered_on, term_from=unit.term_from, left_out_days=unit.left_out_days,
            months=months or says.get("months"), starts=says.get("starts", "acceptance"),
            least_months=int(says.get("least_months") or 0), renews=bool(says.get("renews")),
        )
    )  # fmt: skip


def coverage(facts: dict[str, Any]) -> dict[str, Coverage]:
    """Return what each ground gives for each line, by the clause that wins for it."""
    found: dict[str, ParameterView] = {}
    for view in ruleset().matching("coverage", facts):
        ground = view.data["ground"]
        if ground not in found or view.rank > found[ground].rank:
            found[ground] = view
    lines = ("labour", "parts", "travel", "shipping")
    return {
        ground: Coverage({line: view.data[line] for line in lines if view.data.get(line)}, view.id)
        for ground, view in found.items()
    }


def rights(facts: dict[str, Any]) -> tuple[Right, ...]:
    """Return the statutory rights that clauses grant (WAR-04)."""
    return tuple(
        Right(
            view.name, view.data["trigger"], int(view.data["count"]),
            tuple(offer["code"] for offer in view.data["offers"]), view.id,
        )
        for view in ruleset().matching("remedy", facts)
    )  # fmt: skip


def quotas_left(contract: ServiceContract, on: date, *, subject: Subject | None = None) -> tuple[Quota, ...]:
    """Return the quotas of a contract with what is used of them in the contract year of a day."""
    if not contract.starts_on <= on <= contract.ends_on:
        return ()
    quotas = list(ContractQuota.objects.filter(contract=contract))
    if not quotas:
        return ()
    uses = QuotaUse.objects.filter(quota__in=quotas, used_on__range=year_of(contract.starts_on, on))
    if subject:
        uses = uses.exclude(subject_kind=subject[0], subject_id=subject[1])
    used = dict(uses.order_by().values_list("quota").annotate(Sum("quantity")))
    return tuple(Quota(quota.kind, quota.amount, used.get(quota.pk) or Decimal(0)) for quota in quotas)


def parts_left(contract: ServiceContract, on: date, *, subject: Subject, number: str) -> Decimal | None:
    """Return what is left of a contract's yearly amount for parts, in yuan; None where it sets no limit.

    Args:
        subject: the record that asks.
        number: the paper that asks; what it took before doesn't count.
    """
    left = next((one.left for one in quotas_left(contract, on, subject=subject) if one.kind == "parts_amount"), None)
    if left is None:
        return None
    mine = QuotaUse.objects.filter(
        subject_kind=subject[0], subject_id=subject[1], quota__contract=contract, quota__kind="parts_amount"
    )
    others = mine.exclude(number=number).aggregate(used=Sum("quantity"))["used"] or Decimal(0)
    return max(left - others, Decimal(0))


def warranty_clause(unit: Unit) -> ParameterView | None:
    """Return the clause that says how long warranty lasts where contract and model don't."""
    return ruleset().one("warranty", "warranty", unit.facts())
