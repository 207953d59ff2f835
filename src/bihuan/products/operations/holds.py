"""Batches and lots are held back and released by records of higher apps, and refused while they are (QUA-06).

Whoever may write the record that contains them may have them held: nothing is asked of the actor here.
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from bihuan.kernel import history
from bihuan.kernel.actors import Actor
from bihuan.kernel.records import OperationError, locked
from bihuan.products.models import Batch, Hold, Lot, Unit
from bihuan.products.queries import recognise
from bihuan.products.queries.holds import holds_on, holds_on_lot


@transaction.atomic
def set_holds(source: Any, things: Mapping[Batch | Lot, str], *, reason: str = "", by: Actor) -> list[Hold]:
    """Have a record hold exactly these batches and lots: missing holds are placed, others released.

    Args:
        source: the quality issue, nonconformity … that contains them, locked.
        things: with each the concession, in words, under which it may be used all the same; "" stops every use.
        reason: what for, on the holds that are placed now.
    """
    now = timezone.now()
    wanted = {(type(one).__name__, one.pk): (one, words[:200]) for one, words in things.items()}
    rows = Hold.objects.of(source).select_related("batch", "lot")
    standing = {(type(one.what).__name__, one.what.pk): one for one in rows}
    # Always in the same order: two records that hold the same wait for each other, they don't block.
    for key in sorted(standing.keys() | wanted.keys()):
        if key not in wanted:
            _release(standing[key], source, by=by, at=now)
        elif key not in standing:
            _place(source, *wanted[key], reason, by=by, at=now)
        elif standing[key].concession != wanted[key][1]:
            Hold.objects.filter(pk=standing[key].pk).update(concession=wanted[key][1])
    return list(Hold.objects.of(source))


def _place(source: Any, thing: Batch | Lot, concession: str, reason: str, *, by: Actor, at: datetime) -> None:
    row = locked(type(thing), thing.pk)
    Hold.objects.create(
        batch=row if isinstance(row, Batch) else None, lot=row if isinstance(row, Lot) else None,
        source_kind=source.kind(), source_id=source.pk, source_number=source.number, reason=reason[:200],
        concession=concession, placed_at=at, placed_by_id=_person(by),
    )  # fmt: skip
    history.append(row, "hold_back", by=by, at=at, note=f"{source.number} {reason}".strip())


def _release(hold: Hold, source: Any, *, by: Actor, at: datetime) -> None:
    row = locked(type(hold.what), hold.what.pk)
    hold.released_at, hold.released_by_id = at, _person(by)
    hold.save(update_fields=["released_at", "released_by"])
    history.append(row, "release_hold", by=by, at=at, note=source.number)


def _person(by: Actor) -> int | None:
    return by.pk if by.actor_kind == "staff" else None


def refuse_held(units: Sequence[Unit], *, on: date | None = None, field: str | None = None) -> str:
    """Refuse to sell or deliver what is held back; what a concession lets pass is said.

    Args:
        on: the day of the sale or delivery; what was held only later doesn't count.

    Returns:
        the words for the history where it passes under a concession, "" where nothing holds it.

    Raises:
        OperationError: which batch or lot is held, and by what.
    """
    return _judged(holds_on(units, on=on), field)


def refuse_held_lot(lot: Lot, *, on: date | None = None, field: str | None = None) -> str:
    """Refuse to use a lot that is held back; arguments, result and refusal as for `refuse_held`."""
    return _judged(holds_on_lot(lot, on=on), field)


def refuse_held_serial(serial: str, *, field: str | None = None) -> str:
    """Refuse to issue something whose number is a unit's that is held back; result and refusal as above."""
    unit = recognise(serial) if serial.strip() else None
    return refuse_held([unit], field=field) if unit else ""


def _judged(holds: list[Hold], field: str | None) -> str:
    for one in holds:
        if not one.concession:
            words = _("%(what)s is held back by %(number)s: %(reason)s. It can be released there.")
            facts = {"what": one.what, "number": one.source_number, "reason": one.reason}
            raise OperationError(words % facts, field=field)
    return "；".join(dict.fromkeys(one.concession for one in holds))
