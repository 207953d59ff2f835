"""Taking an order in (ORD-01): numbered in sequence, the original kept, requirements looked at, doubts settled."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from bihuan.customers.models import Customer
from bihuan.deadlines import operations as deadlines
from bihuan.kernel import attachments, events, history, search
from bihuan.kernel.actors import Actor, permit
from bihuan.kernel.attachments import Content
from bihuan.kernel.moves import begin, check, perform
from bihuan.kernel.numbering import next_number
from bihuan.kernel.privacy import normalize_phone
from bihuan.kernel.records import OperationError, locked, required
from bihuan.orders.models import Order, OrderLine, OrderQuestion
from bihuan.orders.models.orders import ORIGINAL
from bihuan.orders.queries.clauses import checklist
from bihuan.orders.queries.orders import searchable
from bihuan.orders.states.choices import OrderWay
from bihuan.orders.states.orders import OrderRegistered, OrderState
from bihuan.organization.models import Staff
from bihuan.products.models import ProductModel
from bihuan.regulations.queries import holding_rules

SERIES = "SO"
MOST_PIECES = 10_000_000
MOST_YUAN = Decimal("9999999999.99")


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One position as the customer orders it; None where he says nothing."""

    model: ProductModel
    quantity: int
    price: Decimal | None = None
    wanted_on: date | None = None
    requirements: str = ""


@dataclass(frozen=True, kw_only=True)
class Purchase:
    """An order as it comes in; the fields are those of `Order`."""

    customer: Customer
    lines: Sequence[Entry]
    way: str = OrderWay.PHONE
    received_at: datetime | None = None
    their_number: str = ""
    contact_name: str = ""
    phone: str = ""
    deliver_to: str = ""
    requirements: str = ""
    remarks: str = ""
    originals: Sequence[Content] = ()


@transaction.atomic
@holding_rules()
def register(purchase: Purchase, *, by: Actor, source: str = "web") -> Order:
    """Register an order under the next number and keep its original (COMM 5.2.2).

    Raises:
        OperationError: no position, a quantity or price that can't be, or a time to come.
    """
    permit(by, "orders.register")
    now = timezone.now()
    refuse_wrong(purchase.lines)
    received = purchase.received_at or now
    if received > now:
        raise OperationError(_("This lies in the future."), field="received_at")
    taker = by if isinstance(by, Staff) else None
    order = Order(
        number=next_number(SERIES, at=received), state=OrderState.REGISTERED, received_at=received,
        registered_by=taker, owner=taker, **_facts(purchase),
    )  # fmt: skip
    begin(order, by=by, at=now, source=source)
    OrderLine.objects.bulk_create([_line(order, one) for one in purchase.lines])
    for original in purchase.originals:
        attachments.attach(order, original, by=by, purpose=ORIGINAL)
    announce(order, by=by)
    return order


def announce(order: Order, *, by: Actor) -> None:
    """Say that a new order is there with its positions, and let it be found."""
    events.publish(OrderRegistered(record=order, at=order.received_at, by=by))
    search.index(Order.kind(), order.pk, searchable(order))


def _facts(purchase: Purchase) -> dict[str, Any]:
    customer = purchase.customer
    if purchase.phone and not normalize_phone(purchase.phone):
        raise OperationError(_("This is no phone number."), field="phone")
    return {
        "customer": customer, "way": purchase.way, "their_number": purchase.their_number.strip(),
        "contact_name": purchase.contact_name.strip() or customer.name,
        "phone": normalize_phone(purchase.phone) or customer.phone,
        "deliver_to": purchase.deliver_to.strip() or customer.address, "requirements": purchase.requirements.strip(),
        "remarks": purchase.remarks.strip(),
    }  # fmt: skip


def _line(order: Order, one: Entry) -> OrderLine:
    return OrderLine(
        order=order, model=one.model, quantity=one.quantity, price=one.price, wanted_on=one.wanted_on,
        requirements=one.requirements.strip()[:300], since_version=order.version,
    )  # fmt: skip


def refuse_wrong(lines: Sequence[Entry]) -> None:
    """Refuse positions that can't be.

    Raises:
        OperationError: none, or a quantity or price out of reach.
    """
    if not lines:
        raise OperationError(_("Enter at least one position."), field="lines")
    for one in lines:
        if not 0 < one.quantity <= MOST_PIECES:
            raise OperationError(_("%(model)s: at least one piece.") % {"model": one.model}, field="lines")
        if one.price is not None and not 0 <= one.price <= MOST_YUAN:
            raise OperationError(_("%(model)s: this is no price.") % {"model": one.model}, field="lines")


