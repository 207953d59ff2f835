"""Recognising a unit, and the units at a customer's."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from bihuan.customers.models import Customer
from bihuan.kernel import bulk
from bihuan.kernel.actors import Actor
from bihuan.products.models import FaultCode, ProductModel, Unit
from bihuan.products.queries.cover import warranty
from bihuan.products.rules import serial_key
from bihuan.regulations.queries import holding_rules

PANEL = 8
# What a term counts from, as `term_start` names it.
START_WORDS = {
    "anew": _("replacement"), "acceptance": _("Accepted on"), "delivery": _("Delivered or picked up on"),
    "sale": _("Sold on"), "production": _("Produced on"),
}  # fmt: skip


def recognise(serial: str) -> Unit | None:
    """Return the unit of a serial number as people type it: full-width, spaced, dashed, any case."""
    key = serial_key(serial)
    if not key:
        return None
    unit = bulk.first(Unit, "serial_key = %s ORDER BY serial_key, id", [key])
    bulk.follow([unit], "model", "customer", "contract")
    bulk.follow([unit.model] if unit else (), "line")
    return unit


def model_named(text: str) -> ProductModel | None:
    """Return the model a ledger's words name exactly, whatever the case."""
    code = text.strip()
    model = bulk.first(ProductModel, "UPPER(code) = UPPER(%s) ORDER BY code", [code]) if code else None
    bulk.follow([model], "line")
    return model


def codes_for(model: ProductModel | None) -> QuerySet[FaultCode]:
    """Return the fault codes a product can show: its line's and those of every line; all while it is unknown."""
    own = Q(line=model.line_id) | Q(line=None) if model else Q()
    return FaultCode.objects.filter(own).order_by("code", "line")


def searchable(unit: Unit) -> str:
    """Return the words a unit is found by: its number as written and bare, model, batch, contract."""
    batch = unit.batch.code if unit.batch else ""
    model = unit.model
    return " ".join(filter(None, [unit.serial, unit.serial_key, model.code, model.name, batch, unit.sales_contract]))


@dataclass(frozen=True)
class Standing:
    """A unit at a customer's, with the first and the last day of its warranty."""

    unit: Unit
    since: date | None
    until: date | None

    @property
    def is_covered(self) -> bool:
        return bool(self.since and self.until and self.since <= timezone.localdate() <= self.until)


def units_of(customer: Customer, user: Actor) -> dict[str, Any] | None:
    """Return the newest units at a customer's for the panel on his page; None when there are none."""
    rows = (
        Unit.objects.visible_to(user)
        .filter(customer=customer)
        .select_related("model__line", "customer", "site")
        .order_by("-pk")
    )
    units = list(rows[: PANEL + 1])
    if not units:
        return None
    more = f"{reverse('products:units')}?customer={customer.pk}" if len(units) > PANEL else ""
    with holding_rules():
        shown = [Standing(unit, *warranty(unit)) for unit in units[:PANEL]]
    return {"units": shown, "more": more, "count": None if more else len(units)}
