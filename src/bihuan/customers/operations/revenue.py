"""Yearly revenue and the account behind a rating: entered, brought in, corrected, with history (CUS-02)."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from bihuan.customers.models import Account, Customer, Revenue
from bihuan.customers.models.revenue import CNY
from bihuan.customers.operations.files import standing
from bihuan.kernel import history
from bihuan.kernel.actors import Actor, permit
from bihuan.kernel.records import OperationError, locked, required

FIRST_YEAR = 1990
MOST, CENT = Decimal("9999999999.99"), Decimal("0.01")


@transaction.atomic
def record_revenue(
    customer: Customer, year: int, amount: Decimal, *, by: Actor, months: Sequence[Decimal | None] = (),
    currency: str = CNY, origin: str = "", source: str = "web",
) -> Revenue:  # fmt: skip
    """Enter a customer's revenue of a year; what is there already is corrected, and the old figure stays in history.

    Args:
        amount: in the currency's main unit.
        months: January first, as far as known.
        origin: where the figure comes from, such as a ledger's name.

    Raises:
        OperationError: a year or an amount that can't be.
    """
    permit(by, "customers.edit_revenue", customer)
    amount = _checked(year, amount)
    standing(customer)  # two ledgers at once queue here
    told = [None if month is None else str(month) for month in months]
    values: dict[str, Any] = {"amount": amount, "months": told, "origin": origin}
    row: Revenue | None = Revenue.objects.filter(customer=customer, year=year, currency=currency).first()
    if row is not None:
        if row.amount == amount:
            values = {"months": told or row.months}  # the same figure again, perhaps with its months
        if history.change(row, by=by, source=source, **values):
            _tell(customer, row, by, source, "change_revenue")
        return row
    row = Revenue.objects.create(customer=customer, year=year, currency=currency, **values)
    history.append(row, "register", by=by, changes={"amount": [None, str(amount)]}, source=source, is_first=True)
    _tell(customer, row, by, source, "add_revenue")
    return row


@transaction.atomic
def correct_revenue(
    revenue: Revenue, *, amount: Decimal, note: str, by: Actor, revision: int | None = None
) -> Revenue:  # fmt: skip
    """Correct a year's figure and say why.

    Raises:
        Stale: somebody else changed it meanwhile.
        OperationError: no reason, or an amount that can't be.
    """
    row: Revenue = locked(Revenue, revenue.pk, revision=revision)
    permit(by, "customers.edit_revenue", row.customer)
    amount = _checked(row.year, amount)
    why = required(note, _("Write why it is corrected."))
    if history.change(row, by=by, note=why, amount=amount, months=[]):
        _tell(row.customer, row, by, "web", "change_revenue", why)
    return row


@transaction.atomic
def change_account(customer: Customer, *, by: Actor, revision: int | None = None, **fields: Any) -> Account:
    """Write down agreement, upstream registration, size and founding day of a customer.

    Raises:
        Stale: somebody else changed it meanwhile.
        OperationError: the agreement ends before it begins, or has no number.
    """
    permit(by, "customers.edit_account", customer)
    standing(customer)
    signed, until = fields.get("agreed_on"), fields.get("agreed_until")
    if until and (not signed or until < signed):
        raise OperationError(_("It ends before it was signed."), field="agreed_until")
    if signed and not str(fields.get("agreement_number") or "").strip():
        raise OperationError(_("Give the agreement's number."), field="agreement_number")
    row = Account.objects.filter(customer=customer).first()
    if row is None:
        row = Account.objects.create(customer=customer, **fields)
        history.append(row, "register", by=by, is_first=True)
        history.append(customer, "change_account", by=by, note=row.agreement_number)
        return row
    found: Account = locked(Account, row.pk, revision=revision)
    if history.change(found, by=by, **fields):
        history.append(customer, "change_account", by=by, note=found.agreement_number)
    return found


def _checked(year: int, amount: Decimal) -> Decimal:
    if not FIRST_YEAR <= year <= timezone.localdate().year:
        raise OperationError(_("This is no year whose revenue is known."), field="year")
    if not 0 <= amount <= MOST:
        raise OperationError(_("This amount can't be."), field="amount")
    return amount.quantize(CENT)


def _tell(customer: Customer, row: Revenue, by: Actor, source: str, verb: str, note: str = "") -> None:
    said = " ".join(filter(None, [f"{row.year}", row.currency, f"{row.amount}", note]))
    history.append(customer, verb, by=by, note=said, source=source)
