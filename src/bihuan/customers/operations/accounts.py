"""Accounts of relationship expenses, one for each kind of product, kept by finance (CREX 1.4)."""

from django.db import transaction

from bihuan.customers.models.expenses import ExpenseAccount
from bihuan.kernel import history
from bihuan.kernel.actors import Actor, permit


@transaction.atomic
def add_account(*, code: str, name: str, by: Actor, unit: str = "") -> ExpenseAccount:
    """Open the account of a kind of product; what a piece is worth comes from the clause of the same name."""
    permit(by, "customers.keep_accounts")
    account = ExpenseAccount.objects.create(code=code.strip(), name=name.strip(), unit=unit.strip())
    history.append(account, "register", by=by, is_first=True)
    return account
