"""Returns (RET-01): registered like a complaint, taken in, inspected in full; good to stock, bad to nonconformity."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from bihuan.customers.models import Customer
from bihuan.kernel import attachments, events, history, search
from bihuan.kernel.actors import Actor, permit
from bihuan.kernel.attachments import Content
from bihuan.kernel.moves import begin, check, perform
from bihuan.kernel.numbering import next_number
from bihuan.kernel.privacy import normalize_phone
from bihuan.kernel.records import OperationError, is_visible, locked, required
from bihuan.orders.models import GoodsReturn, Order
from bihuan.orders.operations.goods import put_in
from bihuan.orders.operations.reporting import follow_case
from bihuan.orders.queries.returns import returned_of, searchable, shipped_of
from bihuan.orders.rules import adds_up
from bihuan.orders.states.choices import GoodsMoveKind, OrderWay, Wish
from bihuan.orders.states.returns import ReturnChanged, ReturnRegistered, ReturnState
from bihuan.organization.models import Staff
from bihuan.organization.queries import holders
from bihuan.organization.states import Post
from bihuan.products.models import Batch, ProductModel, Unit
from bihuan.quality.operations.nonconformity import Finding, report
from bihuan.quality.states.nonconformity import FoundAt
from bihuan.regulations.queries import holding_rules

SERIES = "RT"


@dataclass(frozen=True, kw_only=True)
class Announcement:
    """What a customer says he sends back; the fields are those of `GoodsReturn`."""

    customer: Customer
    model: ProductModel
    quantity: int
    reason: str
    wish: str = Wish.REPLENISH
    way: str = OrderWay.PHONE
    registered_at: datetime | None = None
    contact_name: str = ""
    phone: str = ""
    address: str = ""
    order: Order | None = None
    unit: Unit | None = None
    batch: str = ""
    price: Decimal | None = None
    bought_on: date | None = None
    photos: Sequence[Content] = ()


@transaction.atomic
@holding_rules()
def register_return(said: Announcement, *, subject: Any = None, by: Actor, source: str = "web") -> GoodsReturn:
    """Register a return as a complaint is: numbered, in somebody's hands, with the limits of one (COMM 5.5.2.1).

    Args:
        subject: the complaint it follows from.

    Raises:
        OperationError: what is said can't be, or more comes back than the order has shipped.
    """
    permit(by, "orders.register_return")
    if subject is not None and not is_visible(subject.kind(), subject.pk, by):
        raise OperationError(_("The record it follows from is not there, or not for you."))
    now = timezone.now()
    at = said.registered_at or now
    if at > now:
        raise OperationError(_("This lies in the future."), field="registered_at")
    if said.order is not None:
        locked(Order, said.order.pk)  # two who send back the same pieces queue here
    refuse(said)
    taker = by if isinstance(by, Staff) else None
    one = GoodsReturn(
        number=next_number(SERIES, at=at), state=ReturnState.REGISTERED, registered_at=at, registered_by=taker,
        owner=_keeper(said, taker), subject_kind=subject.kind() if subject else "",
        subject_id=subject.pk if subject else None, subject_number=getattr(subject, "number", "") if subject else "",
        **_values(said),
    )  # fmt: skip
    begin(one, by=by, event=ReturnRegistered, at=at, source=source)
    search.index(one.kind(), one.pk, searchable(one))
    for photo in said.photos:
        attachments.attach(one, photo, by=by, purpose="photo")
    if said.order is not None:
        history.append(said.order, "goods_returned", by=by, note=f"{one.number} {one.model} × {one.quantity}")
    follow_case(one, by=by)
    return one


def _keeper(said: Announcement, taker: Staff | None) -> Staff | None:
    if taker is not None and taker.has_perm("orders.keep_return"):
        return taker
    if said.order is not None and said.order.owner is not None:
        found: Staff = said.order.owner
        return found
    posts = (Post.SALES_CLERK, Post.SALES)
    return next((one for post in posts for one in holders(post, at=timezone.now())), taker)


def _values(said: Announcement) -> dict[str, Any]:
    if said.phone and not normalize_phone(said.phone):
        raise OperationError(_("This is no phone number."), field="phone")
    customer, unit = said.customer, said.unit
    return {
        "customer": customer, "model": said.model, "quantity": said.quantity, "reason": said.reason.strip(),
        "wish": said.wish, "way": said.way, "contact_name": said.contact_name.strip() or customer.name,
        "phone": normalize_phone(said.phone) or customer.phone, "address": said.address.strip() or customer.address,
        "order": said.order, "unit": unit,
        "batch": said.batch.strip() or (unit.batch.code if unit and unit.batch else ""), "price": said.price,
        "bought_on": said.bought_on or (unit.sold_on if unit else None),
    }  # fmt: skip


def refuse(said: Announcement, *, without: int | None = None) -> None:
    """Refuse what can't be.

    Args:
        without: key of the return that is corrected.

    Raises:
        OperationError: at the field that is wrong.
    """
    required(said.reason, _("Write why it is sent back."), field="reason")
    if said.quantity < 1:
        raise OperationError(_("At least one piece."), field="quantity")
    if said.price is not None and said.price < 0:
        raise OperationError(_("A price is not below nothing."), field="price")
    if said.bought_on and said.bought_on > timezone.localdate():
        raise OperationError(_("This lies in the future."), field="bought_on")
    if said.unit is not None and (said.unit.model_id != said.model.pk or said.quantity != 1):
        raise OperationError(_("A serial number stands for one piece of its own model."), field="quantity")
    if said.order is None:
        return
    if said.order.customer_id != said.customer.pk:
        raise OperationError(_("This order is another customer's."), field="order_no")
    left = shipped_of(said.order, said.model) - returned_of(said.order, said.model, without=without)
    if said.quantity > left:
        facts = {"number": said.order.number, "left": max(left, 0), "model": said.model}
        raise OperationError(
            _("Of %(model)s on %(number)s only %(left)s can still come back: check shipped and returned.") % facts,
            field="quantity",
        )


@transaction.atomic
def correct_return(one: GoodsReturn, said: Announcement, *, by: Actor, revision: int | None = None) -> GoodsReturn:
    """Correct what was entered, as long as the goods have not come."""
    if said.order is not None:
        locked(Order, said.order.pk)
    row = locked(GoodsReturn, one.pk, revision=revision)
    check(row, "correct", by=by)
    refuse(said, without=row.pk)
    values = _values(said)
    for name in ("phone", "address"):
        if not getattr(said, name).strip():
            del values[name]
    perform(row, "correct", by=by, changes=values)
    search.index(row.kind(), row.pk, searchable(row))
    events.publish(ReturnChanged(record=row, at=timezone.now(), by=by))
    follow_case(row, by=by)
    return row


@transaction.atomic
def contact(one: GoodsReturn, *, note: str, by: Actor, revision: int | None = None) -> GoodsReturn:
    """Record the first answer: we have heard you, send it there, you hear from us by then."""
    row = locked(GoodsReturn, one.pk, revision=revision)
    words = required(note, _("Write what the customer was told."))
    perform(row, "contact", by=by, note=words, changes={"contacted_at": row.contacted_at or timezone.now()})
    return row


@transaction.atomic
def arrive(
    one: GoodsReturn, *, received: int, carrier: str = "", note: str = "", by: Actor, revision: int | None = None
) -> GoodsReturn:
    """Take the goods in: how many came is counted, a difference from what was announced wants a word.

    Raises:
        OperationError: none came, or another number than announced and nobody wrote why.
    """
    if one.order_id:
        locked(Order, one.order_id)  # two who take in what the same order shipped queue here
    row = locked(GoodsReturn, one.pk, revision=revision)
    check(row, "arrive", by=by)
    if received < 1:
        raise OperationError(_("At least one piece."), field="received")
    if received != row.quantity:
        words = _("%(count)s were announced: write what happened.") % {"count": row.quantity}
        required(note, words)
    if row.order_id and row.order:
        others = returned_of(row.order, row.model, without=row.pk)
        if received + others > shipped_of(row.order, row.model):
            raise OperationError(_("More than the order has shipped: check the quantity."), field="received")
    changes: dict[str, Any] = {"received": received, "carrier": carrier.strip(), "arrived_at": timezone.now()}
    if isinstance(by, Staff):
        changes["taken_by"] = by
    perform(row, "arrive", by=by, note=note.strip(), changes=changes)
    follow_case(row, by=by)
    return row


@dataclass(frozen=True, kw_only=True)
class Inspection:
    """What the full inspection found; of bad pieces their nature and class, by the clauses on nonconformity."""

    good: int
    bad: int
    findings: str = ""
    nature: str = ""
    class_code: str = ""


@transaction.atomic
def inspect(
    one: GoodsReturn, found: Inspection, *, by: Staff, photos: Sequence[Content] = (), revision: int | None = None
) -> GoodsReturn:
    """Enter the full inspection (COMM 5.5.2.2): good pieces go to stock, bad ones become a nonconformity.

    Raises:
        OperationError: good and bad don't add up to what was received, or bad ones without a finding.
    """
    row = locked(GoodsReturn, one.pk, revision=revision)
    check_state = row.moves.get("inspect")
    permit(by, check_state.policy, row)
    if row.state in check_state.sources and not adds_up(row.received or 0, found.good, found.bad):
        words = _("%(count)s were received: good and bad together make %(sum)s.")
        raise OperationError(words % {"count": row.received, "sum": found.good + found.bad}, field="bad")
    findings = required(found.findings, _("Write what was found."), field="findings") if found.bad else found.findings
    changes: dict[str, Any] = {
        "good": found.good, "bad": found.bad, "findings": findings.strip(), "inspected_at": timezone.now(),
        "inspected_by": by,
    }  # fmt: skip
    perform(row, "inspect", by=by, note=findings.strip(), changes=changes)
    for photo in photos:
        attachments.attach(row, photo, by=by, purpose="photo")
    if found.good:
        put_in({row.model_id: found.good}, kind=GoodsMoveKind.RETURN, by=by, about=row)
    if found.bad:
        made = report(_finding(row, found, findings), subject=row, by=by)
        history.change(row, by=by, verb="nonconformity", nonconformity_id=made.pk, nonconformity_number=made.number)
    follow_case(row, by=by)
    return row


def _finding(row: GoodsReturn, found: Inspection, words: str) -> Finding:
    batches = list(Batch.objects.filter(model=row.model, code=row.batch)) if row.batch else []
    return Finding(
        stage=FoundAt.RETURNED, quantity=Decimal(found.bad), inspected=Decimal(row.received or found.bad),
        nature=found.nature, class_code=found.class_code, description=words, found_at=timezone.now(), model=row.model,
        place=row.number, product="" if batches else row.batch[:80], unit_cost=None,
    )  # fmt: skip
