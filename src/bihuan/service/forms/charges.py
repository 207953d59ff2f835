"""Bills, money and prices: what is typed about them."""

from decimal import Decimal
from typing import Any

from django import forms
from django.core.validators import RegexValidator
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from bihuan.kernel.inputs import DateInput, RecordForm
from bihuan.organization.forms.base import RevisedForm
from bihuan.service.forms.bench import LinesForm
from bihuan.service.models import Charge, FaultClass, PriceItem
from bihuan.service.operations.charges import Entry
from bihuan.service.states.charges import ON_THE_SPOT, ChargeKind, PayMethod


def _yuan(label: Any, *, least: str = "0.00", **options: Any) -> forms.DecimalField:
    widget = forms.NumberInput(attrs={"inputmode": "decimal", "step": "0.01"})
    return forms.DecimalField(
        label=label, min_value=Decimal(least), max_digits=12, decimal_places=2, widget=widget, **options
    )


class BillLinesForm(LinesForm):
    """The lines of a bill."""

    kinds = ChargeKind.choices
    line = Entry


class CollectForm(RecordForm):
    """How the customer paid, on the spot."""

    method = forms.ChoiceField(
        label=_("Paid by"), choices=[(one.value, one.label) for one in ON_THE_SPOT], widget=forms.RadioSelect,
        initial=PayMethod.CASH,
    )  # fmt: skip
    amount = _yuan(_("Amount received"), least="0.01")
    reference = forms.CharField(label=_("Transaction no."), max_length=64, required=False)

    def __init__(self, *args: Any, record: Charge, **kwargs: Any) -> None:
        super().__init__(*args, record=record, **kwargs)
        self.fields["amount"].initial = record.amount


class PayForm(RecordForm):
    """Money received on an invoice."""

    method = forms.ChoiceField(label=_("Paid by"), choices=PayMethod.choices, initial=PayMethod.TRANSFER)
    amount = _yuan(_("Amount received"), least="0.01", help_text=_("All of it, or a part."))
    reference = forms.CharField(label=_("Transaction no."), max_length=64, required=False)

    def __init__(self, *args: Any, record: Charge, **kwargs: Any) -> None:
        super().__init__(*args, record=record, **kwargs)
        self.fields["amount"].initial = record.open_amount


class InvoiceForm(RecordForm):
    """The invoice as the tax system numbered it."""

    number = forms.CharField(label=_("Invoice no."), max_length=40)
    issued_on = forms.DateField(label=_("Invoice date"), widget=DateInput())
    buyer = forms.CharField(label=pgettext_lazy("invoice", "Title"), max_length=120)
    tax_number = forms.CharField(
        label=_("Tax no."), max_length=20, required=False,
        validators=[RegexValidator(r"^[0-9A-Za-z]{15,20}$", _("A tax number has 15 to 20 digits and letters."))],
    )  # fmt: skip
    amount = _yuan(_("Amount"))

    def __init__(self, *args: Any, record: Charge, **kwargs: Any) -> None:
        super().__init__(*args, record=record, **kwargs)
        customer = record.request.customer
        self.initial = {
            **self.initial,
            "issued_on": timezone.localdate(), "amount": record.amount,
            "buyer": customer.name if customer else record.request.contact_name,
        }  # fmt: skip


class DiscountForm(RecordForm):
    """What is taken off, and why."""

    amount = _yuan(_("Discount"))
    note = forms.CharField(label=_("Reason"), max_length=200, widget=forms.Textarea(attrs={"rows": 2}))


class CountForm(RecordForm):
    """What the accountant counted."""

    counted = _yuan(_("Amount counted"))
    note = forms.CharField(
        label=_("Explanation of the difference"), max_length=200, required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )  # fmt: skip

    def __init__(self, *args: Any, record: Any, **kwargs: Any) -> None:
        super().__init__(*args, record=record, **kwargs)
        self.fields["counted"].initial = record.amount


class PeriodForm(forms.Form):
    """Which days go to finance."""

    since = forms.DateField(label=_("From"), widget=DateInput())
    until = forms.DateField(label=_("Until"), widget=DateInput())

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        today = timezone.localdate()
        self.initial = {"since": today.replace(day=1), "until": today}


class PriceForm(RevisedForm, forms.ModelForm):  # type: ignore[type-arg]
    """A row of the price list."""

    class Meta:
        model = PriceItem
        fields = ["kind_of", "code", "name", "unit", "step_minutes", "line", "fault_class", "area", "list_price",
                  "cost_price", "valid_from", "valid_until"]  # fmt: skip
        widgets = {"valid_from": DateInput(), "valid_until": DateInput()}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.carry_revision(self.instance)
        self.fields["fault_class"].queryset = FaultClass.objects.filter(is_active=True)  # type: ignore[attr-defined]
