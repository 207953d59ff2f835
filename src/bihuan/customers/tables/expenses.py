"""Lists of relationship expenses and gifts."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from bihuan.customers.models import ExpenseAdvance, ExpenseSheet, GiftBudget, SpecialExpense
from bihuan.customers.states.expenses import AdvanceState, SheetKind, SheetState, SpecialState
from bihuan.customers.states.gifts import GiftState
from bihuan.deadlines.queries import nearest
from bihuan.kernel.lists import Choice, Column, ListPage, Period, View


class SheetList(ListPage):
    """The months' sheets: one's own, one's people's, all for those in charge."""

    name, title, order = "customers.expense_sheets", _("Customer expenses"), "-month"
    template = "customers/expense_sheets.html"
    columns = (
        Column("number", _("Number"), kind="no"),
        Column("month", _("Month reported"), kind="title", value=lambda row: f"{row['month']:%Y-%m}", needs=("month",)),
        Column("salesman__name", _("Salesman"), width="w-s"),
        Column("sheet_kind", _("Month's sheet"), kind="choice", choices=SheetKind.choices, width="w-xl"),
        Column("total", _("To be paid (CNY)"), kind="yuan"),
        Column(
            "state", _("State"), kind="state", choices=SheetState.choices, now=(SheetState.OPEN, SheetState.CHECKING),
            width="w-xl",
        ),
        Column("is_late", _("Handed in late"), kind="truth", is_optional=True),
        Column("void_reason", _("Reason it is void"), is_optional=True),
        Column("submitted_at", pgettext_lazy("sheet", "Handed in at"), kind="time"),
        Column("due", _("Time left"), kind="due", is_computed=True),
    )  # fmt: skip
    filters = (
        Choice("state", _("State"), choices=SheetState.choices),
        Choice("sheet_kind", _("Month's sheet"), choices=SheetKind.choices),
        Period("month", _("Month reported")),
    )
    views = (View("open", _("Not finished"), "state=open&state=checking&state=checked"),)
    search_fields = ("number__iexact", "salesman__name__icontains")
    needs = ("pk",)
    empty_title = _("No sheets yet")
    empty_text = _("Every salesman's sheet of the last month is opened here on its first days.")

    def rows(self, user: Any) -> Any:
        """Return the sheets this colleague may see."""
        return ExpenseSheet.objects.visible_to(user)

    def url(self, row: dict[str, Any]) -> str:
        """Return the sheet's page."""
        return reverse("customers:expense_sheet", args=[row["pk"]])

    def complete(self, rows: Any, user: Any) -> None:
        """Add each row's nearest time limit; one query for the page."""
        limits = nearest(ExpenseSheet.kind(), [row["pk"] for row in rows])
        for row in rows:
            row["due"] = limits.get(row["pk"])


class AdvanceList(ListPage):
    """Advances and what became of them."""

    name, title, order = "customers.expense_advances", _("Advances"), "-asked_at"
    template = "customers/expense_list.html"
    columns = (
        Column("number", _("Number"), kind="no"),
        Column("sheet__number", _("Month's sheet"), kind="title"),
        Column("salesman__name", _("Salesman"), width="w-s"),
        Column("amount", _("Sum (CNY)"), kind="yuan"),
        Column(
            "state", _("State"), kind="state", choices=AdvanceState.choices, now=(AdvanceState.ASKED, AdvanceState.OUT),
            width="w-m",
        ),
        Column("asked_at", _("Asked for at"), kind="time", sort=True),
        Column("handed_at", pgettext_lazy("advance", "Handed out at"), kind="time"),
        Column("cleared_at", _("Cleared at"), kind="time"),
    )  # fmt: skip
    filters = (Choice("state", _("State"), choices=AdvanceState.choices), Period("asked_at", _("Asked for at")))
    views = (View("open", _("Not cleared"), "state=asked&state=out&state=distributed"),)
    search_fields = ("number__iexact", "salesman__name__icontains", "sheet__number__iexact")
    needs = ("pk",)
    empty_title = _("No advances yet")
    empty_text = _("An advance is asked for on a sheet that all have signed.")

    def rows(self, user: Any) -> Any:
        """Return the advances this colleague may see."""
        return ExpenseAdvance.objects.visible_to(user)

    def url(self, row: dict[str, Any]) -> str:
        """Return the advance's page."""
        return reverse("customers:expense_advance", args=[row["pk"]])


class SpecialList(ListPage):
    """Applications for new customers' expenses."""

    name, title, order = "customers.special_expenses", _("New-customer expenses"), "-applied_at"
    template = "customers/expense_list.html"
    columns = (
        Column("number", _("Number"), kind="no"),
        Column("customer__name", _("New customer"), kind="title"),
        Column("salesman__name", _("Applicant"), width="w-s"),
        Column("amount", _("Amount applied for (CNY)"), kind="yuan"),
        Column(
            "state", _("State"), kind="state", choices=SpecialState.choices, now=(SpecialState.APPLIED,), width="w-m"
        ),
        Column("applied_at", _("Applied for at"), kind="time", sort=True),
        Column("contract_on", _("Contract signed on"), kind="date"),
        Column("money_in_on", _("Money came in on"), kind="date"),
    )
    filters = (Choice("state", _("State"), choices=SpecialState.choices), Period("applied_at", _("Applied for at")))
    search_kind = "customers.specialexpense"
    needs = ("pk",)
    empty_title = _("No applications yet")
    empty_text = _("What a new customer costs is applied for before his contract is signed.")

    def rows(self, user: Any) -> Any:
        """Return the applications this colleague may see."""
        return SpecialExpense.objects.visible_to(user)

    def url(self, row: dict[str, Any]) -> str:
        """Return the application's page."""
        return reverse("customers:special_expense", args=[row["pk"]])


class GiftList(ListPage):
    """Budgets for gifts."""

    name, title, order = "customers.gift_budgets", _("Gifts"), "-applied_at"
    template = "customers/expense_list.html"
    columns = (
        Column("number", _("Number"), kind="no"),
        Column("customer__name", _("Customer"), kind="title"),
        Column("occasion", _("Occasion and reason")),
        Column("applicant__name", _("Applicant"), width="w-s"),
        Column("amount", _("Budget (CNY)"), kind="yuan"),
        Column("spent", _("Spent (CNY)"), kind="yuan"),
        Column("state", _("State"), kind="state", choices=GiftState.choices, now=(GiftState.APPLIED,), width="w-m"),
        Column("applied_at", _("Applied for at"), kind="time", sort=True),
    )
    filters = (Choice("state", _("State"), choices=GiftState.choices), Period("applied_at", _("Applied for at")))
    search_kind = "customers.giftbudget"
    needs = ("pk",)
    empty_title = _("No gifts yet")
    empty_text = _("Gifts are applied for here and handed over against the approved budget.")

    def rows(self, user: Any) -> Any:
        """Return the budgets this colleague may see."""
        return GiftBudget.objects.visible_to(user)

    def url(self, row: dict[str, Any]) -> str:
        """Return the budget's page."""
        return reverse("customers:gift_budget", args=[row["pk"]])
