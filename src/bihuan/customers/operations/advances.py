"""Cash for relationship expenses: asked for, handed out, paid once, asked back about, cleared (CREX 3.2, CUS-05)."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from bihuan.customers.models.advances import ExpenseAdvance, ExpenseCheck, ExpensePayout
from bihuan.customers.models.expenses import ExpenseLine, ExpenseSheet
from bihuan.customers.queries import expenses as queries
from bihuan.customers.rules.expenses import within
from bihuan.customers.states.expenses import AdvanceAsked, AdvanceState, CheckAnswer, PayoutState, SheetState
from bihuan.kernel import history
from bihuan.kernel.actors import SYSTEM, Actor, permit
from bihuan.kernel.moves import begin, check, perform
from bihuan.kernel.numbering import next_number
from bihuan.kernel.records import OperationError, locked, required
from bihuan.organization.models import Staff

SERIES = "JK"


@dataclass(frozen=True)
class Wanted:
    """How much of a line one wants to pay to whom."""

    line: int
    amount: Decimal
    recipient: str
    use: str = ""


@transaction.atomic
def ask_advance(sheet: ExpenseSheet, wanted: Sequence[Wanted], *, by: Actor) -> ExpenseAdvance:
    """Ask for cash to pay lines of a sheet that all have signed, from the clause's day on, within the limit.

    Raises:
        OperationError: not signed by all, too early, nothing wanted, more than a line has left, or over the limit.
    """
    Staff.objects.select_for_update().get(pk=sheet.salesman_id)  # what he owes is counted one after the other
    row = locked(ExpenseSheet, sheet.pk)
    permit(by, "customers.fill_expenses", row)
    now = timezone.now()
    _payable(row, now)
    amount = sum((one.amount for one in wanted), Decimal(0))
    if not wanted or amount <= 0 or min(one.amount for one in wanted) <= 0:
        raise OperationError(_("Say how much of which line is to be paid."))
    _within_limit(row, amount)
    advance = ExpenseAdvance(
        number=next_number(SERIES, at=now), state=AdvanceState.ASKED, sheet=row, salesman_id=row.salesman_id,
        amount=amount, asked_at=now,
    )  # fmt: skip
    begin(advance, by=by, at=now, event=AdvanceAsked)
    for one in wanted:
        _draw(advance, one)
    return advance


def _payable(sheet: ExpenseSheet, now: datetime) -> None:
    """Refuse what the clause refuses: no money without all signatures, none before the day (CREX 2.2, 3.2)."""
    if sheet.state == SheetState.VOID:
        raise OperationError(_("This sheet is void (%(why)s): nothing is paid on it.") % {"why": sheet.void_reason})
    if sheet.state != SheetState.CHECKED or not sheet.is_fully_signed:
        raise OperationError(_("Not everybody has signed this sheet yet: nothing is paid on it."))
    days = queries.days_of(sheet)
    if not days.may_be_paid(now):
        when = {"day": days.pay.on if days.pay else "—", "number": days.pay.number if days.pay else "—"}
        raise OperationError(_("Paid from working day %(number)s of the month on, that is %(day)s; not before.") % when)


def _within_limit(sheet: ExpenseSheet, amount: Decimal) -> None:
    rule = queries.advance_limit(sheet.facts())
    owing = queries.owing(sheet.salesman_id)
    limit = Decimal(str(rule.data["amount"])) if rule else None
    if rule and limit is not None and not within(limit, owing, amount):
        words = {"limit": f"{limit:,.2f}", "owing": f"{sum(owing, Decimal(0)):,.2f}", "clause": rule.label}
        raise OperationError(
            _("At most ¥%(limit)s may be advanced to one person (%(clause)s); ¥%(owing)s is still to be cleared.")
            % words, field="amount",
        )  # fmt: skip


def _draw(advance: ExpenseAdvance, one: Wanted) -> None:
    line = ExpenseLine.objects.select_for_update(of=("self",)).select_related("customer", "special").get(
        pk=one.line, sheet=advance.sheet_id
    )  # fmt: skip
    name = {"customer": line.customer.name, "left": f"{line.left:,.2f}"}
    if line.special is not None and line.special.money_in_on is None:
        raise OperationError(_("%(customer)s has not paid yet: nothing is paid before the money is in.") % name)
    if one.amount > line.left:
        raise OperationError(_("%(customer)s: ¥%(left)s is left to be paid.") % name, field=f"amount_{line.pk}")
    recipient = required(one.recipient, _("Say who gets the money."), field=f"recipient_{line.pk}")
    line.drawn += one.amount
    line.save(update_fields=["drawn"])
    payout = ExpensePayout.objects.create(
        advance=advance, line=line, use=one.use, recipient=recipient, amount=one.amount
    )
    history.append(payout, "register", by=SYSTEM, is_first=True)


@transaction.atomic
def hand_out(advance: ExpenseAdvance, *, by: Actor, revision: int | None = None) -> ExpenseAdvance:
    """Hand the cash out; the sheet must still stand."""
    row = locked(ExpenseAdvance, advance.pk, revision=revision)
    _payable(locked(ExpenseSheet, row.sheet_id), timezone.now())
    perform(row, "hand_out", by=by, changes={"handed_by": _person(by), "handed_at": timezone.now()})
    return row


@transaction.atomic
def take_back(advance: ExpenseAdvance, *, by: Actor, revision: int | None = None) -> ExpenseAdvance:
    """Take back what was asked for and not handed out yet."""
    row = locked(ExpenseAdvance, advance.pk, revision=revision)
    perform(row, "take_back", by=by)
    for payout in row.payouts.select_for_update():
        _give_back(payout, by, "")
    return row


@transaction.atomic
def pay(
    payout: ExpensePayout, *, note: str, by: Actor, paid_on: date | None = None, revision: int | None = None
) -> ExpensePayout:
    """Write down that a customer has got his money; once.

    Raises:
        OperationError: it was paid before, the cash was not handed out, no receipt, or a day that can't be.
    """
    advance, row = _held(payout, revision)
    permit(by, "customers.fill_expenses", advance)
    words, day = required(note, _("Write the receipt's number or who can confirm it.")), paid_on or timezone.localdate()
    if advance.state != AdvanceState.OUT:
        raise OperationError(_("The cash for this has not been handed out."))
    if row.state != PayoutState.PLANNED:
        raise OperationError(_("This has been paid already."))
    first = timezone.localdate(advance.handed_at) if advance.handed_at else day
    if not first <= day <= timezone.localdate():
        raise OperationError(_("Paid between the day the cash was handed out and today."), field="paid_on")
    line = ExpenseLine.objects.select_for_update().get(pk=row.line_id)
    line.paid += row.amount
    line.save(update_fields=["paid"])
    history.change(row, by=by, verb="pay", state=PayoutState.PAID, paid_on=day, note=words)
    history.append(advance, "pay_out", by=by, note=_("%(who)s, ¥%(amount)s: %(note)s") % {
        "who": f"{row.line.customer} {row.recipient}", "amount": f"{row.amount:,.2f}", "note": words,
    })  # fmt: skip
    _finish(advance, by)
    return row


@transaction.atomic
def return_money(payout: ExpensePayout, *, note: str, by: Actor, revision: int | None = None) -> ExpensePayout:
    """Take cash back that didn't reach its customer; the line can be paid again.

    Raises:
        OperationError: no reason, or it has come back already.
    """
    advance, row = _held(payout, revision)
    permit(by, "customers.pay_expenses", advance)
    words = required(note, _("Write why the money came back."))
    if advance.state not in (AdvanceState.OUT, AdvanceState.DISTRIBUTED) or row.state == PayoutState.RETURNED:
        raise OperationError(_("Nothing of this is out any more."))
    _give_back(row, by, words)
    _finish(advance, by)
    return row


def _held(payout: ExpensePayout, revision: int | None) -> tuple[ExpenseAdvance, ExpensePayout]:
    advance = locked(ExpenseAdvance, payout.advance_id)
    return advance, locked(ExpensePayout.objects.select_related("line__customer"), payout.pk, revision=revision)


def _give_back(payout: ExpensePayout, by: Actor, note: str) -> None:
    line = ExpenseLine.objects.select_for_update().get(pk=payout.line_id)
    line.drawn -= payout.amount
    line.paid -= payout.amount if payout.state == PayoutState.PAID else 0
    line.save(update_fields=["drawn", "paid"])
    history.change(payout, by=by, verb="return_money", state=PayoutState.RETURNED, note=note or payout.note)
    history.append(payout.advance, "return_money", by=by, note=" ".join(filter(None, [f"¥{payout.amount:,.2f}", note])))


def _finish(advance: ExpenseAdvance, by: Actor) -> None:
    """Draw lots for who is asked back, once all of the cash has reached somebody or come back."""
    if advance.state != AdvanceState.OUT or advance.payouts.filter(state=PayoutState.PLANNED).exists():
        return
    now = timezone.now()
    customers, (number, _view) = queries.paid_customers(advance), queries.to_ask_back(advance.facts())
    chosen = secrets.SystemRandom().sample(customers, min(number, len(customers)))
    for pk in chosen:
        row = ExpenseCheck.objects.create(advance=advance, customer_id=pk, chosen_at=now)
        history.append(row, "register", by=SYSTEM, is_first=True)
    names = "、".join(str(one) for one in queries.checks_of(advance))
    perform(advance, "distribute", by=SYSTEM, changes={"distributed_at": now}, note=names)


@transaction.atomic
def ask_back(
    asked: ExpenseCheck, *, answer: str, note: str, by: Actor, said_amount: Decimal | None = None,
    revision: int | None = None,
) -> ExpenseCheck:  # fmt: skip
    """Write down what a customer said who was asked back (CREX 3.2).

    Raises:
        OperationError: asked already, no answer, or nothing about whom one asked and how.
    """
    advance = locked(ExpenseAdvance, asked.advance_id)
    permit(by, "customers.check_back", advance)
    row = locked(ExpenseCheck, asked.pk, revision=revision)
    if row.answer == CheckAnswer.AGREES or advance.state != AdvanceState.DISTRIBUTED:
        raise OperationError(_("This customer has been asked already."))
    if answer not in CheckAnswer.values:
        raise OperationError(_("Write the answer the customer gave."), field="answer")
    words = required(note, _("Write whom you asked, and how."))
    if answer == CheckAnswer.AGREES and said_amount is not None and said_amount != row.due:
        raise OperationError(
            _("The customer names another amount than the ¥%(due)s that was paid: that is no confirmation.")
            % {"due": f"{row.due:,.2f}"}, field="said_amount",
        )  # fmt: skip
    changes: dict[str, Any] = {"said_amount": said_amount, "checked_by": _person(by), "checked_at": timezone.now()}
    history.change(row, by=by, verb="ask_back", answer=answer, note=words, **changes)
    history.append(advance, "ask_back", by=by, note=f"{row.customer}：{CheckAnswer(answer).label}；{words}")
    return row


@transaction.atomic
def clear(advance: ExpenseAdvance, *, by: Actor, revision: int | None = None) -> ExpenseAdvance:
    """Clear an advance once those asked back agree; the sheet closes with its last one.

    Raises:
        EvidenceMissing: somebody has not been asked, or says otherwise.
    """
    sheet = locked(ExpenseSheet, advance.sheet_id)
    row = locked(ExpenseAdvance, advance.pk, revision=revision)
    perform(row, "clear", by=by, changes={"cleared_by": _person(by), "cleared_at": timezone.now()})
    if sheet.state == SheetState.CHECKED and sheet.is_paid_out and sheet.is_cleared:
        check(sheet, "close", by=SYSTEM)
        perform(sheet, "close", by=SYSTEM)
    return row


def _person(by: Actor) -> Staff | None:
    return by if isinstance(by, Staff) else None
