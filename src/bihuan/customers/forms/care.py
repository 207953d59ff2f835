"""Forms of leads, yearly needs and care plans."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from bihuan.customers.states.care import LeadSource
from bihuan.kernel.inputs import DateInput, RecordForm, note_field
from bihuan.organization.models import Staff


def _staff(label: Any, hint: Any = "") -> Any:
    return forms.ModelChoiceField(
        label=label, required=False, queryset=Staff.objects.none(), widget=forms.Select(attrs={"data-pick": ""}),
        help_text=hint,
    )  # fmt: skip


def _yuan() -> forms.DecimalField:
    return forms.DecimalField(
        label=_("Expected amount (CNY)"), min_value=0, max_digits=12, decimal_places=2, required=False
    )


class _WithOwner(forms.Form):
    owner = _staff(_("In charge"), _("Left empty: who is in charge of the customer."))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["owner"].queryset = Staff.objects.active().order_by("username")  # type: ignore[attr-defined]


class LeadForm(_WithOwner):
    """A new need."""

    subject = forms.CharField(label=_("What is needed"), max_length=120)
    source = forms.ChoiceField(label=_("How it became known"), choices=LeadSource.choices)
    amount = _yuan()
    wanted_on = forms.DateField(label=pgettext_lazy("lead", "Wanted by"), required=False, widget=DateInput())
    next_on = forms.DateField(label=_("Next follow-up"), required=False, widget=DateInput())
    details = note_field(_("Details"), required=False)
    field_order = ("subject", "source", "amount", "wanted_on", "next_on", "owner", "details")


class FollowUpForm(RecordForm):
    """What was talked about, and when again."""

    note = note_field(_("What was talked about"))
    next_on = forms.DateField(label=_("Next follow-up"), required=False, widget=DateInput())


class OutcomeForm(RecordForm):
    """How it ended."""

    outcome = note_field(_("How it ended"))


class NeedsForm(RecordForm):
    """What the customer needs next year."""

    subject = forms.CharField(label=_("What is needed"), max_length=120)
    amount = _yuan()
    wanted_on = forms.DateField(label=pgettext_lazy("lead", "Wanted by"), required=False, widget=DateInput())
    answer = note_field(pgettext_lazy("needs", "What the customer said"), required=False)
    gift_sent_on = forms.DateField(label=_("Gift sent on"), required=False, widget=DateInput())


class NoNeedsForm(RecordForm):
    """What the customer said."""

    answer = note_field(pgettext_lazy("needs", "What the customer said"))
    gift_sent_on = forms.DateField(label=_("Gift sent on"), required=False, widget=DateInput())


class NextYearForm(forms.Form):
    """For which year the customers are asked."""

    year = forms.IntegerField(label=_("For the year"), min_value=2000, max_value=2100)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["year"].initial = timezone.localdate().year + 1


class PlanForm(_WithOwner):
    """A care plan of a year."""

    year = forms.IntegerField(label=_("Year"), min_value=2000, max_value=2100)
    aim = note_field(_("Aim"), required=False)
    field_order = ("year", "owner", "aim")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["year"].initial = timezone.localdate().year


class ItemForm(_WithOwner):
    """One thing to do."""

    label = forms.CharField(label=pgettext_lazy("care", "What to do"), max_length=80)
    due_on = forms.DateField(label=_("Due on"), widget=DateInput())
    field_order = ("label", "due_on", "owner")


class DoneForm(RecordForm):
    """What was done, and when."""

    done_on = forms.DateField(label=_("Done on"), widget=DateInput())
    note = note_field(_("What was done, what the customer said"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["done_on"].initial = timezone.localdate


class MoveForm(RecordForm):
    """Another day, and why."""

    due_on = forms.DateField(label=_("Due on"), widget=DateInput())
    note = note_field(_("Reason"), longest=200)
