"""Recognising a unit, and the units at a customer's."""

from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse

from bihuan.customers.models import Customer
from bihuan.kernel.actors import Actor
from bihuan.products.models import FaultCode, ProductModel, Unit
from bihuan.products.rules import serial_key

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
