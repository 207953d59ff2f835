"""Cancelling an order: its forms are taken back, its production notices void; what was shipped stays shipped."""

from django.db import transaction
from django.utils.translation import gettext as _

from bihuan.kernel.actors import SYSTEM, Actor
from bihuan.kernel.moves import check, perform
from bihuan.kernel.records import OperationError, locked, required
from bihuan.orders.models import Order, OrderChange
from bihuan.orders.operations.producing import void_all
from bihuan.orders.operations.reserving import keep
from bihuan.orders.operations.reviewing import lock_forms
from bihuan.orders.states.changes import OPEN_CHANGES


@transaction.atomic
def cancel(order: Order, *, note: str, by: Actor, revision: int | None = None) -> Order:
    """Cancel an order of which nothing has been shipped.

    Raises:
        OperationError: no reason, or some of it has been shipped.
    """
    lock_forms(order)
    for change in order.changes.filter(state__in=OPEN_CHANGES):
        lock_forms(change)
    row = locked(Order, order.pk, revision=revision)
    check(row, "cancel", by=by)
    reason = required(note, _("Write the reason."))
    if row.is_begun:
        raise OperationError(_("Some of it has been shipped: change the order to what was shipped instead."))
    void_all(row, reason=reason, by=by)
    for pk in row.changes.filter(state__in=OPEN_CHANGES).values_list("pk", flat=True):
        perform(locked(OrderChange, pk), "take_back", by=SYSTEM, note=reason)
    perform(row, "cancel", by=by, note=reason)
    keep(row)
    return row
