"""Shipping: from stock, never more than ordered, in as many parts as it takes; the customer signs for it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from bihuan.kernel import events, history, search
from bihuan.kernel.actors import Actor
from bihuan.kernel.moves import begin, check, perform
from bihuan.kernel.numbering import next_number
from bihuan.kernel.records import OperationError, locked, required
from bihuan.orders.models import Delivery, DeliveryLine, GoodsReturn, Order, OrderLine
from bihuan.orders.operations.goods import take_out
from bihuan.orders.operations.reserving import keep, named
from bihuan.orders.rules import over
from bihuan.orders.states.papers import DeliverySent, DeliveryState
from bihuan.organization.models import Staff

SERIES = "DN"


@dataclass(frozen=True, kw_only=True)
class Dispatch:
    """How it is sent; empty where nothing is known."""

    carrier: str = ""
    waybill: str = ""
    note: str = ""


@transaction.atomic
def ship(
    order: Order, pieces: Mapping[int, int], *, how: Dispatch | None = None, by: Actor, revision: int | None = None
) -> Delivery:
    """Ship so many pieces of each position; with the last piece all of the order is shipped.

    Args:
        pieces: by the position's key.

    Raises:
        OperationError: nothing, more than is left of a position, or not enough in stock.
    """
    row = locked(Order, order.pk, revision=revision)
    check(row, "ship", by=by)
    lines = {line.pk: line for line in row.lines.filter(ended_version=None).select_related("model")}
    going = {key: count for key, count in pieces.items() if count}
    if not going or any(count < 0 for count in going.values()):
        raise OperationError(_("Enter how many are shipped."))
    if too_many := over(going, {key: line.left for key, line in lines.items()}):
        line = lines.get(too_many[0])
        facts = {"model": line.model if line else "", "left": line.left if line else 0}
        raise OperationError(
            _("%(model)s: only %(left)s are still to be shipped.") % facts, field=f"line_{too_many[0]}"
        )
    shipped = [(lines[key], count) for key, count in sorted(going.items())]
    sent = send(shipped, how=how or Dispatch(), by=by, about=row, deliver_to=row.deliver_to)
    for line, count in shipped:
        line.shipped += count
        line.save(update_fields=["shipped"])
    perform(row, "ship", by=by, note=f"{sent.number} {sent.title}")
    row = locked(Order.objects.prefetch_related("lines__model"), row.pk)
    if row.is_all_shipped:
        perform(row, "all_shipped", by=by, changes={"shipped_at": timezone.now()})
    keep(row)
    return sent


def send(
    lines: Sequence[tuple[Any, int]], *, how: Dispatch, by: Actor, about: Order | GoodsReturn, deliver_to: Any
) -> Delivery:
    """Take the pieces out of stock and write the delivery note, in the caller's transaction.

    Args:
        lines: positions of an order, or models, with how many of each.
        about: the order, or the return that is replenished, locked.

    Raises:
        OperationError: not enough in stock.
    """
    now = timezone.now()
    delivery = Delivery(
        number=next_number(SERIES, at=now), state=DeliveryState.SENT, **named(about),
        deliver_to=deliver_to, carrier=how.carrier.strip(), waybill=how.waybill.strip(), note=how.note.strip(),
        sent_at=now, sent_by=by if isinstance(by, Staff) else None,
    )  # fmt: skip
    begin(delivery, by=by, at=now)
    wanted: dict[int, int] = {}
    made = []
    for what, count in lines:
        position = what if isinstance(what, OrderLine) else None
        model = position.model if position else what
        wanted[model.pk] = wanted.get(model.pk, 0) + count
        made.append(DeliveryLine(delivery=delivery, position=position, model=model, quantity=count))
    take_out(wanted, by=by, about=delivery, holder=about)
    DeliveryLine.objects.bulk_create(made)
    search.index(delivery.kind(), delivery.pk, f"{delivery.number} {delivery.waybill} {delivery.title}")
    events.publish(DeliverySent(record=delivery, at=now, by=by))
    return delivery


@transaction.atomic
def receive(
    delivery: Delivery, *, receiver: str, received_on: date | None = None, by: Actor, revision: int | None = None
) -> Delivery:
    """Record that the customer has signed for a shipment.

    Raises:
        OperationError: no name, a day before the shipment or to come.
    """
    row = locked(Delivery, delivery.pk, revision=revision)
    day = received_on or timezone.localdate()
    if not timezone.localdate(row.sent_at) <= day <= timezone.localdate():
        raise OperationError(_("Not before the shipment, and not in the future."), field="received_on")
    name = required(receiver, _("Write who received it."), field="receiver")
    perform(row, "receive", by=by, note=name, changes={"receiver": name, "received_on": day})
    history.append(row.about, "delivery_received", by=by, note=f"{row.number} {name}")
    return row
