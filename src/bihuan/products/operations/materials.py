"""Lots of raw material and which batch took them, from a form or a ledger (WAR-06)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from bihuan.kernel import history, search
from bihuan.kernel.actors import Actor, permit
from bihuan.kernel.records import OperationError, required
from bihuan.products.models import Batch, BatchLot, Lot, ProductModel, Supplier, Unit
from bihuan.products.operations.checking import set_fields, unit_locked
from bihuan.products.operations.holds import refuse_held_lot
from bihuan.products.operations.units import enter
from bihuan.products.queries import recognise

EDIT = "products.edit_materials"


@dataclass(kw_only=True)
class LotRow:
    """A delivery as a ledger names it."""

    supplier: str
    material: str
    code: str
    received_on: date | None = None
    quantity: Decimal | None = None
    unit_of_measure: str = ""
    remarks: str = ""


@dataclass(kw_only=True)
class UseRow:
    """A batch that took some of a lot; supplier and material may be left out where the lot number says enough."""

    model: str
    batch: str
    lot: str
    supplier: str = ""
    material: str = ""
    quantity: Decimal | None = None
    produced_on: date | None = None


@dataclass(kw_only=True)
class MadeRow:
    """A unit that left the line: its serial number and the batch it is of."""

    serial: str
    model: str
    batch: str
    produced_on: date | None = None


@transaction.atomic
def receive_lot(row: LotRow, *, by: Actor, source: str = "web") -> Lot:
    """Enter a lot; one that is on file gets the values that were still unknown.

    Raises:
        OperationError: supplier, material or lot number is missing, or the quantity is not above zero.
    """
    permit(by, EDIT)
    code = required(row.code, _("Write the lot number."), field="code")
    material = required(row.material, _("Write which material it is."), field="material")
    _above_zero(row.quantity)
    supplier = supplier_named(row.supplier, by=by, source=source)
    further = {
        name: value
        for name in ("received_on", "quantity", "unit_of_measure", "remarks")
        if (value := getattr(row, name)) not in (None, "")
    }
    lot: Lot | None = Lot.objects.select_for_update().filter(supplier=supplier, material=material, code=code).first()
    if lot is None:
        lot = Lot.objects.create(supplier=supplier, material=material, code=code, **further)
        history.append(lot, "register", by=by, changes={"code": [None, code]}, source=source, is_first=True)
        search.index(Lot.kind(), lot.pk, f"{code} {material} {supplier.name}")
        return lot
    missing = {name: value for name, value in further.items() if getattr(lot, name) in (None, "")}
    if missing:
        history.change(lot, by=by, source=source, **missing)
    return lot


def supplier_named(name: str, *, by: Actor, source: str = "web") -> Supplier:
    """Return the supplier of this name, entered if he is new.

    Raises:
        OperationError: no name.
    """
    name = required(name, _("Write who supplied it."), field="supplier")
    found: Supplier | None = Supplier.objects.filter(name=name).first()
    if found is None:
        found = Supplier.objects.create(name=name)
        history.append(found, "register", by=by, changes={"name": [None, name]}, source=source, is_first=True)
        search.index(Supplier.kind(), found.pk, name)
    return found


@transaction.atomic
def consume(batch: Batch, lot: Lot, *, quantity: Decimal | None = None, by: Actor, source: str = "web") -> BatchLot:
    """Write down that a batch took some of a lot; said again, the quantity is corrected, not added.

    Raises:
        OperationError: more is used than was delivered, the quantity is not above zero, or the lot is held back.
    """
    permit(by, EDIT)
    _above_zero(quantity)
    row = Lot.objects.select_for_update().get(pk=lot.pk)
    note = refuse_held_lot(row, on=batch.produced_on, field="lot")
    others = BatchLot.objects.filter(lot=row).exclude(batch=batch).values_list("quantity", flat=True)
    used = sum((one for one in others if one), quantity or Decimal(0))
    if row.quantity is not None and used > row.quantity:
        raise OperationError(
            _("Of lot %(lot)s %(quantity)s were delivered; %(used)s would be used.")
            % {"lot": row.code, "quantity": row.quantity.normalize(), "used": used.normalize()},
            field="quantity",
        )
    use, is_new = BatchLot.objects.get_or_create(batch=batch, lot=row, defaults={"quantity": quantity})
    before = None if is_new else use.quantity
    if not is_new and quantity is not None and quantity != use.quantity:
        use.quantity = quantity
        use.save(update_fields=["quantity"])
    if is_new or before != use.quantity:
        said = {"lot": [None, str(row)], "quantity": [str(before or ""), str(use.quantity or "")]}
        history.append(batch, "consume", by=by, changes=said, source=source, note=note)
    return use


@transaction.atomic
def take_in_use(row: UseRow, *, by: Actor, source: str = "import") -> BatchLot:
    """Take one line of a production ledger: the batch is entered if it is new, the lot must be known.

    Raises:
        OperationError: no such model or lot, the lot number means several lots, or more is used than delivered.
    """
    permit(by, EDIT)
    batch = batch_named(row.model, row.batch, made_on=row.produced_on, by=by, source=source)
    return consume(batch, _lot(row), quantity=row.quantity, by=by, source=source)


@transaction.atomic
def take_in_made(row: MadeRow, *, by: Actor, source: str = "import") -> Unit:
    """Take one line of a record of what was made: the unit is entered, or its batch noted where none was known.

    Raises:
        OperationError: no such model, no serial number or batch, the unit is on file as another model or of
            another batch.
    """
    permit(by, EDIT)
    serial = required(row.serial, _("Give the serial number of the name plate."), field="serial")
    batch = batch_named(row.model, row.batch, made_on=row.produced_on, by=by, source=source)
    made_on = row.produced_on or batch.produced_on
    known = recognise(serial)
    if known is None:
        fresh = Unit(serial=serial, model=batch.model, batch=batch, produced_on=made_on)
        return enter(fresh, by=by, source=source)
    unit = unit_locked(known)
    if unit.model_id != batch.model_id:
        raise OperationError(_("%(serial)s is on file as another model.") % {"serial": unit.serial}, field="model")
    if unit.batch and unit.batch_id != batch.pk:
        words = _("%(serial)s is on file as of batch %(batch)s.") % {"serial": unit.serial, "batch": unit.batch.code}
        raise OperationError(words, field="batch")
    set_fields(unit, by=by, verb="change", source=source, batch=batch, produced_on=unit.produced_on or made_on)
    return unit


def batch_named(name: str, code: str, *, made_on: date | None = None, by: Actor, source: str = "web") -> Batch:
    """Return the batch of a model, entered if it is new.

    Args:
        name: the model's code, whatever the case.

    Raises:
        OperationError: no such model, or no batch.
    """
    model = ProductModel.objects.filter(code__iexact=name.strip()).first()
    if model is None:
        raise OperationError(_("There is no such model."), field="model")
    code = required(code, _("Write the batch."), field="batch")
    batch, is_new = Batch.objects.get_or_create(model=model, code=code, defaults={"produced_on": made_on})
    if is_new:
        history.append(batch, "register", by=by, changes={"code": [None, code]}, source=source, is_first=True)
        search.index(Batch.kind(), batch.pk, f"{code} {model.code} {model.name}")
    return batch


def _lot(row: UseRow) -> Lot:
    known: dict[str, Any] = {"code__iexact": row.lot.strip()}
    if row.supplier.strip():
        known["supplier__name"] = row.supplier.strip()
    if row.material.strip():
        known["material"] = row.material.strip()
    found: Sequence[Lot] = list(Lot.objects.filter(**known)[:2])
    if not found:
        raise OperationError(_("This lot is not on file; import the lots first."), field="lot")
    if len(found) > 1:
        raise OperationError(_("Several lots have this number; name supplier and material."), field="lot")
    return found[0]


def _above_zero(quantity: Decimal | None) -> None:
    if quantity is not None and quantity <= 0:
        raise OperationError(_("The quantity must be above zero."), field="quantity")
