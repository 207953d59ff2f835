"""Faulty parts: expected back from the technician, received with their condition, or given up."""

from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from bihuan.kernel.actors import Actor
from bihuan.kernel.moves import begin, perform
from bihuan.kernel.numbering import next_number
from bihuan.kernel.records import OperationError, locked, required
from bihuan.organization.models import Staff
from bihuan.parts.models import FaultyPart, Part, Place
from bihuan.parts.queries.faulty import brought
from bihuan.parts.states import Condition, FaultyState, PartReplaced


@transaction.atomic
def expect_back(part: Part, *, technician: Staff | None, about: Any, by: Actor, serial: str = "") -> FaultyPart:
    """Write down that a faulty part was taken out and is due back; the clause in force sets the deadline (FULL 1.3)."""
    now = timezone.now()
    faulty = FaultyPart(
        number=next_number("FP", at=now), state=FaultyState.DUE, part=part, serial=serial.strip(),
        technician=technician, about_kind=about.kind(), about_id=about.pk, about_number=str(about)[:60],
        replaced_at=now,
    )  # fmt: skip
    begin(faulty, by=by, event=PartReplaced, at=now)
    return faulty


@transaction.atomic
def take_back(
    faulty: FaultyPart, *, condition: str, by: Actor, place: Place | None = None, note: str = "",
    revision: int | None = None,
) -> FaultyPart:  # fmt: skip
    """Receive a faulty part at the warehouse.

    Raises:
        OperationError: the condition is unknown, or a damaged or incomplete one comes without a word about it.
        MoveForbidden: it is back already.
    """
    row = locked(FaultyPart, faulty.pk, revision=revision)
    if condition not in Condition.values:
        raise OperationError(_("Say how it came back."), field="condition")
    if condition != Condition.COMPLETE:
        note = required(note, _("Write what is damaged or missing."))
    now = timezone.now()
    perform(
        row, "take_back", by=by, note=note.strip(), at=now,
        changes={"condition": condition, "place": place, "back_at": now},
    )  # fmt: skip
    return row


@transaction.atomic
def take_back_many(
    codes: Sequence[str], *, by: Actor, place: Place | None = None, technician: Staff | None = None
) -> list[FaultyPart]:
    """Receive what was scanned at the counter, complete and fit to be examined; all of it or nothing.

    Args:
        codes: numbers of the faulty parts, their serial numbers, or part numbers; a part number scanned twice
            means two pieces, the oldest first.
        technician: who brings them, where part numbers alone would not tell.

    Raises:
        OperationError: nothing was scanned, or some mean no part due back or parts of several technicians.
    """
    wanted = [code.strip() for code in codes if code.strip()]
    if not wanted:
        raise OperationError(_("Scan at least one part."), field="codes")
    taken: dict[int, FaultyPart] = {}
    unknown, unclear = [], []
    for code in wanted:
        rows = [row for row in brought(code, by, technician) if row.pk not in taken]
        if not rows:
            unknown.append(code)
        elif len({row.technician_id for row in rows}) > 1:
            unclear.append(code)
        else:
            taken[rows[0].pk] = rows[0]
    if unknown:
        said = _("Not due back, or scanned twice: %(codes)s.")
        raise OperationError(said % {"codes": "、".join(unknown)}, field="codes")
    if unclear:
        said = _("Several technicians owe this part, say who brings it: %(codes)s.")
        raise OperationError(said % {"codes": "、".join(unclear)}, field="technician")
    return [take_back(taken[pk], condition=Condition.COMPLETE, place=place, by=by) for pk in sorted(taken)]


@transaction.atomic
def give_up(faulty: FaultyPart, *, note: str, by: Actor, revision: int | None = None) -> FaultyPart:
    """Give a faulty part up: lost, or kept by the customer; the reason stays.

    Raises:
        OperationError: no reason.
        MoveForbidden: it is back already.
    """
    row = locked(FaultyPart, faulty.pk, revision=revision)
    perform(row, "give_up", by=by, note=required(note, _("Write why it doesn't come back.")))
    return row
