"""Every write about bills, cash, invoices and prices, one verb each."""

from bihuan.service.operations.charges.billing import Entry, amend, bill, void
from bihuan.service.operations.charges.collecting import collect, confirm, hand_over
from bihuan.service.operations.charges.discounts import discount
from bihuan.service.operations.charges.due import agree, decline, fall_due, quote
from bihuan.service.operations.charges.prices import add_price, bring_price, change_price
from bihuan.service.operations.charges.settling import export, invoice, pay, reconcile

__all__ = [
    "Entry", "add_price", "agree", "amend", "bill", "bring_price", "change_price", "collect", "confirm", "decline",
    "discount", "export", "fall_due", "hand_over", "invoice", "pay", "quote", "reconcile", "void",
]  # fmt: skip
