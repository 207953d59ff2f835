"""Reads of products: recognising a unit, and what its warranty rests on."""

from dataclasses import replace
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone

from bihuan.customers.models import Customer
from bihuan.kernel.actors import Actor
from bihuan.products.models import FaultCode, ProductModel, ServiceContract, Unit
from bihuan.products.rules import Cover, serial_key
from bihuan.regulations.queries import ParameterView, ruleset

PANEL = 8


def recognise(serial: str) -> Unit | None:
    """Return the unit of a serial number as people type it: full-width, spaced, dashed, any case."""
    key = serial_key(serial)
    if not key:
        return None
    rows = Unit.objects.select_related("model__line", "customer", "site__region__outlet__department", "contract")
    return rows.filter(serial_key=key).first()


def model_named(text: str) -> ProductModel | None:
    """Return the model a ledger's words name exactly, whatever the case."""
    code = text.strip()
    return ProductModel.objects.select_related("line").filter(code__iexact=code).first() if code else None


def codes_for(model: ProductModel | None) -> QuerySet[FaultCode]:
    """Return the fault codes a product can show: its line's and those of every line; all while it is unknown."""
    own = Q(line=model.line_id) | Q(line=None) if model else Q()
    return FaultCode.objects.filter(own).order_by("code", "line")


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
        contract_until=contract.ends_on if contract else None,
    )  # fmt: skip
    if exclusion is None:
        return known
    causes = frozenset(cause["code"] for cause in exclusion.data["causes"])
    return replace(known, excluded=causes, then=exclusion.data["then"])


def warranty_clause(unit: Unit) -> ParameterView | None:
    """Return the clause that says how long warranty lasts where contract and model don't."""
    return ruleset().one("warranty", "warranty", unit.facts())


def searchable(unit: Unit) -> str:
    """Return the words a unit is found by: its number as written and bare, model, batch, contract."""
    batch = unit.batch.code if unit.batch else ""
    model = unit.model
    return " ".join(filter(None, [unit.serial, unit.serial_key, model.code, model.name, batch, unit.sales_contract]))


def units_of(customer: Customer, user: Actor) -> dict[str, Any] | None:
    """Return the newest units at a customer's for the panel on his page; None when there are none."""
    rows = Unit.objects.visible_to(user).filter(customer=customer).select_related("model", "site").order_by("-pk")
    units = list(rows[: PANEL + 1])
    if not units:
        return None
    more = f"{reverse('products:units')}?customer={customer.pk}" if len(units) > PANEL else ""
    return {"units": units[:PANEL], "more": more, "count": None if more else len(units)}


def contracts_of(customer: Customer, user: Actor) -> dict[str, Any] | None:
    """Return a customer's service contracts for the panel on his page; None when there are none."""
    contracts = list(ServiceContract.objects.visible_to(user).filter(customer=customer)[:PANEL])
    return {"contracts": contracts, "count": len(contracts), "today": timezone.localdate()} if contracts else None
