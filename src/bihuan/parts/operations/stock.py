"""Every change of a level: one line in the book, one new level, both or none (PRT-01, PRT-02).

The level's row is locked first, so two who want the last piece queue: one gets it, the other is told.
"""

from typing import Any

from django.db import transaction
from django.db.models import Sum
from django.utils import timezone
from django.utils.translation import gettext as _

from bihuan.kernel import events, history
from bihuan.kernel.actors import Actor, permit
from bihuan.kernel.records import OperationError, locked
from bihuan.parts.models import Part, Place, Stock, StockMove
from bihuan.parts.rules import from_reserve, is_low, shortfall
from bihuan.parts.states import MoveKind, ReserveTaken, StockRanLow
from bihuan.products.operations import refuse_held_serial


@transaction.atomic
def receive(
    part: Part, place: Place, quantity: int, *, by: Actor, note: str = "", serial: str = "",
    kind: str = MoveKind.RECEIVE,
) -> StockMove:  # fmt: skip
    """Take pieces into stock.

    Raises:
        OperationError: less than one piece, or the place is closed.
    """
    permit(by, "parts.receive", place)
    _positive(quantity)
    if not place.is_active:
        raise OperationError(_("This place is not in use any more."), field="place")
    return post(level_of(part, place), quantity, kind, by=by, note=note, serial=serial)


@transaction.atomic
def issue(
    part: Part, place: Place, quantity: int, *, about: Any, by: Actor, serial: str = "", is_emergency: bool = False,
    consent: str = "",
) -> StockMove:  # fmt: skip
    """Take pieces out of stock for a record, e.g. a work order (PRT-02).

    Args:
        about: the record they are used for.
        is_emergency: it may take from the emergency reserve.
        consent: the reason to open the reserve without an emergency; only whom the clause names may give one.

    Raises:
        OperationError: not enough lies there, the rest is kept for emergencies, or what has this serial number
            is held back.
    """
    permit(by, "parts.issue", place)
    _positive(quantity)
    refuse_held_serial(serial, field="serial")
    return take(
        level_of(part, place), quantity, MoveKind.ISSUE, by=by, about=about, serial=serial, consent=consent,
        is_emergency=is_emergency, field="quantity",
    )  # fmt: skip


def take(
    level: Stock, quantity: int, kind: str, *, by: Actor, about: Any, field: str, serial: str = "",
    is_emergency: bool = False, consent: str = "",
) -> StockMove:  # fmt: skip
    """Take pieces out; what comes from the emergency reserve is written into the histories and told (MFG 1.5).

    Args:
        level: the level, locked.
        field: where on the form a refusal stands.

    Raises:
        PermissionDenied: the clause lets others consent to open the reserve.
        OperationError: not enough lies there, or the rest is kept for emergencies.
    """
    words = consent.strip()
    if words:
        permit(by, "parts.open_reserve", level.place)
    if shortfall(level.quantity, quantity, level.reserve, may_use_reserve=is_emergency or bool(words)):
        raise OperationError(short(level, quantity), field=field)
    opened = from_reserve(level.quantity, quantity, level.reserve)
    move = post(level, -quantity, kind, by=by, about=about, serial=serial, note=words, from_reserve=opened)
    if opened:
        note = "，".join(filter(None, [f"{level.part} × {opened}（{level.place}）", words]))
        history.append(level.part, "open_reserve", by=by, note=f"{about}：{note}")
        history.append(about, "open_reserve", by=by, note=note)
        events.publish(ReserveTaken(record=level.part, at=move.at, by=by, stock=level, move=move))
    return move


@transaction.atomic
def give_back(
    part: Part, place: Place, quantity: int, *, about: Any, by: Actor, serial: str = "", note: str = ""
) -> StockMove:
    """Put back what was issued for a record and not used (PRT-02).

    Raises:
        OperationError: more than was issued for it and is still out.
    """
    permit(by, "parts.issue", place)
    _positive(quantity)
    locked(Part, part.pk)  # two who return the same piece to different places queue here
    out = outstanding(part, about)
    if quantity > out:
        raise OperationError(
            _("Only %(count)s of «%(part)s» are still out for %(about)s.")
            % {"count": out, "part": part, "about": getattr(about, "number", about)},
            field="quantity",
        )
    return post(level_of(part, place), quantity, MoveKind.RETURN, by=by, about=about, serial=serial, note=note)


