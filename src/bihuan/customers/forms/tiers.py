"""Forms of revenue, agreement, ratings and mandates."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from bihuan.customers.models import Account
from bihuan.customers.queries.tiers import outlets
from bihuan.customers.states.tiers import Rated
from bihuan.kernel.inputs import DateInput, RecordForm, note_field
from bihuan.kernel.uploads import FilesField
from bihuan.organization.models import Outlet

FIRST = 2000


class YearForm(forms.Form):
    """A year that is over."""

    year = forms.IntegerField(label=_("Year"), min_value=FIRST, max_value=2100)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["year"].initial = timezone.localdate().year - 1


class ReviewForm(YearForm):
    """What is rated, by which year's revenue."""

    rated = forms.ChoiceField(label=_("What is rated"), choices=Rated.choices)
    field_order = ("rated", "year")


class RevenueForm(YearForm):
    """A year's revenue."""

    amount = forms.DecimalField(label=_("Revenue (CNY)"), min_value=0, max_digits=12, decimal_places=2)
    origin = forms.CharField(label=_("Source"), max_length=80, required=False)


class CorrectionForm(RecordForm):
    """Another figure, and why."""

    amount = forms.DecimalField(label=_("Revenue"), min_value=0, max_digits=12, decimal_places=2)
    note = note_field(_("Why it is corrected"), longest=300)


class AccountForm(forms.ModelForm):  # type: ignore[type-arg]
    """Agreement, upstream, size and founding day."""

    revision = forms.IntegerField(required=False, widget=forms.HiddenInput)

    class Meta:
        model = Account
        fields = ["agreement_number", "agreed_on", "agreed_until", "is_upstream", "employees", "founded_on"]
        widgets = {name: DateInput() for name in ("agreed_on", "agreed_until", "founded_on")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.initial["revision"] = self.instance.revision

    def _post_clean(self) -> None:
        """Leave the instance alone: the operation sets the values, on the locked row."""

    def values(self) -> dict[str, Any]:
        """Return what the operation takes."""
        return {name: value for name, value in self.cleaned_data.items() if name != "revision"}


class SubmitForm(RecordForm):
    """A word to the approver."""

    note = note_field(_("Remark"), required=False, longest=500)


class MandateForm(forms.Form):
    """The outlet, the time, and the signed paper."""

    outlet = forms.ModelChoiceField(label=_("Outlet mandated"), queryset=Outlet.objects.none())
    since_on = forms.DateField(label=_("Since"), widget=DateInput())
    until_on = forms.DateField(label=_("Until"), required=False, widget=DateInput())
    file = FilesField(label=_("Written mandate"), at_most=1)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["outlet"].queryset = outlets()  # type: ignore[attr-defined]
        self.fields["since_on"].initial = timezone.localdate
