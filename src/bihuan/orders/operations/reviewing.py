"""「合同评审表」 (ORD-02): enough in stock, ship; otherwise the departments say whether it can be met."""

from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from bihuan.kernel import history
from bihuan.kernel.actors import SYSTEM, Actor
from bihuan.kernel.moves import check, perform
from bihuan.kernel.records import OperationError, locked, required
from bihuan.orders.models import Order
from bihuan.orders.operations.reserving import claim, keep
from bihuan.orders.queries.goods import with_models
from bihuan.orders.states.orders import OrderState
from bihuan.signoff import operations as signoff
from bihuan.signoff.models import Circulation
from bihuan.signoff.operations.outcomes import when_ended
from bihuan.signoff.states import CirculationEvent, CirculationWithdrawn

FORM = "order_review"


@transaction.atomic
def release(order: Order, *, note: str = "", by: Actor, revision: int | None = None) -> Order:
    """Let an order be shipped from stock without further review: the store holds enough (COMM 5.2.3.2).

    What it ships is reserved for it from now on.

    Raises:
        OperationError: there isn't enough that nobody else has reserved; it has to be reviewed.
    """
    row = locked(Order, order.pk, revision=revision)
    check(row, "release", by=by)
    if short := claim(row):
        words = "、".join(f"{model} × {count}" for model, count in with_models(short))
        raise OperationError(_("The stock lacks %(what)s: send it round for review.") % {"what": words})
    perform(row, "release", by=by, note=note.strip())
    return row


@transaction.atomic
def send_round(order: Order, *, note: str = "", by: Actor, revision: int | None = None) -> Order:
    """Lay the order before the departments; where no clause has a route, nobody need be asked (COMM 5.2.3.1)."""
    row = locked(Order, order.pk, revision=revision)
    perform(row, "send_round", by=by, note=note.strip())
    keep(row)
    if signoff.start(row, FORM, by=by) is None:
        perform(row, "agree", by=by)
    return row


def agreed(order: Order, event: CirculationEvent) -> None:
    """Every department can meet it: the production notice may be issued."""
    row = locked(Order, order.pk)
    if row.state == OrderState.REVIEW:
        perform(row, "agree", by=SYSTEM, note=str(event.circulation.label))


def refused(order: Order, event: CirculationEvent) -> None:
    """A department can't meet it: it is negotiated with the customer; a form taken back leads to the beginning."""
    row = locked(Order, order.pk)
    if row.state != OrderState.REVIEW:
        return
    if isinstance(event, CirculationWithdrawn):
        perform(row, "review_anew", by=SYSTEM, note=str(event.circulation.label))
    else:
        perform(row, "turn_down", by=SYSTEM, note=last_words(event))


def last_words(event: CirculationEvent) -> str:
    """Return what the last station said."""
    signed = event.circulation.stations.exclude(signed_at=None).order_by("-signed_at", "-pk").first()
    return f"{signed.name} {signed.signed_by or ''}：{signed.opinion}" if signed else str(event.circulation.label)


def lock_forms(record: Any) -> None:
    """Lock the forms on their way about a record before the record itself, in the order in which a signature does."""
    list(Circulation.objects.of(record).running().select_for_update(of=("self",)).order_by("pk"))


def withdraw_forms(record: Any, *, reason: str) -> None:
    """Take back the forms about a record: nobody need sign them any more."""
    for form in Circulation.objects.of(record).running():
        signoff.withdraw(form, by=SYSTEM, reason=reason[:200])


@transaction.atomic
def answer(
    order: Order, *, text: str, answer_way: str, promised_on: Any = None, by: Actor, revision: int | None = None
) -> Order:
    """Tell the customer when he gets his goods (COMM 5.2.3.3).

    Raises:
        OperationError: nothing written, or the promised day has passed.
    """
    row = locked(Order, order.pk, revision=revision)
    if promised_on and promised_on < timezone.localdate():
        raise OperationError(_("This day has passed."), field="promised_on")
    changes = {
        "answer": required(text, _("Write what the customer was told."), field="text"), "answer_way": answer_way,
        "answered_at": timezone.now(), "promised_on": promised_on or row.promised_on,
    }  # fmt: skip
    perform(row, "answer", by=by, changes=changes)
    return row


@transaction.atomic
def close(order: Order, *, note: str = "", by: Actor, revision: int | None = None) -> Order:
    """Close an order whose goods the customer has received."""
    row = locked(Order, order.pk, revision=revision)
    perform(row, "close", by=by, note=note.strip(), changes={"closed_at": timezone.now()})
    return row


def write_delivery(order: Order, values: signoff.Values, by: Actor) -> None:
    """Write the delivery date that a station can keep; its signature is its right to."""
    row = locked(Order, order.pk)
    history.change(row, by=by, verb="promise", **values)


def subscribe() -> None:
    """Hear how the form ends, and what its stations write."""
    signoff.register_part(Order, "delivery_date", signoff.Part(("promised_on",), write_delivery))
    when_ended(FORM, Order, agreed=agreed, refused=refused)
