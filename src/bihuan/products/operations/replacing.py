"""One unit takes another's place: both numbers are kept, the term follows the clause (WAR-04, SVC-12)."""

from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from bihuan.kernel import history, search
from bihuan.kernel.actors import Actor, permit
from bihuan.kernel.records import OperationError, required
from bihuan.products import queries
from bihuan.products.models import Unit
from bihuan.products.operations.checking import check, set_fields, unit_locked
from bihuan.products.operations.holds import refuse_held
from bihuan.products.rules import serial_key, warranty_span


@transaction.atomic
def replace_unit(unit: Unit, *, replacement_serial: str, reason: str, by: Actor) -> Unit:
    """Put another unit of the same model in a unit's place and return it.

    Customer, site and contracts go over to it. Its warranty begins today where the warranty's clause says that
    the term starts anew on replacement, else it goes on as the old one's.

    Args:
        replacement_serial: as on the new name plate; a number not on file yet is entered.
        reason: why it was replaced, for both histories.

    Raises:
        OperationError: no reason or number; the unit was replaced already; the new number is the old one, of
            another model, with another customer, held back, or was itself replaced.
    """
    permit(by, "products.replace_unit", unit)
    why = required(reason, _("Write why it is replaced."), field="reason")
    key = serial_key(replacement_serial)
    if not key:
        raise OperationError(_("Give the serial number of the replacement."), field="replacement_serial")
    known = queries.recognise(replacement_serial)
    # Always in the order of their keys: two people who swap crosswise wait for each other, they don't block.
    rows = {one.pk: unit_locked(one) for one in sorted(filter(None, [unit, known]), key=lambda one: one.pk)}
    old = rows[unit.pk]
    new = rows[known.pk] if known else None
    _refuse(old, new)
    values = _taken_over(old)
    if new is None:
        new = _entered(old, replacement_serial.strip(), values, by=by, why=why)
    else:
        set_fields(new, by=by, verb="replaces", note=f"{old.serial}：{why}", **values)
    set_fields(old, by=by, verb="replace", note=why, replaced_by=new, replaced_on=timezone.localdate())
    return new


def _refuse(old: Unit, new: Unit | None) -> None:
    if old.replaced_by_id:
        raise OperationError(_("This unit has been replaced already."))
    if new is None:
        return
    words = None
    if new.pk == old.pk:
        words = _("This is the number of the unit itself.")
    elif new.replaced_by_id:
        words = _("The unit with this number has itself been replaced.")
    elif new.model_id != old.model_id:
        words = _("The unit with this number is of another model: %(model)s.") % {"model": new.model.code}
    elif new.customer_id and new.customer_id != old.customer_id:
        words = _("The unit with this number is another customer's.")
    if words:
        raise OperationError(words, field="replacement_serial")
    refuse_held([new], field="replacement_serial")


def _taken_over(old: Unit) -> dict[str, Any]:
    """Return what goes over from the old unit to the new one, the warranty's first day among it."""
    today = timezone.localdate()
    known = queries.cover(old, today)
    since = today if known.renews else warranty_span(known)[0]
    return {
        "customer": old.customer, "site": old.site, "sold_on": today, "sales_contract": old.sales_contract,
        "warranty_months": old.warranty_months, "contract": old.contract, "term_from": since,
        "left_out_days": 0 if known.renews else old.left_out_days,
    }  # fmt: skip


def _entered(old: Unit, serial: str, values: dict[str, Any], *, by: Actor, why: str) -> Unit:
    new = Unit(serial=serial, model=old.model, **values)
    check(new)
    new.save()
    changes = {"serial": [None, new.serial]}
    history.append(new, "replaces", by=by, changes=changes, note=f"{old.serial}：{why}", is_first=True)
    search.index(Unit.kind(), new.pk, queries.searchable(new))
    return new
