"""Every write about units, contracts and the catalogue (WAR-01)."""

from copy import copy
from datetime import date
from typing import Any, TypeVar

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from bihuan.customers.models import Customer
from bihuan.kernel import attachments, events, history, search
from bihuan.kernel.actors import SYSTEM, Actor, permit
from bihuan.kernel.attachments import Content
from bihuan.kernel.records import OperationError, locked
from bihuan.products import queries
from bihuan.products.models import Batch, FaultCode, ProductLine, ProductModel, ServiceContract, Unit
from bihuan.products.rules import serial_key
from bihuan.products.states import UnitAccepted

LibraryT = TypeVar("LibraryT", Batch, FaultCode, ProductLine, ProductModel, ServiceContract)


@transaction.atomic
def register_unit(*, serial: str, model: ProductModel, by: Actor, source: str = "web", **fields: Any) -> Unit:
    """Enter a unit and return it (WAR-01).

    Args:
        serial: as on the name plate; two that differ in width, case, blanks or dashes alone are one.
        model: its model.
        fields: `batch`, `produced_on`, `customer`, `site`, `sold_on`, `sales_contract`, `warranty_months`,
            `contract`, and `accepted_on` of one whose acceptance is long past.

    Raises:
        OperationError: no serial number, one that is on file already, or places and dates that don't agree.
    """
    permit(by, "products.register_unit")
    unit = Unit(serial=serial.strip(), model=model, **fields)
    _check(unit)
    unit.save()
    history.append(unit, "register", by=by, changes={"serial": [None, unit.serial]}, source=source, is_first=True)
    search.index(Unit.kind(), unit.pk, queries.searchable(unit))
    return unit


@transaction.atomic
def change_unit(unit: Unit, *, by: Actor, revision: int | None = None, source: str = "web", **fields: Any) -> Unit:
    """Correct what is on file about a unit; acceptance has its own operation.

    Raises:
        Stale: somebody else changed it after `revision`.
        OperationError: places and dates don't agree, or the serial number is another unit's.
    """
    permit(by, "products.change_unit", unit)
    row = _locked(unit, revision)
    _set(row, by, "change", source, fields)
    return row


@transaction.atomic
def sell(
    unit: Unit, *, customer: Customer, sold_on: date, by: Actor, revision: int | None = None, **fields: Any
) -> Unit:
    """Write down who bought a unit and when.

    Args:
        fields: `site`, `sales_contract`, `warranty_months` by that contract.

    Raises:
        Stale: somebody else changed it after `revision`.
        OperationError: it was sold before it was made, on a day to come, or the site is another customer's.
    """
    permit(by, "products.sell", unit)
    row = _locked(unit, revision)
    _set(row, by, "sell", "web", {"customer": customer, "sold_on": sold_on, **fields})
    return row


@transaction.atomic
def accept(
    unit: Unit,
    *,
    accepted_on: date,
    by: Actor,
    certificate: "UploadedFile[Any] | Content | None" = None,
    note: str = "",
) -> Unit:
    """Register the acceptance that starts the warranty, with a copy of the certificate (FULL 3.1, WAR-01).

    Args:
        accepted_on: the day both sides signed.
        certificate: the signed certificate, scanned or photographed; may follow later.

    Raises:
        OperationError: accepted before it was made or on a day to come; or another day is registered already.
        UploadRejected: the file can't be taken.
    """
    permit(by, "products.accept", unit)
    row = _locked(unit, None)
    if row.accepted_on and row.accepted_on != accepted_on and row.acceptance_id:
        raise OperationError(
            _("Acceptance on %(day)s is registered with its certificate already.") % {"day": row.accepted_on},
            field="accepted_on",
        )
    values: dict[str, Any] = {"accepted_on": accepted_on}
    if certificate is not None:
        values["acceptance"] = attachments.attach(
            row, certificate, by=by, purpose="acceptance", caption=_("Acceptance certificate"), is_locked=True
        )
    if _set(row, by, "accept_unit", "web", values, note=note):
        events.publish(UnitAccepted(record=row, at=timezone.now(), by=by))
    return row


