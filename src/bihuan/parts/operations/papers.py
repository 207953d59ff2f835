"""Transfers between places, and stock-takings (PRT-01)."""

from collections.abc import Mapping, Sequence

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from bihuan.kernel import events
from bihuan.kernel.actors import Actor, permit
from bihuan.kernel.moves import begin, check, perform
from bihuan.kernel.numbering import next_number
from bihuan.kernel.records import OperationError, locked
from bihuan.organization.models import Staff
from bihuan.parts.models import CountLine, Part, Place, Stock, StockCount, Transfer, TransferLine
from bihuan.parts.operations.stock import level_of, post, short, take
from bihuan.parts.states import MoveKind
from bihuan.parts.states.papers import CountState, TransferSent, TransferState


@transaction.atomic
def send(
    source: Place, target: Place, lines: Sequence[tuple[Part, int]], *, by: Actor, note: str = "", consent: str = ""
) -> Transfer:
    """Send parts to another place; they leave the one at once and reach the other when it has received them.

    Args:
        lines: part and pieces; the same part twice is added up.
        consent: the reason to send what is kept for emergencies; only whom the clause names may give one.

    Raises:
        OperationError: nothing to send, the same place twice, not enough lies there, or it is the reserve.
    """
    permit(by, "parts.issue", source)
    if source.pk == target.pk:
        raise OperationError(_("Choose another place than the one it leaves."), field="target")
    wanted = added_up(lines)
    now = timezone.now()
    transfer = Transfer(
        number=next_number("TR", at=now), state=TransferState.SENT, source=source, target=target, note=note.strip(),
        sent_by_id=by.pk if by.actor_kind == "staff" else None, sent_at=now,
    )  # fmt: skip
    begin(transfer, by=by, at=now)
    for pk in wanted:
        level = level_of(Part.objects.get(pk=pk), source)
        take(level, wanted[pk], MoveKind.SEND, by=by, about=transfer, field="lines", consent=consent)
        TransferLine.objects.create(transfer=transfer, part_id=pk, sent=wanted[pk])
    events.publish(TransferSent(record=transfer, at=now, by=by))
    return transfer


def added_up(lines: Sequence[tuple[Part, int]]) -> dict[int, int]:
    """Return pieces by the part's key, in the order in which levels are locked.

    Raises:
        OperationError: nothing, or less than one piece of a part.
    """
    wanted: dict[int, int] = {}
    for part, quantity in lines:
        wanted[part.pk] = wanted.get(part.pk, 0) + quantity
    if not wanted or min(wanted.values()) < 1:
        raise OperationError(_("At least one piece."), field="lines")
    return dict(sorted(wanted.items()))


@transaction.atomic
def receive_transfer(
    transfer: Transfer, arrived: Mapping[int, int], *, by: Actor, note: str = "", revision: int | None = None
) -> Transfer:
    """Receive what was sent, as counted; less or more than was sent stays on record with its reason.

    Args:
        arrived: pieces by the line's key; a line left out arrived whole.

    Raises:
        OperationError: there is a difference and no word about it.
        MoveForbidden: it was received already.
    """
    row: Transfer = locked(Transfer.objects.select_related("source", "target"), transfer.pk, revision=revision)
    check(row, "receive_transfer", by=by)
    lines = list(row.lines.select_related("part").order_by("part"))
    for line in lines:
        line.arrived = arrived.get(line.pk, line.sent)
    different = [line for line in lines if line.difference]
    if different and not note.strip():
        raise OperationError(_("Write why less or more arrived than was sent."), field="note")
    for line in lines:
        line.save(update_fields=["arrived"])
        if line.arrived:
            post(level_of(line.part, row.target), line.arrived, MoveKind.ARRIVE, by=by, about=row)
    words = "；".join([*(f"{line.part} {line.difference:+d}" for line in different), *filter(None, [note.strip()])])
    now = timezone.now()
    perform(row, "receive_transfer", by=by, at=now, note=words, changes={"arrived_at": now})
    return row


@transaction.atomic
def begin_count(place: Place, *, by: Actor) -> StockCount:
    """Begin the stock-taking of a place: a sheet with every part that lies or should lie there.

    Raises:
        OperationError: one is under way, or nothing ever lay there.
    """
    permit(by, "parts.receive", place)
    locked(Place, place.pk)
    if place.counts.exclude(state=CountState.CLOSED).exists():
        raise OperationError(_("A stock-taking of this place is under way."))
    stock = list(Stock.objects.filter(place=place).order_by("part__code"))
    if not stock:
        raise OperationError(_("Nothing ever lay here that could be counted."))
    now = timezone.now()
    count = StockCount(
        number=next_number("SC", at=now), state=CountState.COUNTING, place=place, begun_at=now,
        counted_by_id=by.pk if by.actor_kind == "staff" else None,
    )  # fmt: skip
    begin(count, by=by, at=now)
    CountLine.objects.bulk_create(CountLine(count=count, part_id=row.part_id, book=row.quantity) for row in stock)
    return count


@transaction.atomic
def hand_in_count(
    count: StockCount, counted: Mapping[int, int], *, by: Actor, revision: int | None = None
) -> StockCount:
    """Enter what lay there; without a difference the stock-taking is closed, otherwise somebody approves.

    Args:
        counted: pieces by the line's key.

    Raises:
        OperationError: a line was not counted.
    """
    row: StockCount = locked(StockCount.objects.select_related("place"), count.pk, revision=revision)
    check(row, "hand_in_count", by=by)
    lines = list(row.lines.select_related("part"))
    levels = dict(Stock.objects.filter(place=row.place).values_list("part_id", "quantity"))
    for line in lines:
        if line.pk not in counted:
            raise OperationError(_("Not counted yet: %(part)s.") % {"part": line.part})
        line.book, line.counted = levels.get(line.part_id, 0), counted[line.pk]
    CountLine.objects.bulk_update(lines, ["book", "counted"])
    changes = {"counted_by": by} if isinstance(by, Staff) else {}
    if any(line.difference for line in lines):
        perform(row, "hand_in_count", by=by, changes=changes)
    else:
        perform(row, "count_agrees", by=by, changes={**changes, "closed_at": timezone.now()})
    return row


@transaction.atomic
def approve_count(count: StockCount, *, by: Actor, note: str = "", revision: int | None = None) -> StockCount:
    """Approve the differences: the levels follow the count, each with a line in the book.

    Raises:
        OperationError: one's own count, or so much has gone since that nothing could be taken off.
    """
    row: StockCount = locked(StockCount.objects.select_related("place"), count.pk, revision=revision)
    check(row, "approve_count", by=by)
    if by.actor_kind == "staff" and row.counted_by_id == by.pk:
        raise OperationError(_("Somebody else than who counted approves."))
    for line in row.lines.select_related("part").order_by("part"):
        if line.difference:
            level = level_of(line.part, row.place)
            if level.quantity + line.difference < 0:
                raise OperationError(short(level, -line.difference))
            post(level, line.difference, MoveKind.COUNT, by=by, about=row)
    perform(row, "approve_count", by=by, note=note.strip(), changes={"closed_at": timezone.now()})
    return row


@transaction.atomic
def count_again(count: StockCount, *, note: str, by: Actor, revision: int | None = None) -> StockCount:
    """Have it counted again."""
    row = locked(StockCount, count.pk, revision=revision)
    perform(row, "count_again", by=by, note=note.strip())
    return row
