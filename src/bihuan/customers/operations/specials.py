"""What a new customer costs beforehand: applied for before the contract is signed, else void (CREX 3.1, CUS-05)."""

from datetime import date
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from bihuan.customers.models import Account, Customer
from bihuan.customers.models.expenses import ExpenseLine, ExpenseSheet, SpecialExpense
from bihuan.customers.operations.files import approach
from bihuan.customers.states.expenses import SheetState, SpecialState
from bihuan.kernel import history, search
from bihuan.kernel.actors import SYSTEM, Actor, permit
from bihuan.kernel.moves import begin, perform
from bihuan.kernel.numbering import next_number
from bihuan.kernel.records import OperationError, locked, required
from bihuan.organization.models import Staff
from bihuan.signoff import operations as signoff
from bihuan.signoff.models import Circulation

FORM, SERIES = "expense_special", "TS"
STANDING = (SpecialState.APPLIED, SpecialState.APPROVED)


@transaction.atomic
def apply_for(
    customer: Customer, *, purpose: str, amount: Decimal, by: Staff, contract_planned_on: date | None = None,
    expected_sales: Decimal | None = None,
) -> SpecialExpense:  # fmt: skip
    """Apply for an expense to win a new customer; the form circulates at once.

    Raises:
        OperationError: his contract is signed, no purpose, no amount, or no clause says who approves.
    """
    permit(by, "customers.fill_expenses")
    approach(customer)
    if signed_on := _signed_on(customer):
        words = {"customer": customer.name, "day": signed_on}
        raise OperationError(
            _("%(customer)s's contract was signed on %(day)s: an application after that is void.") % words,
            field="customer",
        )
    if contract_planned_on and contract_planned_on < timezone.localdate():
        raise OperationError(_("After the contract is signed nothing can be applied for."), field="contract_planned_on")
    if amount <= 0:
        raise OperationError(_("Give an amount."), field="amount")
    now = timezone.now()
    row = SpecialExpense(
        number=next_number(SERIES, at=now), state=SpecialState.APPLIED, salesman=by, customer=customer, amount=amount,
        purpose=required(purpose, _("Write what for."), field="purpose"), expected_sales=expected_sales,
        contract_planned_on=contract_planned_on, applied_at=now,
    )  # fmt: skip
    begin(row, by=by, at=now)
    search.index(SpecialExpense.kind(), row.pk, f"{row.number} {customer.name} {row.purpose}")
    if signoff.start(row, FORM, by=by, at=now) is None:
        raise OperationError(_("No clause in force says who approves this application."))
    return row


def _signed_on(customer: Customer) -> date | None:
    """Return the day of the customer's first contract: of an earlier application, or of his agreement."""
    rows = SpecialExpense.objects.filter(customer=customer).exclude(contract_on=None)
    agreed = Account.objects.filter(customer=customer, agreed_on__lte=timezone.localdate())
    days = [*rows.values_list("contract_on", flat=True), *agreed.values_list("agreed_on", flat=True)]
    return min(days, default=None)


def on_agreed(row: SpecialExpense, event: Any) -> None:
    """Let an application stand that all have signed."""
    special = locked(SpecialExpense, row.pk)
    if special.state == SpecialState.APPLIED:
        perform(special, "approve", by=SYSTEM, changes={"approved_at": event.at}, note=str(event.circulation))


def on_refused(row: SpecialExpense, event: Any) -> None:
    """Refuse an application that somebody would not sign."""
    special = locked(SpecialExpense, row.pk)
    if special.state == SpecialState.APPLIED:
        perform(special, "refuse", by=SYSTEM, note=str(event.circulation))


@transaction.atomic
def sign_contract(
    special: SpecialExpense, *, contract_number: str, contract_on: date, by: Actor, revision: int | None = None
) -> SpecialExpense:
    """Write down that the contract was signed; whatever was applied for after that day is void.

    Raises:
        OperationError: no number, a day to come, or it was written down before.
    """
    row = locked(SpecialExpense, special.pk, revision=revision)
    number = required(contract_number, _("Give the contract's number."), field="contract_number")
    if row.contract_on:
        raise OperationError(_("The contract is on file already: %(number)s.") % {"number": row.contract_number})
    if contract_on > timezone.localdate():
        raise OperationError(_("This lies in the future."), field="contract_on")
    perform(row, "sign_contract", by=by, changes={"contract_number": number, "contract_on": contract_on})
    for other in SpecialExpense.objects.filter(customer=row.customer_id, state__in=STANDING).order_by("pk"):
        if contract_on < timezone.localdate(other.applied_at):
            reason = _("the contract was signed on %(day)s, before the application") % {"day": contract_on}
            _void(row if other.pk == row.pk else locked(SpecialExpense, other.pk), reason)
    return row


def _void(row: SpecialExpense, reason: str) -> None:
    taken = ExpenseLine.objects.filter(special=row, drawn__gt=0).exclude(sheet__state=SheetState.VOID)
    if taken.exists():
        raise OperationError(_("Money has been advanced on this application already: it must come back first."))
    for line in ExpenseLine.objects.filter(special=row).exclude(sheet__state=SheetState.VOID).select_related("sheet"):
        sheet = locked(ExpenseSheet, line.sheet_id)
        ExpenseLine.objects.filter(pk=line.pk).update(claim=0)
        history.change(sheet, by=SYSTEM, verb="strike_out", total=sheet.total - line.claim)
    perform(row, "void", by=SYSTEM, note=reason, changes={"void_reason": reason})
    for circulation in Circulation.objects.of(row).running():
        signoff.withdraw(circulation, by=SYSTEM, reason=reason)


@transaction.atomic
def money_came_in(
    special: SpecialExpense, *, money_in_on: date, by: Actor, revision: int | None = None
) -> SpecialExpense:
    """Write down that the new customer's money came in: from then on the expense can be paid.

    Raises:
        OperationError: no contract yet, a day to come or before the contract, or it was written down before.
    """
    row = locked(SpecialExpense, special.pk, revision=revision)
    if row.money_in_on:
        raise OperationError(_("This is on file already."))
    if row.contract_on is None:
        raise OperationError(_("First the contract, then the money."))
    if not row.contract_on <= money_in_on <= timezone.localdate():
        raise OperationError(_("A day between the contract and today."), field="money_in_on")
    perform(row, "money_came_in", by=by, changes={"money_in_on": money_in_on})
    return row
