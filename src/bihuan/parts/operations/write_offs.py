"""Stock written off: asked for, set aside, approved by whom the clause names for the amount, booked (PRT-04)."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from bihuan.kernel import search
from bihuan.kernel.actors import SYSTEM, Actor, permit
from bihuan.kernel.moves import begin, check, perform
from bihuan.kernel.numbering import next_number
from bihuan.kernel.records import OperationError, locked, required
from bihuan.parts.models import Part, Place, WriteOff, WriteOffLine
from bihuan.parts.operations.papers import added_up
from bihuan.parts.operations.stock import book, level_of, post, short
from bihuan.parts.states import MoveKind
from bihuan.parts.states.write_offs import WriteOffCause, WriteOffState
from bihuan.signoff import operations as signoff

FORM = "stock_write_off"


@transaction.atomic
def ask_write_off(place: Place, lines: Sequence[tuple[Part, int]], *, cause: str, reason: str, by: Actor) -> WriteOff:
    """Ask to write pieces off; they are set aside at once, and the form goes to whom the clause names.

    Args:
        lines: part and pieces.
        cause: a value of `WriteOffCause`.

    Raises:
        OperationError: no reason, no pieces, or more than lie there.
    """
    permit(by, "parts.ask_write_off", place)
    words = required(reason, _("Write why they are written off."), field="reason")
    if cause not in WriteOffCause.values:
        raise OperationError(_("Say why they are written off."), field="cause")
    wanted = added_up(lines)
    parts = Part.objects.in_bulk(wanted)
    amount = sum((parts[pk].cost_price * pieces for pk, pieces in wanted.items()), Decimal(0))
    now = timezone.now()
    row = WriteOff(
        number=next_number("SW", at=now), state=WriteOffState.ASKED, place=place, cause=cause, reason=words,
        amount=amount, asked_at=now, asked_by_id=by.pk if by.actor_kind == "staff" else None,
    )  # fmt: skip
    begin(row, by=by, at=now, note=words)
    for pk, pieces in wanted.items():
        level = level_of(parts[pk], place)
        if pieces > level.quantity:
            raise OperationError(short(level, pieces), field="lines")
        post(level, -pieces, MoveKind.SET_ASIDE, by=by, about=row, note=words)
        WriteOffLine.objects.create(write_off=row, part_id=pk, quantity=pieces, cost_price=parts[pk].cost_price)
    search.index(WriteOff.kind(), row.pk, f"{row.number} {place} {words}")
    signoff.start(row, FORM, by=by)
    return row


@transaction.atomic
def write_off(row: WriteOff, *, by: Actor, note: str = "", revision: int | None = None) -> WriteOff:
    """Approve a write-off where no clause sends the form round.

    Raises:
        OperationError: the form is still on its way, or one would approve one's own.
    """
    return _write_off(_decidable(row, "write_off", by, revision), by, note.strip())


@transaction.atomic
def refuse_write_off(row: WriteOff, *, note: str, by: Actor, revision: int | None = None) -> WriteOff:
    """Refuse a write-off where no clause sends the form round; the pieces are stock again.

    Raises:
        OperationError: the form is still on its way, or no reason.
    """
    return _keep(_decidable(row, "refuse_write_off", by, revision), by, required(note, _("Write why not.")))


def on_agreed(row: WriteOff, event: Any) -> None:
    """Book what the last station of the circulated form agreed to."""
    _write_off(locked(WriteOff, row.pk), SYSTEM, str(event.circulation))


def on_refused(row: WriteOff, event: Any) -> None:
    """Put back what a station of the circulated form refused to write off."""
    _keep(locked(WriteOff, row.pk), SYSTEM, str(event.circulation))


def _decidable(row: WriteOff, move: str, by: Actor, revision: int | None) -> WriteOff:
    found: WriteOff = locked(WriteOff, row.pk, revision=revision)
    check(found, move, by=by)
    signoff.may_decide_directly(found, asked_by=found.asked_by_id, by=by)
    return found


def _write_off(row: WriteOff, by: Actor, note: str) -> WriteOff:
    perform(row, "write_off", by=by, note=note, changes={"decided_at": timezone.now()})
    for line in row.lines.select_related("part").order_by("part"):
        level = level_of(line.part, row.place)
        book(level, line.quantity, MoveKind.SET_ASIDE, by=by, about=row)
        book(level, -line.quantity, MoveKind.WRITE_OFF, by=by, about=row, note=row.reason)
    return row


def _keep(row: WriteOff, by: Actor, note: str) -> WriteOff:
    perform(row, "refuse_write_off", by=by, note=note, changes={"decided_at": timezone.now()})
    for line in row.lines.select_related("part").order_by("part"):
        post(level_of(line.part, row.place), line.quantity, MoveKind.SET_ASIDE, by=by, about=row, note=note)
    return row
