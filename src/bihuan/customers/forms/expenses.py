"""The forms of relationship expenses and gifts."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from bihuan.customers.forms.grid import CustomerField, GridForm
from bihuan.customers.models import ExpenseAccount, ExpenseCheck, ExpenseSheet, GiftBudget, GiftItem
from bihuan.customers.queries import expenses as queries
from bihuan.customers.rules.expenses import month_before
from bihuan.customers.states.expenses import CheckAnswer, SheetKind
from bihuan.kernel.inputs import DateInput, RecordForm, note_field


def _yuan(label: Any, **options: Any) -> forms.DecimalField:
    return forms.DecimalField(label=label, min_value=0, max_digits=12, decimal_places=2, **options)


def _month(label: Any, **options: Any) -> forms.DateField:
    return forms.DateField(
        label=label, input_formats=["%Y-%m", "%Y-%m-%d"],
        widget=forms.DateInput(attrs={"type": "month"}, format="%Y-%m"), **options,
    )  # fmt: skip


class MonthSheetForm(forms.Form):
    """Which month's sheet is begun, and which of the two."""

    month = _month(_("Month reported"))
    kind = forms.ChoiceField(label=_("Month's sheet"), choices=SheetKind.choices, initial=SheetKind.PURCHASES)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["month"].initial = lambda: month_before(timezone.localdate())


class SheetForm(GridForm):
    """The month's lines: who bought what, how much of the money is in."""

    key, wanted = "customer", ("account", "quantity", "sale", "received")
    line_fields = {
        "customer": lambda: CustomerField(),
        "account": lambda: forms.ModelChoiceField(
            label=_("Account"), queryset=ExpenseAccount.objects.filter(is_active=True)
        ),
        "sold_in": lambda: _month(_("Sold in")),
        "quantity": lambda: forms.DecimalField(label=_("Quantity"), min_value=0, max_digits=12, decimal_places=2),
        "sale": lambda: _yuan(_("Sales (CNY)")),
        "received": lambda: _yuan(_("Money in (CNY)")),
        "remark": lambda: forms.CharField(label=_("Remark"), max_length=120),
    }

    def __init__(self, *args: Any, record: ExpenseSheet, **kwargs: Any) -> None:
        rows = [
            {"customer": row.customer, "account": row.account, "sale": row.sale,
             "quantity": f"{row.quantity.normalize():f}",
             "received": row.received, "sold_in": row.sold_in, "remark": row.remark}
            for row in queries.lines(record)
        ]  # fmt: skip
        super().__init__(*args, record=record, rows=rows, **kwargs)


class AdvanceForm(GridForm):
    """How much of which line is to be paid, and to whom there."""

    key, wanted = "amount", ("recipient",)

    def __init__(self, *args: Any, record: ExpenseSheet, **kwargs: Any) -> None:
        self.open_lines = queries.open_lines(record)
        limit = queries.advance_limit(record.facts())
        left = Decimal(str(limit.data["amount"])) if limit else None
        left = None if left is None else left - sum(queries.owing(record.salesman_id), Decimal(0))
        rows: list[dict[str, Any]] = []
        for line in self.open_lines:
            amount = line.left if left is None else min(line.left, max(left, Decimal(0)))
            left = None if left is None else left - amount
            rows.append({"amount": amount or None})
        uses = [("", "—"), *queries.uses()]
        self.line_fields = {
            "amount": lambda: _yuan(_("Sum (CNY)")),
            "recipient": lambda: forms.CharField(label=_("Given to"), max_length=60),
            "use": lambda: forms.ChoiceField(label=_("Spent on"), choices=uses),
        }
        super().__init__(*args, record=record, rows=rows, spare=0, **kwargs)

    def add_error(self, field: str | None, error: Any) -> None:
        """Have a refusal about a line stand at that line's field."""
        name, _dash, key = (field or "").rpartition("_")
        at = {str(line.pk): number for number, line in enumerate(getattr(self, "open_lines", ()))}
        known = f"{name}_{at[key]}" if name and key in at and field not in self.fields else field
        super().add_error(known, error)

    @property
    def labels(self) -> Sequence[Any]:
        """What each row is about."""
        return self.open_lines


