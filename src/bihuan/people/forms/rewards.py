"""The forms of rewards and penalties."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from bihuan.kernel.inputs import DateInput, RecordForm
from bihuan.organization.models import Staff
from bihuan.people.queries.rewards import rule_words, rules_in_force
from bihuan.people.states.rewards import Consequence

PICK = {"data-pick": ""}


def _words(label: Any, *, hint: Any = "") -> forms.CharField:
    return forms.CharField(label=label, max_length=2000, help_text=hint, widget=forms.Textarea(attrs={"rows": 4}))


def _yuan(label: Any, **options: Any) -> forms.DecimalField:
    return forms.DecimalField(label=label, min_value=0, max_digits=10, decimal_places=2, **options)


class ProposeForm(forms.Form):
    """Who, what for, how much of it, what happened."""

    person = forms.ModelChoiceField(
        label=_("Colleague"), queryset=Staff.objects.none(), widget=forms.Select(attrs=PICK)
    )
    rule = forms.ChoiceField(label=pgettext_lazy("reward", "What for"), widget=forms.Select(attrs=PICK))
    also = forms.ChoiceField(
        label=_("Applies as well"), required=False, widget=forms.Select(attrs=PICK),
        help_text=_("Where two clauses apply, the more severe counts; the notice shows both."),
    )  # fmt: skip
    happened_on = forms.DateField(label=_("Happened on"), widget=DateInput())
    quantity = forms.IntegerField(label=_("Pieces in the shift"), min_value=1, max_value=1_000_000, initial=1)
    loss = _yuan(_("Loss (CNY)"), required=False, help_text=_("Only where the clause has it made good."))
    is_grave = forms.BooleanField(label=_("Grave: the clause punishes it more heavily"), required=False)
    reason = _words(_("What happened"))

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["happened_on"].initial = timezone.localdate
        others = Staff.objects.active().exclude(pk=user.pk).order_by("username")
        self.fields["person"].queryset = others  # type: ignore[attr-defined]
        choices = [("", "—"), *((view.name, rule_words(view)) for view in rules_in_force())]
        for name in ("rule", "also"):
            self.fields[name].choices = choices  # type: ignore[attr-defined]


class IssueForm(RecordForm):
    """The amount within the clause's range, and why this one."""

    amount = _yuan(_("Amount (CNY)"), required=False)
    note = forms.CharField(label=_("Why this amount"), max_length=300, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.record is not None and not self.record.figure.is_range:  # type: ignore[attr-defined]
            del self.fields["amount"]
            self.fields["note"].label = _("Remark")


class DisputeForm(RecordForm):
    """Why one disputes a notice."""

    dispute = _words(_("Why you dispute it"), hint=_("Write what happened as you saw it, and who can confirm it."))


class RulingForm(RecordForm):
    """Administration's decision."""

    ruling = _words(_("The decision's reason"))


class ReduceForm(RulingForm):
    """Administration's decision for something lighter."""

    consequence = forms.ChoiceField(label=pgettext_lazy("reward", "Consequence"))
    amount = _yuan(_("Amount (CNY)"))
    field_order = ("consequence", "amount", "ruling")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        is_kept = self.record is None or self.record.consequence == Consequence.REWARD  # type: ignore[attr-defined]
        now = getattr(self.record, "consequence", "")
        lighter = [one for one in Consequence.choices if one[0] == now or (not is_kept and _is_milder(one[0], now))]
        self.fields["consequence"].choices = lighter  # type: ignore[attr-defined]


def _is_milder(one: str, now: str) -> bool:
    return 0 < Consequence.values.index(one) < Consequence.values.index(now)


class MonthForm(forms.Form):
    """Which month is summed up."""

    month = forms.DateField(label=_("A day of the month"), widget=DateInput())
