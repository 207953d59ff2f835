"""Reads of products: recognising a unit, and what its warranty rests on."""

from datetime import date

from django.db.models import Q

from bihuan.products.models import ProductModel, ServiceContract, Unit
from bihuan.products.rules import Cover, serial_key
from bihuan.regulations.queries import ruleset


def recognise(serial: str) -> Unit | None:
    """Return the unit of a serial number as people type it: full-width, spaced, dashed, any case."""
    key = serial_key(serial)
    if not key:
        return None
    rows = Unit.objects.select_related("model__line", "customer", "site__region__outlet", "contract")
    return rows.filter(serial_key=key).first()


def model_named(text: str) -> ProductModel | None:
    """Return the model a ledger's words name exactly, whatever the case."""
    return ProductModel.objects.select_related("line").filter(code__iexact=text.strip()).first() if text.strip() else None


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
    clause = ruleset().one("warranty", "warranty", unit.facts())
    months = unit.warranty_months or unit.model.warranty_months or unit.model.line.warranty_months
    contract = contract_for(unit, on)
    return Cover(
        accepted_on=unit.accepted_on, sold_on=unit.sold_on,
        months=months or (clause.data.get("months") if clause else None),
        starts=clause.data.get("starts", "acceptance") if clause else "acceptance",
        contract=contract.number if contract else "", contract_from=contract.starts_on if contract else None,
        contract_until=contract.ends_on if contract else None,
    )  # fmt: skip
