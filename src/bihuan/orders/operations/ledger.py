"""A ledger of orders (ORD-01): rows of one number are the positions of one order; what is known is not doubled."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from bihuan.kernel import search
from bihuan.kernel.actors import Actor, permit
from bihuan.kernel.moves import perform
from bihuan.kernel.records import OperationError, locked
from bihuan.orders.models import Order, OrderLine
from bihuan.orders.operations.registering import MOST_PIECES, MOST_YUAN, Entry, Purchase, refuse_wrong, register
from bihuan.orders.queries.orders import searchable
from bihuan.orders.states.choices import OrderWay
from bihuan.orders.states.orders import OrderState
from bihuan.products.operations.ledger import customer_named
from bihuan.products.queries import model_named


@dataclass(frozen=True, kw_only=True)
class LedgerRow:
    """One line of a ledger as somebody kept it; empty is unknown."""

    customer: str
    model: str
    quantity: Decimal
    number: str = ""
    received_at: datetime | None = None
    way: str = ""
    phone: str = ""
    price: Decimal | None = None
    wanted_on: date | None = None
    contact_name: str = ""
    deliver_to: str = ""
    requirements: str = ""
    remarks: str = ""


@transaction.atomic
def take(row: LedgerRow, *, by: Actor) -> Order:
    """Enter a row: as a new order, or as a further position of the one that the ledger's number names.

    Raises:
        OperationError: no such model or customer, no whole number of pieces, or the order is reviewed already.
    """
    permit(by, "orders.import")
    model = model_named(row.model)
    if model is None:
        raise OperationError(_("There is no model «%(model)s».") % {"model": row.model}, field="model")
    if not 1 <= row.quantity <= MOST_PIECES or row.quantity != int(row.quantity):
        raise OperationError(_("A whole number of pieces, at least one."), field="quantity")
    customer = customer_named(row.customer, row.phone, by=by)
    if customer is None:
        raise OperationError(_("Give the customer."), field="customer")
    entry = Entry(
        model=model, quantity=int(row.quantity), price=_yuan(row.price), wanted_on=row.wanted_on,
        requirements=row.requirements,
    )  # fmt: skip
    known = Order.objects.filter(their_number=row.number, customer=customer).first() if row.number else None
    if known is not None:
        return _further(known, entry, by)
    purchase = Purchase(
        customer=customer, lines=[entry], way=row.way or OrderWay.IMPORT, received_at=row.received_at,
        their_number=row.number, contact_name=row.contact_name, phone=row.phone, deliver_to=row.deliver_to,
        remarks=row.remarks,
    )  # fmt: skip
    return register(purchase, by=by, source="import")


def _yuan(price: Decimal | None) -> Decimal | None:
    if price is None:
        return None
    if not 0 <= price <= MOST_YUAN:
        raise OperationError(_("This is no price."), field="price")
    return price.quantize(Decimal("0.01"))


def _further(known: Order, entry: Entry, by: Actor) -> Order:
    order = locked(Order, known.pk)
    refuse_wrong([entry])
    if order.state != OrderState.REGISTERED:
        words = _("%(number)s is under way already: change it on its page.") % {"number": order.number}
        raise OperationError(words, field="number")
    if any(_is_there(line, entry) for line in order.positions()):
        facts = {"number": order.number, "model": entry.model}
        raise OperationError(_("%(number)s has %(model)s already: correct it on its page.") % facts, field="model")
    OrderLine.objects.create(
        order=order, model=entry.model, quantity=entry.quantity, price=entry.price, wanted_on=entry.wanted_on,
        requirements=entry.requirements[:300], since_version=order.version,
    )  # fmt: skip
    perform(order, "correct", by=by, note=f"+ {entry.model} × {entry.quantity}")
    search.index(Order.kind(), order.pk, searchable(order))
    return order


def _is_there(line: OrderLine, entry: Entry) -> bool:
    """Tell whether a position says the same but for quantity and price: the row of a ledger that was corrected."""
    return (line.model_id, line.wanted_on, line.requirements) == (
        entry.model.pk, entry.wanted_on, entry.requirements[:300],
    )  # fmt: skip
