"""What the customer gets for what he sent back (RET-02): replenished, paid back, answered, his verdict."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from bihuan.kernel.actors import Actor
from bihuan.kernel.moves import check, perform
from bihuan.kernel.records import OperationError, locked, required
from bihuan.orders.models import Delivery, GoodsReturn, ProductionNotice
from bihuan.orders.operations.producing import issue
from bihuan.orders.operations.reporting import follow_case
from bihuan.orders.operations.reserving import keep
from bihuan.orders.operations.shipping import Dispatch, send
from bihuan.orders.queries.returns import repayment_of
from bihuan.orders.states.choices import Settlement
from bihuan.orders.states.papers import NoticeState


@dataclass(frozen=True, kw_only=True)
class Decision:
    """What the customer gets: so many pieces anew, so many paid back, in words."""

    words: str
    replenish: int = 0
    refund: int = 0
    price: Decimal | None = None


@transaction.atomic
def decide(one: GoodsReturn, decision: Decision, *, by: Actor, revision: int | None = None) -> GoodsReturn:
    """Decide; what use takes off a refund follows from the clause on depreciation.

    Raises:
        OperationError: more pieces than were received, or pieces to be paid back without a price.
    """
    row = locked(GoodsReturn, one.pk, revision=revision)
    check_sources = row.moves.get("decide").sources
    count = decision.replenish + decision.refund
    if row.state in check_sources and (min(decision.replenish, decision.refund) < 0 or count > (row.received or 0)):
        raise OperationError(
            _("%(count)s were received; not more can be replenished and paid back.") % {"count": row.received},
            field="replenish",
        )
    changes: dict[str, Any] = {
        "decision": required(decision.words, _("Write what the customer gets."), field="words"),
        "decided_at": timezone.now(), "replenish_quantity": decision.replenish, "refund_quantity": decision.refund,
    }  # fmt: skip
    if decision.price is not None:
        row.price = decision.price
        changes["price"] = decision.price
    if decision.refund:
        changes |= _refund(row, decision.refund)
    perform(row, "decide", by=by, changes=changes)
    keep(row)
    return row


def _refund(row: GoodsReturn, quantity: int) -> dict[str, Any]:
    found = repayment_of(row, quantity)
    if found is None:
        raise OperationError(_("Give the price of one piece."), field="price")
    figures = found.figures
    return {
        "used_days": figures.days, "depreciation": figures.depreciation, "refund_amount": figures.amount,
        "refund_clause": found.clause.label[:120] if found.clause else "",
    }  # fmt: skip


@transaction.atomic
def replenish(
    one: GoodsReturn, *, quantity: int, how: Dispatch | None = None, by: Actor, revision: int | None = None
) -> Delivery:
    """Ship the replenishment from stock; the delivery note bears 「补货」 (COMM 5.5.2.3).

    Raises:
        OperationError: more than is owed, or not enough in stock.
    """
    row = locked(GoodsReturn, one.pk, revision=revision)
    check(row, "replenish", by=by)
    if not 0 < quantity <= row.left_to_replenish:
        words = _("%(left)s are still to be replenished.") % {"left": row.left_to_replenish}
        raise OperationError(words, field="quantity")
    sent = send([(row.model, quantity)], how=how or Dispatch(), by=by, about=row, deliver_to=row.address)
    perform(row, "replenish", by=by, note=sent.number, changes={"replenished": row.replenished + quantity})
    keep(row)
    return sent


@transaction.atomic
def produce(
    one: GoodsReturn, *, due_on: date, quantity: int = 0, instructions: str = "", by: Actor,
    revision: int | None = None,
) -> ProductionNotice:  # fmt: skip
    """Have made what the stock lacks; the notice bears 「补货」 (COMM 5.5.2.3).

    Raises:
        OperationError: the stock holds enough, more than it lacks, or a notice is out already.
    """
    row = locked(GoodsReturn, one.pk, revision=revision)
    check(row, "produce", by=by)
    if row.notices.filter(state=NoticeState.ISSUED).exists():
        raise OperationError(_("A production notice for this return is out already."))
    short = keep(row).get(row.model_id, 0)
    if not short:
        raise OperationError(_("The stock holds enough: ship the replenishment from there."))
    if quantity > short:
        raise OperationError(_("The stock lacks only %(count)s of them.") % {"count": short}, field="quantity")
    notice = issue([(row.model, quantity or short)], due_on=due_on, instructions=instructions, by=by, goods_return=row)
    perform(row, "produce", by=by, note=notice.number)
    keep(row)
    return notice


@transaction.atomic
def refund(
    one: GoodsReturn, *, proof: str, paid_on: date | None = None, by: Actor, revision: int | None = None
) -> GoodsReturn:
    """Record that the customer has his money back, against what receipt.

    Raises:
        OperationError: nothing to be paid or paid already, no receipt, or a day to come.
    """
    row = locked(GoodsReturn, one.pk, revision=revision)
    check(row, "refund", by=by)
    if not row.owes_refund:
        raise OperationError(_("Nothing is to be paid back, or it was paid already."))
    day = paid_on or timezone.localdate()
    if row.decided_at and not timezone.localdate(row.decided_at) <= day <= timezone.localdate():
        raise OperationError(_("Not before the decision, and not in the future."), field="paid_on")
    words = required(proof, _("Give the number of the receipt."), field="proof")
    perform(row, "refund", by=by, note=words, changes={"refund_proof": words[:60], "refunded_on": day})
    return row


@transaction.atomic
def reply(one: GoodsReturn, *, text: str, reply_by: str, by: Actor, revision: int | None = None) -> GoodsReturn:
    """Tell the customer what was found and what he gets (COMM 5.5.2.1)."""
    row = locked(GoodsReturn, one.pk, revision=revision)
    changes = {
        "reply": required(text, _("Write the reply."), field="text"), "reply_by": reply_by,
        "replied_at": timezone.now(),
    }  # fmt: skip
    perform(row, "reply", by=by, changes=changes)
    return row


@transaction.atomic
def close(one: GoodsReturn, *, verdict: str, said: str = "", by: Actor, revision: int | None = None) -> GoodsReturn:
    """Close with what the customer says; not before he has all that was decided.

    Raises:
        OperationError: no verdict, or he is not content and nobody wrote why.
    """
    row = locked(GoodsReturn, one.pk, revision=revision)
    if verdict not in Settlement.values:
        raise OperationError(_("Choose what the customer says."), field="verdict")
    words = said.strip()
    if verdict == Settlement.DISCONTENT:
        words = required(said, _("Write what he is not content with."), field="said")
    changes = {"verdict": verdict, "verdict_words": words, "closed_at": timezone.now()}
    perform(row, "close", by=by, note=words, changes=changes)
    return row


@transaction.atomic
def cancel(one: GoodsReturn, *, note: str, by: Actor, revision: int | None = None) -> GoodsReturn:
    """Record that the goods are not sent after all."""
    row = locked(GoodsReturn, one.pk, revision=revision)
    perform(row, "cancel", by=by, note=required(note, _("Write the reason.")))
    follow_case(row, by=by)
    return row
