"""The forms of joint inspections and compensations."""

from decimal import Decimal
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from bihuan.complaints.states.compensations import CompensationForm
from bihuan.kernel.inputs import DateInput, RecordForm
from bihuan.kernel.uploads import FilesField
from bihuan.service.forms.base import TimeField
from bihuan.service.forms.matters import PersonField, colleagues, words


class CallForm(RecordForm):
    """Who is called to where, when, for what."""

    purpose = words(_("What is to be looked at"))
    planned_at = TimeField(label=_("To be held at"), required=False)
    place = forms.CharField(label=_("Place of the inspection"), max_length=120, required=False)
    sales = PersonField(label=_("For sales"), required=False)
    quality = PersonField(label=_("For quality"), required=False)
    production = PersonField(
        label=_("For production"), required=False,
        help_text=_("A side left open is told to whoever holds its post."),
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("sales", "quality", "production"):
            self.fields[name].queryset = colleagues()  # type: ignore[attr-defined]


class StandInForm(RecordForm):
    """Who goes in quality's place."""

    who = PersonField(label=_("In quality's place"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["who"].queryset = colleagues()  # type: ignore[attr-defined]


class HoldForm(RecordForm):
    """Where, when, who else, what was found and done; photos."""

    held_at = TimeField(label=pgettext_lazy("inspection", "Held at"))
    place = forms.CharField(label=_("Place of the inspection"), max_length=120)
    present = forms.CharField(label=_("Also present"), max_length=200, required=False)
    findings = words(_("Findings on site"), rows=4)
    handling = words(_("Handled on site"), required=False)
    photos = FilesField(label=_("Photos"), required=False, at_most=10)

    def clean_held_at(self) -> Any:
        """Refuse a time to come."""
        at = self.cleaned_data["held_at"]
        if at > timezone.now():
            raise forms.ValidationError(_("This lies in the future."))
        return at


class ReportForm(RecordForm):
    """The report to the general manager."""

    text = words(pgettext_lazy("inspection", "Report"), rows=6, hint=_("Cause, responsibility, what is proposed."))


class InstructionForm(RecordForm):
    """The general manager's instruction."""

    instruction = words(_("Instruction of the general manager"))


class ProposalForm(RecordForm):
    """How much, in what, on what ground."""

    form = forms.ChoiceField(label=_("Compensated in"), choices=CompensationForm.choices, widget=forms.RadioSelect)
    amount = forms.DecimalField(
        label=_("Amount (CNY)"), min_value=Decimal("0.01"), max_digits=12, decimal_places=2,
        help_text=_("What it is worth where it isn't money."),
    )  # fmt: skip
    details = forms.CharField(label=_("What exactly"), max_length=200, required=False)
    ground = words(_("Ground"))


class PaymentForm(RecordForm):
    """When the customer had it, who took it, against what."""

    paid_on = forms.DateField(label=_("Handed over on"), widget=DateInput())
    payee = forms.CharField(label=pgettext_lazy("compensation", "Received by"), max_length=80, required=False)
    proof = forms.CharField(label=_("Receipt or voucher no."), max_length=60)
