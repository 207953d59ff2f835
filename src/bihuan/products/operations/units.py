"""Units: entered, corrected, sold, accepted (WAR-01)."""

from datetime import date
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from bihuan.customers.models import Customer
from bihuan.kernel import attachments, events, history, search
from bihuan.kernel.actors import Actor, permit
from bihuan.kernel.attachments import Content
from bihuan.kernel.records import OperationError, locked
from bihuan.products import queries
from bihuan.products.models import ProductModel, Unit
from bihuan.products.operations.checking import check, set_fields, unit_locked
from bihuan.products.operations.holds import refuse_held
from bihuan.products.states import UnitAccepted, UnitSold


@transaction.atomic
def register_unit(*, serial: str, model: ProductModel, by: Actor, source: str = "web", **fields: Any) -> Unit:
    """Enter a unit and return it (WAR-01).

    Args:
        serial: as on the name plate; two that differ in width, case, blanks or dashes alone are one.
        model: its model.
        fields: `batch`, `produced_on`, `customer`, `site`, `sold_on`, `delivered_on`, `sales_contract`,
            `warranty_months`, `contract`, and `accepted_on` of one whose acceptance is long past.

    Raises:
        OperationError: no serial number, one that is on file already, or places and dates that don't agree.
    """
    permit(by, "products.register_unit")
    return enter(Unit(serial=serial.strip(), model=model, **fields), by=by, source=source)


def enter(unit: Unit, *, by: Actor, source: str) -> Unit:
    """Put a new unit on file, with its history and the words it is found by.

    Raises:
        OperationError: no serial number, one that is on file already, places and dates that don't agree, or it is
            sold though its batch is held back.
    """
    check(unit)
    if unit.sold_on:
        refuse_held([unit], on=unit.sold_on, field="batch")
    try:
        with transaction.atomic():
            unit.save()
    except IntegrityError:  # somebody entered it this moment
        check(unit)
        raise
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
    row = unit_locked(unit, revision)
    set_fields(row, by=by, verb="change", source=source, **fields)
    return row


@transaction.atomic
def sell(
    unit: Unit, *, customer: Customer, sold_on: date, by: Actor, revision: int | None = None, **fields: Any
) -> Unit:
    """Write down who bought a unit and when.

    Args:
        fields: `site`, `delivered_on`, `sales_contract`, `warranty_months` by that contract.

    Raises:
        Stale: somebody else changed it after `revision`.
        OperationError: another customer has it, it was sold before it was made, on a day to come, the site is
            another customer's, or it is held back.
    """
    permit(by, "products.sell", unit)
    row = unit_locked(unit, revision)
    refuse_sold(row, customer)
    note = refuse_held([row], on=sold_on) if row.customer_id is None else ""
    if set_fields(row, by=by, verb="sell", note=note, customer=customer, sold_on=sold_on, **fields):
        events.publish(UnitSold(record=row, at=timezone.now(), by=by))
    return row


def refuse_sold(unit: Unit, customer: Customer | None, *, field: str = "customer") -> None:
    """Refuse to sell what another customer has; who has it by mistake is corrected with `change_unit`.

    Raises:
        OperationError: it is another customer's.
    """
    if customer and unit.customer_id not in {None, customer.pk}:
        words = _("%(serial)s is sold already, to another customer; nothing was changed.")
        raise OperationError(words % {"serial": unit.serial}, field=field)


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
    row = unit_locked(unit)
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
    if set_fields(row, by=by, verb="accept_unit", note=note, **values):
        events.publish(UnitAccepted(record=row, at=timezone.now(), by=by))
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
