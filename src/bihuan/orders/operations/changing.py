"""「合同评审变更登记表」 (ORD-03): ours with the customer's consent, his with a new review; then the notice anew."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from bihuan.deadlines import operations as deadlines
from bihuan.kernel import attachments, events, history, search
from bihuan.kernel.actors import SYSTEM, Actor
from bihuan.kernel.attachments import Content
from bihuan.kernel.moves import begin, check, perform
from bihuan.kernel.numbering import next_number
from bihuan.kernel.records import OperationError, locked, required
from bihuan.orders.models import ChangeLine, Order, OrderChange, OrderLine
from bihuan.orders.operations.producing import renew
from bihuan.orders.operations.registering import Entry, refuse_wrong
from bihuan.orders.operations.reserving import keep
from bihuan.orders.operations.reviewing import last_words, lock_forms, withdraw_forms
from bihuan.orders.queries.clauses import change_reasons
from bihuan.orders.queries.goods import SHIPS, lacking
from bihuan.orders.queries.orders import searchable
from bihuan.orders.states.changes import ChangeAsked, ChangeState, Side
from bihuan.orders.states.orders import OrderState
from bihuan.organization.models import Staff
from bihuan.signoff import operations as signoff
from bihuan.signoff.operations.outcomes import when_ended
from bihuan.signoff.states import CirculationEvent, CirculationWithdrawn

SERIES, FORM = "OA", "order_change"


@dataclass(frozen=True, kw_only=True)
class Alteration:
    """What becomes of the order: every position as it shall be; those left out are dropped.

    Attributes:
        lines: (the position's key or None for a further one, what it shall be).
    """

    side: str
    reason: str
    reason_code: str = ""
    promised_on: date | None = None
    requirements: str = ""
    lines: Sequence[tuple[int | None, Entry]] = ()


@transaction.atomic
def ask_change(order: Order, change: Alteration, *, by: Actor, revision: int | None = None) -> OrderChange:
    """Enter a change; a review that is under way stops, what was reviewed is reviewed again.

    Raises:
        OperationError: no reason, none of the clause's causes for a change that is ours, another change is under
            way, or fewer pieces than are shipped already.
    """
    lock_forms(order)
    row = locked(Order, order.pk, revision=revision)
    check(row, "ask_change", by=by)
    if row.has_open_change:
        raise OperationError(_("Another change of this order is under way: bring it to its end first."))
    reason = required(change.reason, _("Write the reason."), field="reason")
    _refuse(row, change)
    now = timezone.now()
    made = OrderChange(
        number=next_number(SERIES, at=now), state=ChangeState.ASKED, order=row, side=change.side,
        reason_code=change.reason_code, reason=reason, promised_on=change.promised_on,
        requirements=change.requirements.strip(), asked_at=now, asked_by=by if isinstance(by, Staff) else None,
    )  # fmt: skip
    begin(made, by=by, at=now, note=reason)
    ChangeLine.objects.bulk_create(_change_lines(made, row, change.lines))
    search.index(made.kind(), made.pk, f"{made.number} {row.number} {reason}")
    perform(row, "ask_change", by=by, note=f"{made.number} {reason}")
    if row.state == OrderState.REVIEW:
        withdraw_forms(row, reason=made.number)
    events.publish(ChangeAsked(record=made, at=now, by=by))
    return made


def _refuse(order: Order, change: Alteration) -> None:
    if change.side not in Side.values:
        raise OperationError(_("Choose who wants the change."), field="side")
    if change.side == Side.OURS and change.reason_code not in dict(change_reasons()):
        raise OperationError(_("Choose the cause that the clause names."), field="reason_code")
    if change.promised_on and change.promised_on < timezone.localdate():
        raise OperationError(_("This day has passed."), field="promised_on")
    there = {line.pk: line for line in order.positions()}
    kept = {key: one for key, one in change.lines if key is not None}
    if unknown := set(kept) - set(there):
        raise OperationError(_("This position is not in force any more."), field=f"line_{min(unknown)}")
    for key, line in there.items():
        left = kept[key].quantity if key in kept else 0
        if left and kept[key].model.pk != line.model_id:
            words = _("A position keeps its model: drop it with a quantity of 0, and add another one.")
            raise OperationError(words, field=f"model_{key}")
        if left < line.shipped:
            words = _("%(model)s: %(count)s are shipped already.") % {"model": line.model, "count": line.shipped}
            raise OperationError(words, field=f"line_{key}")
    refuse_wrong([one for _key, one in change.lines if one.quantity])


def _change_lines(made: OrderChange, order: Order, lines: Sequence[tuple[int | None, Entry]]) -> list[ChangeLine]:
    kept = {key for key, _one in lines if key is not None}
    found = [
        ChangeLine(
            change=made, replaces_id=key, model=one.model, quantity=one.quantity, price=one.price,
            wanted_on=one.wanted_on, requirements=one.requirements.strip()[:300],
        )
        for key, one in lines
    ]  # fmt: skip
    dropped = [line for line in order.positions() if line.pk not in kept]
    return found + [ChangeLine(change=made, replaces=line, model=line.model, quantity=0) for line in dropped]


def both(change: OrderChange, revision: int | None = None) -> tuple[Order, OrderChange]:
    """Return order and change locked, the forms about the change before them: always in this order."""
    lock_forms(change)
    order = locked(Order, change.order_id)
    row = locked(OrderChange, change.pk, revision=revision)
    row.order = order
    return order, row


@transaction.atomic
def consent(
    change: OrderChange, *, consent_by: str, consent_way: str, consented_on: date | None = None, words: str = "",
    proof: Content | None = None, by: Actor, revision: int | None = None,
) -> OrderChange:  # fmt: skip
    """Record that the customer consents to a change of ours (COMM 5.3.1); a letter or fax is kept.

    Raises:
        OperationError: nobody named, a day to come, or a letter or fax without the paper.
    """
    order, row = both(change, revision)
    day = consented_on or timezone.localdate()
    if not timezone.localdate(row.asked_at) <= day <= timezone.localdate():
        raise OperationError(_("Not before the change was entered, and not in the future."), field="consented_on")
    if consent_way in ("letter", "fax", "email") and proof is None:
        raise OperationError(_("Add the customer's letter, fax or mail."), field="proof")
    changes: dict[str, Any] = {
        "consent_by": required(consent_by, _("Write who consented."), field="consent_by"), "consent_way": consent_way,
        "consented_on": day, "consent_words": words.strip(),
    }  # fmt: skip
    if proof is not None:
        changes["consent_file"] = attachments.attach(row, proof, by=by, purpose="consent")
    perform(row, "consent", by=by, note=changes["consent_by"], changes=changes)
    history.append(order, "change_consented", by=by, note=f"{row.number} {changes['consent_by']}")
    return row


@transaction.atomic
def send_round(change: OrderChange, *, note: str = "", by: Actor, revision: int | None = None) -> OrderChange:
    """Lay what the customer wants changed before the departments again (COMM 5.3.2)."""
    _order, row = both(change, revision)
    perform(row, "send_round", by=by, note=note.strip())
    if signoff.start(row, FORM, by=by) is None:
        perform(row, "agree", by=by)
    return row


def agreed(change: OrderChange, event: CirculationEvent) -> None:
    """Every department can meet the change."""
    _order, row = both(change)
    if row.state == ChangeState.REVIEW:
        perform(row, "agree", by=SYSTEM)


def refused(change: OrderChange, event: CirculationEvent) -> None:
    """A department can't: the order stands as it was."""
    _order, row = both(change)
    if row.state == ChangeState.REVIEW and isinstance(event, CirculationWithdrawn):
        perform(row, "stop_review", by=SYSTEM)
    elif row.state == ChangeState.REVIEW:
        perform(row, "review_refused", by=SYSTEM, note=last_words(event), changes={"outcome": last_words(event)})


@transaction.atomic
def take_effect(
    change: OrderChange, *, due_on: date | None = None, by: Actor, revision: int | None = None
) -> OrderChange:
    """Put an agreed change into force: a new version of the order, the old notice void, a new one in its place.

    Args:
        due_on: by when what is to be made is to be done; the new delivery date if nothing is said.

    Raises:
        OperationError: more has been shipped meanwhile than the change leaves, or nothing says by when.
    """
    order, row = both(change, revision)
    check(row, "take_effect", by=by)
    before, version = order.facts(), order.version + 1
    _replace(order, row, version)
    values: dict[str, Any] = {"version": version}
    values |= {"promised_on": row.promised_on} if row.promised_on else {}
    values |= {"requirements": row.requirements} if row.requirements else {}
    history.change(order, by=by, verb="change_done", note=row.number, **values)
    order = locked(Order.objects.select_related("customer").prefetch_related("lines__model__line"), order.pk)
    _go_on(order, row, due_on, by)
    search.index(Order.kind(), order.pk, searchable(order))
    deadlines.rematch(order, before=before, by=by)
    perform(row, "take_effect", by=by, changes={"version": version, "done_at": timezone.now()})
    return row


def _replace(order: Order, change: OrderChange, version: int) -> None:
    """End the positions that the change replaces, and enter those it brings with what was shipped of them."""
    for line in change.lines.select_related("replaces", "model"):
        old = OrderLine.objects.get(pk=line.replaces_id) if line.replaces_id else None
        if old is not None and _is_same(old, line):
            continue
        if old is not None and line.quantity < old.shipped:
            facts = {"model": line.model, "count": old.shipped}
            raise OperationError(_("%(model)s: %(count)s are shipped already.") % facts)
        if old is not None:
            OrderLine.objects.filter(pk=old.pk).update(ended_version=version)
        if line.quantity:
            OrderLine.objects.create(
                order=order, model=line.model, quantity=line.quantity, price=line.price, wanted_on=line.wanted_on,
                requirements=line.requirements, shipped=old.shipped if old else 0, since_version=version,
            )  # fmt: skip


def _is_same(old: OrderLine, line: ChangeLine) -> bool:
    names = ("model_id", "quantity", "price", "wanted_on", "requirements")
    return all(getattr(old, name) == getattr(line, name) for name in names)


def _go_on(order: Order, change: OrderChange, due_on: date | None, by: Actor) -> None:
    """Take the order on from where it stood: in production with a new notice, or to what comes next."""
    if order.notices.exists() and order.state in SHIPS:
        notice = renew(order, due_on=due_on or change.promised_on, reason=f"{change.number} {change.reason}", by=by)
        if notice is not None:
            perform(order, "renew_notice", by=by, note=notice.number)
        elif order.state == OrderState.PRODUCING:
            perform(order, "goods_ready", by=SYSTEM, note=change.number)
    elif not change.is_ours:
        perform(order, "agree_changed", by=SYSTEM, note=change.number)
    elif order.state == OrderState.NEGOTIATING or (order.state == OrderState.TO_SHIP and lacking(order)):
        perform(order, "review_anew", by=SYSTEM, note=change.number)
    if order.is_begun and order.is_all_shipped and order.state in (*SHIPS, OrderState.AGREED):
        perform(order, "all_shipped", by=SYSTEM, changes={"shipped_at": timezone.now()})
    keep(order)


@transaction.atomic
def turn_down(change: OrderChange, *, note: str, by: Actor, revision: int | None = None) -> OrderChange:
    """Record that a change doesn't come about: the order stands as it was."""
    return _end(change, "turn_down", "change_refused", note, by, revision)


@transaction.atomic
def take_back(change: OrderChange, *, note: str, by: Actor, revision: int | None = None) -> OrderChange:
    """Take a change back: nobody wants it any more."""
    return _end(change, "take_back", "change_taken_back", note, by, revision)


def _end(change: OrderChange, move: str, verb: str, note: str, by: Actor, revision: int | None) -> OrderChange:
    order, row = both(change, revision)
    check(row, move, by=by)
    text = required(note, _("Write the reason."))
    perform(row, move, by=by, note=text, changes={"outcome": text})
    history.append(order, verb, by=by, note=f"{row.number} {text}")
    return row


def subscribe() -> None:
    """Hear how the form ends."""
    when_ended(FORM, OrderChange, agreed=agreed, refused=refused)