@transaction.atomic
def replace(unit: Unit, *, serial: str, by: Actor, note: str = "") -> Unit:
    """Give a customer another unit for a faulty one, which comes back to us; return the new one.

    Owner, site and contracts go over; warranty begins anew on the day of the replacement.

    Args:
        serial: of the new unit; one that is not on file is entered as the same model.
        note: what both histories say, such as the repair's number.

    Raises:
        OperationError: the serial is the faulty one's own, another customer's, or it was replaced before.
    """
    permit(by, "products.replace", unit)
    found = Unit.objects.filter(serial_key=serial_key(serial)).first()
    rows = {pk: _locked_by(pk) for pk in sorted({unit.pk, *([found.pk] if found else [])})}
    faulty = rows[unit.pk]
    new = rows[found.pk] if found else Unit(serial=serial.strip(), model=faulty.model)
    if new.pk == faulty.pk:
        raise OperationError(_("This is the faulty unit's own serial number."), field="serial")
    if faulty.replaced_by_id:
        raise OperationError(_("This unit was replaced already."), field="serial")
    if new.customer_id or new.sold_on or new.replaced_by_id:
        raise OperationError(
            _("%(serial)s is sold or with a customer already.") % {"serial": new.serial}, field="serial"
        )
    if not new.pk:
        new = register_unit(serial=serial, model=faulty.model, by=SYSTEM, source="web")
    today = timezone.localdate()
    moved = {name: getattr(faulty, name) for name in ("customer", "site", "sales_contract", "warranty_months")}
    moved |= {"contract": faulty.contract, "sold_on": today, "accepted_on": today}
    _set(new, by, "take_place", "web", moved, note=note)
    _set(faulty, by, "replace", "web", {"replaced_by": new, "customer": None, "site": None, "contract": None}, note)
    return new


def _locked_by(pk: int) -> Unit:
    row: Unit = locked(Unit.objects.select_related("model__line"), pk)
    return row


@transaction.atomic
def comment(unit: Unit, text: str, *, by: Actor) -> None:
    """Write something into a unit's history.

    Raises:
        OperationError: nothing was written.
    """
    permit(by, "products.view")
    if not text.strip():
        raise OperationError(_("Write something first."), field="text")
    history.comment(locked(Unit, unit.pk), text, by=by)


@transaction.atomic
def add(model: type[LibraryT], *, by: Actor, **fields: Any) -> LibraryT:
    """Add a model, line, batch, fault code or service contract.

    Raises:
        OperationError: there is one of that code already, or dates don't agree.
    """
    permit(by, _library_permission(model))
    record = model(**fields)
    _valid(record)
    record.save()
    history.append(record, "register", by=by, changes={"name": [None, str(record)]}, is_first=True)
    return record


@transaction.atomic
def change(record: LibraryT, *, by: Actor, revision: int | None = None, **fields: Any) -> LibraryT:
    """Change a model, line, batch, fault code or service contract.

    Raises:
        Stale: somebody else changed it after `revision`.
        OperationError: there is another one of that code, or dates don't agree.
    """
    permit(by, _library_permission(type(record)))
    row = locked(type(record), record.pk, revision=revision)
    _valid(_tried(row, fields))
    _change(row, by, "change", "web", fields)
    return row


def _library_permission(model: type[Any]) -> str:
    return "products.edit_contracts" if model is ServiceContract else "products.edit_catalogue"


def _locked(unit: Unit, revision: int | None) -> Unit:
    row: Unit = locked(Unit.objects.select_related("model__line"), unit.pk, revision=revision)
    return row


def _set(row: Unit, by: Actor, verb: str, source: str, fields: dict[str, Any], note: str = "") -> bool:
    _check(_tried(row, fields))
    if not _change(row, by, verb, source, fields, note):
        return False
    search.index(Unit.kind(), row.pk, queries.searchable(row))
    return True


def _tried(row: Any, fields: dict[str, Any]) -> Any:
    """Return a copy with the new values, to be checked before the row itself is touched."""
    draft = copy(row)
    for name, value in fields.items():
        setattr(draft, name, value)
    return draft


def _change(row: Any, by: Actor, verb: str, source: str, fields: dict[str, Any], note: str = "") -> bool:
    return history.change(row, by=by, verb=verb, source=source, note=note, **fields)


def _check(unit: Unit) -> None:
    """Refuse what can't be true of a unit, at the field where it was typed."""
    key = serial_key(unit.serial)
    if not key:
        raise OperationError(_("Give the serial number of the name plate."), field="serial")
    if Unit.objects.filter(serial_key=key).exclude(pk=unit.pk).exists():
        raise OperationError(_("There is a unit with this serial number already."), field="serial")
    for name in ("produced_on", "sold_on", "accepted_on"):
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


def _valid(record: Any) -> None:
    """Let the model's own constraints speak at the fields of the form."""
    if isinstance(record, ServiceContract) and record.ends_on < record.starts_on:
        raise OperationError(_("It ends before it begins."), field="ends_on")
    try:
        record.validate_unique()
        record.validate_constraints()
    except ValidationError:
        field = "number" if isinstance(record, ServiceContract) else "code"
        raise OperationError(_("There is one with this code already."), field=field) from None