@transaction.atomic
def correct(order: Order, purchase: Purchase, *, by: Actor, revision: int | None = None) -> Order:
    """Correct what was entered, as long as the order is not reviewed; its positions are entered anew.

    Raises:
        OperationError: as for `register`, or some of it has been shipped.
    """
    row = locked(Order, order.pk, revision=revision)
    check(row, "correct", by=by)
    if row.is_begun:
        raise OperationError(_("Some of it has been shipped: enter a change of the order instead."))
    refuse_wrong(purchase.lines)
    before = row.facts()
    facts = {name: value for name, value in _facts(purchase).items() if name not in ("phone", "deliver_to")}
    for name in ("phone", "deliver_to"):
        if given := getattr(purchase, name).strip():
            facts[name] = given
    old = "、".join(str(line) for line in row.positions())
    if row.version == 1 and not row.changes.exists():
        row.lines.all().delete()
    else:
        row.lines.filter(ended_version=None).update(ended_version=row.version)
    OrderLine.objects.bulk_create([_line(row, one) for one in purchase.lines])
    new = "、".join(f"{one.model} × {one.quantity}" for one in purchase.lines)
    perform(row, "correct", by=by, note="" if old == new else f"{old} → {new}", changes=facts)
    for original in purchase.originals:
        attachments.attach(row, original, by=by, purpose=ORIGINAL)
    search.index(Order.kind(), row.pk, searchable(row))
    deadlines.rematch(row, before=before, by=by)
    return row


@transaction.atomic
def identify(order: Order, found: Mapping[str, str], *, by: Actor, revision: int | None = None) -> Order:
    """Write down what was found for each point of the requirements, legal and unstated ones too (COMM 5.1).

    Args:
        found: words by the code of the clause's checklist.

    Raises:
        OperationError: no clause has such a point.
    """
    row = locked(Order, order.pk, revision=revision)
    points = dict(checklist())
    if unknown := set(found) - set(points):
        raise OperationError(_("No clause in force names this: %(names)s.") % {"names": "、".join(sorted(unknown))})
    checks = {code: words.strip()[:300] for code, words in found.items() if words.strip()}
    is_complete = set(points) <= set(checks)
    changes: dict[str, Any] = {"checks": checks, "is_checked": is_complete}
    if isinstance(by, Staff):
        changes["checked_by"] = by
    perform(row, "identify", by=by, changes=changes)
    return row


@transaction.atomic
def ask(order: Order, *, text: str, by: Actor, revision: int | None = None) -> OrderQuestion:
    """Hold the order until the customer has said what he means (COMM 5.2.2.2)."""
    row = locked(Order, order.pk, revision=revision)
    words = required(text, _("Write what is unclear."), field="text")
    perform(row, "ask", by=by, note=words)
    made: OrderQuestion = OrderQuestion.objects.create(
        order=row, text=words, asked_at=timezone.now(), asked_by=by if isinstance(by, Staff) else None
    )
    return made


@transaction.atomic
def settle_question(
    question: OrderQuestion, *, answer: str, answered_by: str = "", by: Actor, revision: int | None = None
) -> Order:
    """Write down what the customer said; with the last answer the order goes on.

    Raises:
        OperationError: nothing written, or it was answered before.
    """
    row = locked(Order, question.order_id, revision=revision)
    asked: OrderQuestion = OrderQuestion.objects.get(pk=question.pk)
    if asked.answered_at:
        raise OperationError(_("It was answered already."), field="answer")
    words = required(answer, _("Write what the customer said."), field="answer")
    perform(row, "settle_question", by=by, note=f"{asked.text}\n→ {words}")
    OrderQuestion.objects.filter(pk=asked.pk).update(
        answer=words, answered_at=timezone.now(), answered_by=answered_by.strip()[:80] or row.contact_name
    )
    if not row.has_open_questions:
        perform(row, "clarify", by=by)
    return row


@transaction.atomic
def clarify(order: Order, *, note: str = "", by: Actor, revision: int | None = None) -> Order:
    """Say that everything is clear; not before every question has its answer."""
    row = locked(Order, order.pk, revision=revision)
    perform(row, "clarify", by=by, note=note.strip())
    return row


@transaction.atomic
def add_original(order: Order, content: Content, *, by: Actor) -> Order:
    """Keep a letter or fax that came later."""
    row = locked(Order, order.pk)
    permit(by, "orders.keep_order", row)
    attachments.attach(row, content, by=by, purpose=ORIGINAL)
    return row


@transaction.atomic
def say(record: Any, *, text: str, by: Actor) -> Any:
    """Add a remark to the history."""
    history.comment(record, required(text, _("Write something first."), field="text"), by=by)
    return record
