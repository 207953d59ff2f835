"""The files of customers: how long each is kept, and what goes of a customer when he is erased (REG-07)."""

from bihuan.kernel import erasure
from bihuan.regulations.queries.kept import Kept
from bihuan.regulations.queries.retention import keep

FILES = (
    Kept("customers.rating", forms=("account_tier",), ended="decided_at",
         closed=("approved", "kept", "refused", "dropped"), customer="customer", void=("dropped",)),
    Kept("customers.visit", forms=("customer_card", "inquiry_card"), ended="visited_at", closed=("done", "cancelled"),
         customer="customer", void=("cancelled",)),
    Kept("customers.visitday", forms=("visit_day",), ended="submitted_at", closed=("submitted", "read")),
    Kept("customers.visitmonth", forms=("visit_month",), ended="submitted_at", closed=("submitted",)),
    Kept("customers.visiturgentreport", forms=("visit_urgent",), customer="customer"),
    Kept("customers.expensesheet", forms=("expense_sheet", "expense_summary"), ended="checked_at",
         closed=("closed", "nil", "void")),
    Kept("customers.specialexpense", forms=("expense_special",), ended="approved_at",
         closed=("approved", "refused", "void"), customer="customer"),
    Kept("customers.giftbudget", forms=("gift_budget",), ended="decided_at", closed=("refused", "closed"),
         parts={"customers.gifthandover": "item__budget"}, customer="customer"),
)  # fmt: skip


def register() -> None:
    """Name the files and fields of this app; no clause names the form of exchanges: they go with the customer."""
    keep(*FILES)
    erasure.register(
        "customers.visit", met_who="", business="", stock="", purchases="", sales="", answers={},
    )  # fmt: skip
    erasure.register("customers.giftbudget", occasion="")
    erasure.register("customers.gifthandover", recipient="")
    erasure.register("customers.customer", name="", business="", name_key="")
    erasure.register("customers.contact", name="", title_text="")
    erasure.register("customers.exchange", theirs="", also_there="", subject="", todo="", order_no="")
    erasure.register(
        "customers.profile", representative="", tax_number="", premises="", trade="", products="", equipment="",
        market="", payment="", staff_count=None, yearly_sales=None, credit=None, founded=None,
    )  # fmt: skip
    erasure.register("customers.account", agreement_number="", employees=None, founded_on=None)
    erasure.register("customers.lead", subject="")
    erasure.register("customers.site", name="", latitude=None, longitude=None)
