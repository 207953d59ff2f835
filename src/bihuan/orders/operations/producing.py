"""「生产通知单」 (ORD-02, ORD-03, RET-02): issued, made piece by piece into stock, void when the order changes."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from bihuan.kernel import events, history, search
from bihuan.kernel.actors import SYSTEM, Actor
from bihuan.kernel.moves import begin, check, perform
from bihuan.kernel.numbering import next_number
from bihuan.kernel.records import OperationError, locked
from bihuan.orders.models import GoodsReturn, NoticeLine, Order, ProductionNotice
from bihuan.orders.operations.goods import put_in
from bihuan.orders.operations.reserving import keep
from bihuan.orders.queries.goods import unmade, with_models
from bihuan.orders.states.choices import GoodsMoveKind
from bihuan.orders.states.orders import OrderState
from bihuan.orders.states.papers import NoticeIssued, NoticeState
from bihuan.organization.models import Staff
from bihuan.products.models import ProductModel

SERIES = "PN"
Wanted = Sequence[tuple[ProductModel, int]]


@transaction.atomic
def produce(
    order: Order, *, lines: Wanted, due_on: date, instructions: str = "", by: Actor, revision: int | None = None
) -> ProductionNotice:
    """Issue the production notice of an order that can be met (COMM 5.2.3.3).

    Raises:
        OperationError: nothing to be made, a day that has passed, a model that isn't ordered, or all of it is on
            its way already.
    """
    row = locked(Order, order.pk, revision=revision)
    check(row, "produce", by=by)
    ordered = {line.model_id for line in row.positions()}
    if other := next((model for model, _count in lines if model.pk not in ordered), None):
        raise OperationError(_("%(model)s is not on this order.") % {"model": other}, field="lines")
    if row.state == OrderState.PRODUCING and not unmade(row):
        raise OperationError(_("Everything it lacks is in production already, or in stock."), field="lines")
    notice = issue(lines, due_on=due_on, instructions=instructions or row.requirements, by=by, order=row)
    perform(row, "produce", by=by, note=notice.number)
    keep(row)
    return notice


def issue(
    lines: Wanted, *, due_on: date, instructions: str = "", by: Actor, order: Order | None = None,
    goods_return: GoodsReturn | None = None, replaces: ProductionNotice | None = None,
) -> ProductionNotice:  # fmt: skip
    """Write a notice in the caller's transaction; the move on its order or return is the caller's.

    Raises:
        OperationError: nothing to be made, or a day that has passed.
    """
    now = timezone.now()
    if not lines or any(count < 1 for _model, count in lines):
        raise OperationError(_("Enter what is to be made."), field="lines")
    if due_on < timezone.localdate():
        raise OperationError(_("This day has passed."), field="due_on")
    notice = ProductionNotice(
        number=next_number(SERIES, at=now), state=NoticeState.ISSUED, order=order, goods_return=goods_return,
        version=order.version if order else 1, due_on=due_on, instructions=instructions.strip(), issued_at=now,
        issued_by=by if isinstance(by, Staff) else None, replaces=replaces,
    )  # fmt: skip
    begin(notice, by=by, at=now)
    notes = _special(order)
    NoticeLine.objects.bulk_create([
        NoticeLine(notice=notice, model=model, quantity=count, note=notes.get(model.pk, "")) for model, count in lines
    ])  # fmt: skip
    search.index(notice.kind(), notice.pk, f"{notice.number} {notice.title}")
    history.append(notice.about, "notice_issued", by=by, note=f"{notice.number} {notice.title}")
    events.publish(NoticeIssued(record=notice, at=now, by=by))
    return notice


def _special(order: Order | None) -> dict[int, str]:
    """Return what the positions of an order want of each model besides: the works have to know."""
    said: dict[int, list[str]] = {}
    for line in order.positions() if order else ():
        words = f"{line.requirements}（{line.quantity}）" if line.requirements else ""
        said.setdefault(line.model_id, []).append(words)
    return {
        key: (rows[0].rpartition("（")[0] if len(rows) == 1 else "；".join(filter(None, rows)))[:200]
        for key, rows in said.items()
    }  # fmt: skip


def void_all(order: Order, *, reason: str, by: Actor) -> ProductionNotice | None:
    """Make the notices of an order that are not done void; they stay and are shown struck out (COMM 5.3).

    Returns:
        the last of them.
    """
    last = None
    for pk in order.notices.filter(state=NoticeState.ISSUED).order_by("pk").values_list("pk", flat=True):
        last = locked(ProductionNotice, pk)
        changes = {"voided_at": timezone.now(), "void_reason": reason[:200]}
        perform(last, "void", by=by, note=reason, changes=changes)
    return last


@transaction.atomic
def stock_in(
    notice: ProductionNotice, made: Mapping[int, int], *, note: str = "", by: Actor, revision: int | None = None
) -> ProductionNotice:
    """Take what was made into stock; with the last piece the notice is done and its order may be shipped.

    Args:
        made: pieces by the position's key.

    Raises:
        OperationError: nothing, or more than was to be made.
    """
    about: Any = locked(type(notice.about), notice.about.pk)
    row = locked(ProductionNotice, notice.pk, revision=revision)
    check(row, "stock_in", by=by)
    coming: dict[int, int] = {}
    for line in row.lines.select_related("model"):
        count = made.get(line.pk, 0)
        if count < 0 or count > line.left:
            facts = {"model": line.model, "left": line.left}
            raise OperationError(_("%(model)s: %(left)s are still to be made.") % facts, field=f"line_{line.pk}")
        if count:
            coming[line.model_id] = coming.get(line.model_id, 0) + count
            line.made += count
            line.save(update_fields=["made"])
    if not coming:
        raise OperationError(_("Enter how many were made."))
    put_in(coming, kind=GoodsMoveKind.MADE, by=by, about=row, note=note, holder=about)
    words = "、".join(f"{line.model} {line.made}/{line.quantity}" for line in row.lines.select_related("model"))
    perform(row, "stock_in", by=by, note=" ".join(filter(None, [words, note.strip()])))
    if row.is_all_made:
        perform(row, "finish", by=by, changes={"done_at": timezone.now()})
        _ready(row)
    return row


def _ready(notice: ProductionNotice) -> None:
    if notice.order_id is None:
        return
    order = locked(Order, notice.order_id)
    running = order.notices.filter(state=NoticeState.ISSUED).exists()
    if order.state == OrderState.PRODUCING and not running and not keep(order):
        perform(order, "goods_ready", by=SYSTEM, note=notice.number)


def renew(order: Order, *, due_on: date | None, reason: str, by: Actor) -> ProductionNotice | None:
    """Issue the notice that a change wants in place of the void one; None when the stock holds all that is left."""
    old = void_all(order, reason=reason, by=by)
    short: list[tuple[Any, int]] = with_models(keep(order))
    if not short:
        return None
    day = due_on or order.promised_on
    if day is None:
        raise OperationError(_("Say by when it is to be made."), field="due_on")
    return issue(short, due_on=day, instructions=order.requirements, by=by, order=order, replaces=old)