class PayForm(RecordForm):
    """That a customer has got his money."""

    paid_on = forms.DateField(label=_("Paid on"), widget=DateInput(), initial=timezone.localdate)
    note = forms.CharField(
        label=_("Receipt or remark"), max_length=200, help_text=_("Number of the receipt, or who can confirm it.")
    )


class ReturnForm(RecordForm):
    """Why money came back."""

    note = forms.CharField(label=_("Why the money came back"), max_length=200)


class AskBackForm(RecordForm):
    """What a customer said who was asked back."""

    answer = forms.ChoiceField(label=_("Answer"), choices=CheckAnswer.choices, widget=forms.RadioSelect)
    said_amount = _yuan(_("Amount the customer says (CNY)"), required=False)
    note = forms.CharField(label=_("Whom one asked, and how"), max_length=200)

    def __init__(self, *args: Any, record: ExpenseCheck, **kwargs: Any) -> None:
        super().__init__(*args, record=record, **kwargs)


class SpecialForm(forms.Form):
    """The 「新客户特殊费用申请表」."""

    customer = CustomerField(
        label=_("New customer"), help_text=_("Number or name; enter him among the customers first.")
    )
    amount = _yuan(_("Amount applied for (CNY)"))
    expected_sales = _yuan(_("Sales expected (CNY)"), required=False)
    contract_planned_on = forms.DateField(label=_("Contract to be signed on"), widget=DateInput(), required=False)
    purpose = note_field(_("Purpose of the expense"))


class ContractForm(RecordForm):
    """The contract that was signed."""

    contract_number = forms.CharField(label=_("Contract no."), max_length=60)
    contract_on = forms.DateField(label=_("Contract signed on"), widget=DateInput(), initial=timezone.localdate)


class MoneyInForm(RecordForm):
    """When the new customer's money came in."""

    money_in_on = forms.DateField(label=_("Money came in on"), widget=DateInput(), initial=timezone.localdate)


class AccountForm(forms.Form):
    """An account of relationship expenses."""

    code = forms.SlugField(
        label=_("Code"), max_length=40,
        help_text=_("The clause's amount for it is called «expense_» and this code."),
    )  # fmt: skip
    name = forms.CharField(label=_("Kind of product"), max_length=60)
    unit = forms.CharField(label=_("Unit"), max_length=12, required=False)


class GiftForm(GridForm):
    """The 「赠送礼品预算申请表」."""

    key, wanted = "name", ("quantity", "price")
    line_fields = {
        "name": lambda: forms.CharField(label=_("Gift"), max_length=80),
        "recipient": lambda: forms.CharField(label=_("For whom"), max_length=60),
        "quantity": lambda: forms.IntegerField(label=_("How many"), min_value=1, max_value=10000),
        "price": lambda: _yuan(_("Price (CNY)")),
    }
    customer = CustomerField(help_text=_("Number or name of the customer."))
    occasion = forms.CharField(label=_("Occasion and reason"), max_length=200)
    wanted_on = forms.DateField(label=_("To be given on"), widget=DateInput(), initial=timezone.localdate)


class HandoverForm(RecordForm):
    """Which gift was handed over, to whom, at what cost."""

    item = forms.ModelChoiceField(label=_("Gift"), queryset=GiftItem.objects.none())
    quantity = forms.IntegerField(label=_("How many"), min_value=1, initial=1)
    cost = _yuan(_("Cost (CNY)"))
    given_on = forms.DateField(label=_("Gift given on"), widget=DateInput(), initial=timezone.localdate)
    recipient = forms.CharField(label=pgettext_lazy("gift", "Received by"), max_length=60)

    def __init__(self, *args: Any, record: GiftBudget, **kwargs: Any) -> None:
        super().__init__(*args, record=record, **kwargs)
        self.fields["item"].queryset = record.items.all()  # type: ignore[attr-defined]
