"""Discounts: with a reason, above a clause's limit only once somebody higher has agreed (SVC-11)."""

from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from bihuan.kernel.actors import SYSTEM, Actor
from bihuan.kernel.moves import check, perform
from bihuan.kernel.records import OperationError, locked, required
from bihuan.service.models import Charge
from bihuan.service.queries.charges import DISCOUNT
from bihuan.service.queries.limits import approver_of, may_decide
from bihuan.service.rules.charging import after_discount
from bihuan.service.states.charges import LIVE
from bihuan.signoff import operations as signoff


@transaction.atomic
def discount(charge: Charge, *, amount: Decimal, note: str, by: Actor, revision: int | None = None) -> bool:
    """Take something off a bill.

    Args:
        amount: what is taken off, in yuan; 0 takes a discount back.
        note: the reason.

    Returns:
        True when it holds at once, False when it was laid before whoever approves that much.

    Raises:
        OperationError: no reason, the whole bill or more, or another discount waits to be decided.
    """
    charge = locked(Charge, charge.pk, revision=revision)
    check(charge, "discount", by=by)
    reason = required(note, _("Write the reason."))[:200]
    if charge.asked_discount:
        raise OperationError(_("A discount waits for approval already."))
    if not 0 <= amount < charge.total:
        raise OperationError(_("A discount is less than the sum; to charge nothing, void the bill."), field="amount")
    limit = approver_of(DISCOUNT, charge.request.facts(), amount)
    if amount <= charge.discount or limit is None or may_decide(by, limit):
        perform(charge, "discount", by=by, note=reason, changes=_less(charge, amount, reason))
        return True
    asked = {"amount": str(amount), "note": reason}
    perform(charge, "ask_discount", by=SYSTEM, note=f"{by.display_name}：{reason}", changes={"asked_discount": asked})
    if signoff.start(charge, DISCOUNT, by=by, facts={"amount": amount}) is None:
        raise OperationError(_("No clause says which way a discount is approved. Add a route for it."))
    return False


def _less(charge: Charge, amount: Decimal, reason: str) -> dict[str, Any]:
    left = after_discount(charge.total, amount)
    return {"discount": amount, "discount_reason": reason if amount else "", "amount": left}


def _waits(event: Any) -> Charge | None:
    if not isinstance(event.record, Charge) or event.circulation.form != DISCOUNT:
        return None
    charge = locked(Charge, event.record.pk)
    return charge if charge.asked_discount else None


def on_agreed(event: Any) -> None:
    """Let the discount hold that was agreed to, unless the bill has become smaller than it or is void."""
    charge = _waits(event)
    if charge is None or charge.asked_discount is None:
        return
    amount, reason = Decimal(charge.asked_discount["amount"]), str(charge.asked_discount["note"])
    if charge.state not in LIVE or amount >= charge.total:
        on_refused(event)
        return
    changes = _less(charge, amount, reason) | {"asked_discount": None}
    perform(charge, "approve_discount", by=SYSTEM, note=reason, changes=changes)


def on_refused(event: Any) -> None:
    """Drop the discount that was turned down or taken back; the amount stays."""
    if charge := _waits(event):
        perform(charge, "refuse_discount", by=SYSTEM, note=str(event.circulation), changes={"asked_discount": None})
