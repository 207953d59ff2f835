"""Units and contracts out of somebody's ledger, row by row; what is sold twice is refused clearly (WAR-01)."""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from bihuan.customers import operations as customers
from bihuan.customers.models import Customer
from bihuan.kernel.actors import Actor, permit
from bihuan.kernel.privacy import blind_index, normalize_phone
from bihuan.kernel.records import OperationError, locked
from bihuan.products import queries
from bihuan.products.models import ServiceContract, Unit
from bihuan.products.operations.catalogue import add, change
from bihuan.products.operations.quotas import set_quotas
from bihuan.products.operations.units import refuse_sold, register_unit, sell


@dataclass(frozen=True, kw_only=True)
class UnitRow:
    """A line of the ledger of units sold."""

    serial: str
    model: str
    customer: str = ""
    phone: str = ""
    produced_on: date | None = None
    sold_on: date | None = None
    delivered_on: date | None = None
    accepted_on: date | None = None
    sales_contract: str = ""
    warranty_months: int | None = None


@dataclass(frozen=True, kw_only=True)
class ContractRow:
    """A line of the ledger of maintenance contracts."""

    number: str
    customer: str
    starts_on: date
    ends_on: date
    covers_all: bool = True
    remarks: str = ""
    amounts: dict[str, Decimal | None] = field(default_factory=dict)


@transaction.atomic
def bring_in_unit(row: UnitRow, *, by: Actor) -> Unit:
    """Enter a unit of a ledger, or the sale of one on file.

    Raises:
        OperationError: model or customer are unknown, the unit is on file already, or another customer has it.
    """
    permit(by, "products.import_units")
    model = queries.model_named(row.model)
    if model is None:
        raise OperationError(_("There is no such model: %(model)s.") % {"model": row.model}, field="model")
    customer = customer_named(row.customer, row.phone, by=by)
    facts: dict[str, Any] = {
        "sales_contract": row.sales_contract, "warranty_months": row.warranty_months,
        "delivered_on": row.delivered_on,
    }  # fmt: skip
    known = queries.recognise(row.serial)
    if known is None:
        return register_unit(
            serial=row.serial, model=model, customer=customer, produced_on=row.produced_on, sold_on=row.sold_on,
            accepted_on=row.accepted_on, by=by, source="import", **facts,
        )  # fmt: skip
    unit = locked(Unit, known.pk)
    refuse_sold(unit, customer, field="serial")
    if unit.customer_id or customer is None:
        raise OperationError(_("%(serial)s is on file already.") % {"serial": unit.serial}, field="serial")
    if unit.model_id != model.pk:
        raise OperationError(_("%(serial)s is on file as another model.") % {"serial": unit.serial}, field="model")
    if row.sold_on is None:
        raise OperationError(_("It is on file; give the day it was sold."), field="sold_on")
    return sell(unit, customer=customer, sold_on=row.sold_on, by=by, **facts)


@transaction.atomic
def bring_in_contract(row: ContractRow, *, by: Actor) -> ServiceContract:
    """Enter a maintenance contract of a ledger with its quotas, or change the one of this number.

    Raises:
        OperationError: the customer is unknown, the number is another customer's contract, or dates don't agree.
    """
    permit(by, "products.import_contracts")
    customer = customer_named(row.customer, "", by=by, may_enter=False)
    if customer is None:
        raise OperationError(_("No such customer: %(name)s.") % {"name": row.customer}, field="customer")
    values: dict[str, Any] = {
        "starts_on": row.starts_on, "ends_on": row.ends_on, "covers_all": row.covers_all,
        "remarks": row.remarks,
    }  # fmt: skip
    known = ServiceContract.objects.filter(number=row.number).first()
    if known and known.customer_id != customer.pk:
        words = _("%(number)s is another customer's contract; nothing was changed.")
        raise OperationError(words % {"number": known.number}, field="number")
    contract = (
        change(known, by=by, **values)
        if known
        else add(ServiceContract, number=row.number, customer=customer, by=by, **values)
    )
    return set_quotas(contract, row.amounts, by=by)


def customer_named(name: str, phone: str, *, by: Actor, may_enter: bool = True) -> Customer | None:
    """Return the customer a row means: by number, phone or exact name; one not on file is entered.

    Raises:
        OperationError: several bear this name.
    """
    if not (name or phone):
        return None
    digits = normalize_phone(phone)
    found = list(Customer.objects.filter(phone_index=blind_index(digits))[:2]) if digits else []
    found = found or list(Customer.objects.filter(number=name)[:1]) or list(Customer.objects.filter(name=name)[:2])
    if len(found) > 1:
        words = _("Several customers are called %(name)s; give the number or the phone.")
        raise OperationError(words % {"name": name}, field="customer")
    if found or not may_enter:
        return found[0] if found else None
    return customers.register(name=name or phone, phone=phone, by=by, source="import")