@transaction.atomic
def set_levels(part: Part, place: Place, *, safety_stock: int, reserve: int, by: Actor) -> Stock:
    """Say how many should lie at a place, and how many of them are kept for emergencies (PRT-01)."""
    permit(by, "parts.set_levels", place)
    level = level_of(part, place)
    level.safety_stock, level.reserve = safety_stock, reserve
    level.save(update_fields=["safety_stock", "reserve"])
    _watch(level, by)
    return level


def outstanding(part: Part, about: Any) -> int:
    """Return how many pieces of a part were issued for a record and have not come back."""
    rows = StockMove.objects.filter(
        part=part, about_kind=about.kind(), about_id=about.pk, kind__in=(MoveKind.ISSUE, MoveKind.RETURN)
    )
    return -int(rows.aggregate(sum=Sum("quantity"))["sum"] or 0)


def post(
    level: Stock, quantity: int, kind: str, *, by: Actor, about: Any = None, serial: str = "", note: str = "",
    from_reserve: int = 0,
) -> StockMove:  # fmt: skip
    """Write one line of the book and the new level; say it when the level runs low. The level's row is locked.

    Args:
        quantity: pieces in, negative out; the caller has looked that they are there.
        from_reserve: how many of them come from the emergency reserve.
    """
    move = book(level, quantity, kind, by=by, about=about, serial=serial, note=note, from_reserve=from_reserve)
    _watch(level, by)
    return move


def book(
    level: Stock, quantity: int, kind: str, *, by: Actor, about: Any = None, serial: str = "", note: str = "",
    from_reserve: int = 0,
) -> StockMove:  # fmt: skip
    """Write one line of the book and the new level, and say nothing: for lines that belong together."""
    level.quantity += quantity
    level.save(update_fields=["quantity"])
    subject = {"about_kind": about.kind(), "about_id": about.pk, "about_number": str(about)[:60]} if about else {}
    move: StockMove = StockMove.objects.create(
        part_id=level.part_id, place_id=level.place_id, kind=kind, quantity=quantity, balance=level.quantity,
        from_reserve=from_reserve, serial=serial.strip(), note=note[:200], at=timezone.now(),
        by_name=by.display_name[:80], by_id=by.pk if by.actor_kind == "staff" else None, **subject,
    )  # fmt: skip
    return move


def _watch(level: Stock, by: Actor) -> None:
    """Say once that a level ran low; filled up, it may be said again."""
    low = is_low(level.quantity, level.safety_stock) and not level.part.is_obsolete
    if low == level.is_told_low:
        return
    level.is_told_low = low
    level.save(update_fields=["is_told_low"])
    if low:
        events.publish(StockRanLow(record=level.part, at=timezone.now(), by=by, stock=level))


def level_of(part: Part, place: Place) -> Stock:
    """Return the level's row, locked; made when nothing ever lay there."""
    Stock.objects.get_or_create(part_id=part.pk, place_id=place.pk)
    rows = Stock.objects.select_for_update(of=("self",)).select_related("part", "place")
    level: Stock = rows.get(part_id=part.pk, place_id=place.pk)
    return level


def _positive(quantity: int) -> None:
    if quantity < 1:
        raise OperationError(_("At least one piece."), field="quantity")


def short(level: Stock, wanted: int) -> str:
    """Return the words of a refusal: what lies there, and what of it is kept for emergencies."""
    facts = {
        "part": level.part, "place": level.place, "count": level.quantity, "wanted": wanted, "reserve": level.reserve,
    }  # fmt: skip
    if level.quantity >= wanted:
        return (
            _(
                "%(place)s holds %(count)s of «%(part)s», %(reserve)s of them as emergency reserve: only for an "
                "emergency or with the manager's consent."
            )
            % facts
        )
    return _("%(place)s holds %(count)s of «%(part)s», %(wanted)s are wanted.") % facts
