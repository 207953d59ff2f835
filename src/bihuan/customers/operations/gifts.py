"""Gifts: applied for, approved within limits, handed over against the budget (CSM 6, CUS-05)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from bihuan.customers.models import Customer
from bihuan.customers.models.gifts import GiftBudget, GiftHandover, GiftItem
from bihuan.customers.operations.files import approach
from bihuan.customers.states.gifts import GiftState
from bihuan.kernel import search
from bihuan.kernel.actors import SYSTEM, Actor, permit
from bihuan.kernel.moves import begin, perform
from bihuan.kernel.numbering import next_number
from bihuan.kernel.records import OperationError, locked, required
from bihuan.organization.models import Staff
from bihuan.signoff import operations as signoff

FORM, SERIES = "gift_budget", "LP"


@dataclass(frozen=True)
class Gift:
    """One kind of gift: what, for whom, how many, at what price."""

    name: str
    quantity: int
    price: Decimal
    recipient: str = ""


@transaction.atomic
def ask_gifts(customer: Customer, *, occasion: str, wanted_on: date, gifts: Sequence[Gift], by: Staff) -> GiftBudget:
    """Apply for gifts to a customer; the form goes to whom the clause and the limits name.

    Raises:
        OperationError: no reason, nothing wanted, or no clause says who approves.
    """
    permit(by, "customers.ask_gifts")
    approach(customer)
    words = required(occasion, _("Write the occasion and why."), field="occasion")
    if not gifts or min(one.quantity for one in gifts) < 1 or min(one.price for one in gifts) < 0:
        raise OperationError(_("Say which gifts, how many, at what price."))
    amount, now = sum((one.price * one.quantity for one in gifts), Decimal(0)), timezone.now()
    row = GiftBudget(
        number=next_number(SERIES, at=now), state=GiftState.APPLIED, applicant=by, customer=customer, occasion=words,
        wanted_on=wanted_on, amount=amount, applied_at=now,
    )  # fmt: skip
    begin(row, by=by, at=now)
    GiftItem.objects.bulk_create(
        GiftItem(budget=row, name=one.name, quantity=one.quantity, price=one.price, recipient=one.recipient)
        for one in gifts
    )
    search.index(GiftBudget.kind(), row.pk, f"{row.number} {customer.name} {words}")
    if signoff.start(row, FORM, by=by, at=now) is None:
        raise OperationError(_("No clause in force says who approves this application."))
    return row


def on_agreed(row: GiftBudget, event: Any) -> None:
    """Let a budget stand that was agreed to; one's own signature counts for nothing."""
    budget = locked(GiftBudget, row.pk)
    signers = event.circulation.stations.values_list("signed_by", flat=True)
    move = "refuse" if budget.applicant_id in set(signers) else "approve"
    if budget.state == GiftState.APPLIED:
        perform(budget, move, by=SYSTEM, note=str(event.circulation), changes={"decided_at": event.at})


def on_refused(row: GiftBudget, event: Any) -> None:
    """Refuse a budget that somebody would not sign."""
    budget = locked(GiftBudget, row.pk)
    if budget.state == GiftState.APPLIED:
        perform(budget, "refuse", by=SYSTEM, note=str(event.circulation), changes={"decided_at": event.at})


@transaction.atomic
def hand_over(
    budget: GiftBudget, *, item: GiftItem, quantity: int, cost: Decimal, given_on: date, recipient: str, by: Actor,
    revision: int | None = None,
) -> GiftBudget:  # fmt: skip
    """Hand gifts over and count them against the budget.

    Raises:
        OperationError: more pieces than approved, more money than is left, nobody received it, or a day to come.
    """
    row = locked(GiftBudget, budget.pk, revision=revision)
    held = GiftItem.objects.select_for_update().get(pk=item.pk, budget=row)
    who = required(recipient, _("Say who received it."), field="recipient")
    if not 1 <= quantity <= held.left:
        raise OperationError(_("%(left)s pieces are left.") % {"left": held.left}, field="quantity")
    if cost < 0 or cost > row.left:
        raise OperationError(_("¥%(left)s is left of the budget.") % {"left": f"{row.left:,.2f}"}, field="cost")
    if given_on > timezone.localdate():
        raise OperationError(_("This lies in the future."), field="given_on")
    held.given += quantity
    held.save(update_fields=["given"])
    GiftHandover.objects.create(
        item=held, quantity=quantity, cost=cost, given_on=given_on, recipient=who,
        given_by=by if isinstance(by, Staff) else None,
    )  # fmt: skip
    note = _("%(what)s × %(number)s, ¥%(cost)s, received by %(who)s") % {
        "what": held.name, "number": quantity, "cost": f"{cost:,.2f}", "who": who,
    }  # fmt: skip
    perform(row, "hand_over", by=by, note=note, changes={"spent": row.spent + cost})
    return row


@transaction.atomic
def close_gifts(budget: GiftBudget, *, by: Actor, revision: int | None = None) -> GiftBudget:
    """Settle a budget; nothing more is handed over against it."""
    row = locked(GiftBudget, budget.pk, revision=revision)
    perform(row, "close", by=by)
    return row
