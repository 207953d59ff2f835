"""The pool of loaners: entered, changed, out of use, back in use, taken out of the pool (PRT-03)."""

from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from bihuan.kernel import history, search
from bihuan.kernel.actors import Actor, permit
from bihuan.kernel.numbering import next_number
from bihuan.kernel.records import OperationError, locked, required
from bihuan.parts.models import Loaner
from bihuan.parts.states.loans import LoanerKind

KEEP = "parts.keep_loaners"


@transaction.atomic
def add_loaner(*, name: str, serial: str, condition: str, by: Actor, source: str = "web", **fields: Any) -> Loaner:
    """Put a machine or a part into the pool (PRT-03).

    Args:
        condition: how it looks and works today.
        fields: `loaner_kind`, `model` or `part`, `place`, `accessories`, `value` in CNY, `remarks`.

    Raises:
        OperationError: serial number or condition are missing, or the number is in the pool already.
    """
    permit(by, KEEP)
    number = next_number("LO", at=timezone.now())
    row = Loaner(name=name.strip(), serial=serial.strip(), condition=condition.strip(), number=number, **fields)
    _check(row)
    row.save()
    history.append(row, "register", by=by, source=source, changes={"serial": [None, row.serial]}, is_first=True)
    search.index(Loaner.kind(), row.pk, searchable(row))
    return row


@transaction.atomic
def change_loaner(
    loaner: Loaner, *, by: Actor, revision: int | None = None, source: str = "web", **fields: Any
) -> Loaner:
    """Correct what is on file about a loaner.

    Raises:
        Stale: somebody else changed it after `revision`.
        OperationError: as when adding one.
    """
    permit(by, KEEP, loaner)
    row = locked(Loaner, loaner.pk, revision=revision)
    draft = Loaner.objects.get(pk=row.pk)
    for name, value in fields.items():
        setattr(draft, name, value)
    _check(draft)
    history.change(row, by=by, source=source, **fields)
    search.index(Loaner.kind(), row.pk, searchable(row))
    return row


@transaction.atomic
def put_aside(loaner: Loaner, *, note: str, by: Actor, revision: int | None = None) -> Loaner:
    """Take a loaner out of use until it is seen to; what is lent comes back first.

    Raises:
        OperationError: no reason, or a customer has it or waits for it.
    """
    permit(by, KEEP, loaner)
    row = _free(loaner, revision)
    words = required(note, _("Write why it is out of use."))
    history.change(row, by=by, verb="put_aside", note=words, is_usable=False, unusable_because=words)
    return row


@transaction.atomic
def put_into_use(loaner: Loaner, *, note: str, by: Actor, revision: int | None = None) -> Loaner:
    """Put a loaner that was seen to back into the pool; the note says how it is now.

    Raises:
        OperationError: no word about its condition.
    """
    permit(by, KEEP, loaner)
    row = _free(loaner, revision)
    words = required(note, _("Write how it looks and works now."))
    history.change(
        row, by=by, verb="put_into_use", note=words, is_usable=True, unusable_because="", is_retired=False,
        condition=words[:200],
    )  # fmt: skip
    return row


@transaction.atomic
def retire_loaner(loaner: Loaner, *, note: str, by: Actor, revision: int | None = None) -> Loaner:
    """Take a loaner out of the pool for good.

    Raises:
        OperationError: no reason, or a customer has it or waits for it.
    """
    permit(by, "parts.retire_loaner", loaner)
    row = _free(loaner, revision)
    history.change(
        row, by=by, verb="retire_loaner", note=required(note, _("Write why it leaves the pool.")), is_retired=True
    )
    return row


def searchable(loaner: Loaner) -> str:
    """Return the words a loaner is found by."""
    return " ".join(filter(None, [loaner.number, loaner.serial, loaner.name, loaner.type_text, loaner.remarks]))


def _free(loaner: Loaner, revision: int | None) -> Loaner:
    row = locked(Loaner, loaner.pk, revision=revision)
    if loan := row.loans.running().first():
        raise OperationError(_("It is reserved or lent: %(number)s.") % {"number": loan.number})
    return row


def _check(row: Loaner) -> None:
    if not row.serial:
        raise OperationError(_("Give the serial number."), field="serial")
    if not row.condition:
        raise OperationError(_("Write how it looks and works now."), field="condition")
    if row.loaner_kind == LoanerKind.PART and row.part is None:
        raise OperationError(_("Say which part it is."), field="part")
    if Loaner.objects.filter(serial=row.serial).exclude(pk=row.pk).exists():
        raise OperationError(_("A loaner with this serial number is in the pool already."), field="serial")
