"""A bill follows the parts of its job: drawn anew while nothing is paid, told to the accountant afterwards."""

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from bihuan.kernel import events, history
from bihuan.kernel.actors import SYSTEM
from bihuan.kernel.moves import perform
from bihuan.kernel.records import locked
from bihuan.service.models import Charge, WorkOrder
from bihuan.service.operations.charges import billing, quotas
from bihuan.service.queries import charges as queries
from bihuan.service.rules.charging import BillLine, owed
from bihuan.service.states.charges import LIVE, ChargeOutdated, ChargeState


def on_parts_changed(event: Any) -> None:
    """Draw the bill of a finished job anew, with its share of the contract; void it where nothing is left to pay."""
    order = WorkOrder.objects.select_related("request__fault_class__parent").get(pk=event.record.pk)
    known = queries.of_order(order)
    if known is None:
        billing.on_order_completed(event)
        return
    charge = locked(Charge, known.pk)
    lines = billing.drawn(order)
    if not _may_change(charge, lines):
        note = _("Parts of the job changed after the bill: %(number)s.") % {"number": order.number}
        history.append(charge, "outdated", by=event.by, note=note)
        events.publish(ChargeOutdated(record=charge, at=timezone.now(), by=event.by))
    elif _left(charge, lines):
        _redraw(charge, lines)
    else:
        perform(charge, "void", by=SYSTEM, changes={"void_reason": _("Nothing is left to be paid.")})
        quotas.book(order, lines)


def _left(charge: Charge, lines: list[BillLine]) -> Any:
    typed = charge.lines.filter(step=queries.BY_HAND)
    return owed([*lines, *typed])


def _may_change(charge: Charge, lines: list[BillLine]) -> bool:
    """Tell whether the bill is still ours to change: unpaid, no invoice, not above what is owed already."""
    if charge.state not in LIVE or charge.asked_discount:
        return False
    left = _left(charge, lines)
    if left and charge.discount >= left:
        return False
    return bool(charge.state != ChargeState.DUE or left - charge.discount <= charge.amount)


def _redraw(charge: Charge, lines: list[BillLine]) -> None:
    before = charge.amount
    charge = billing.drawn_anew(charge, lines, by=SYSTEM)
    is_above = charge.agreed_amount is not None and charge.amount > charge.agreed_amount
    was_seen = charge.state == ChargeState.QUOTED and charge.amount != before
    if was_seen or (charge.state == ChargeState.AGREED and is_above):
        perform(locked(Charge, charge.pk), "quote_anew", by=SYSTEM)
