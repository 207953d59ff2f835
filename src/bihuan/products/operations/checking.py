"""What the operations on units share: what can't be true is refused, what changes goes into history and search."""

from copy import copy
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from bihuan.kernel import history, search
from bihuan.kernel.actors import Actor
from bihuan.kernel.records import OperationError, locked
from bihuan.products import queries
from bihuan.products.models import Unit
from bihuan.products.rules import serial_key


def unit_locked(unit: Unit, revision: int | None = None) -> Unit:
    """Return the unit locked, with its model and line.

    Raises:
        Stale: somebody else changed it after `revision`.
    """
    row: Unit = locked(Unit.objects.select_related("model__line"), unit.pk, revision=revision)
    return row


def set_fields(row: Unit, *, by: Actor, verb: str, source: str = "web", note: str = "", **fields: Any) -> bool:
    """Set fields of a locked unit after checking them together; False when nothing changed.

    Raises:
        OperationError: what can't be true.
    """
    check(tried(row, fields))
    if not history.change(row, by=by, verb=verb, source=source, note=note, **fields):
        return False
    search.index(Unit.kind(), row.pk, queries.searchable(row))
    return True


def tried(row: Any, fields: dict[str, Any]) -> Any:
    """Return a copy with the new values, to be checked before the row itself is touched."""
    draft = copy(row)
    for name, value in fields.items():
        setattr(draft, name, value)
    return draft


def check(unit: Unit) -> None:
    """Refuse what can't be true of a unit, at the field where it was typed."""
    key = serial_key(unit.serial)
    if not key:
        raise OperationError(_("Give the serial number of the name plate."), field="serial")
    if Unit.objects.filter(serial_key=key).exclude(pk=unit.pk).exists():
        raise OperationError(_("There is a unit with this serial number already."), field="serial")
    for name in ("produced_on", "sold_on", "delivered_on", "accepted_on"):
        day = getattr(unit, name)
        if day and day > timezone.localdate():
            raise OperationError(_("This day is still to come."), field=name)
        if day and unit.produced_on and day < unit.produced_on:
            raise OperationError(_("That is before it was made."), field=name)
    if unit.site and unit.site.customer_id != unit.customer_id:
        raise OperationError(_("This site is another customer's."), field="site")
    if unit.batch and unit.batch.model_id != unit.model_id:
        raise OperationError(_("This batch is of another model."), field="batch")
    if unit.contract and unit.contract.customer_id != unit.customer_id:
        raise OperationError(_("This contract is another customer's."), field="contract")
