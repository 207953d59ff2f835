"""The forms of a zeroing."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from bihuan.kernel.inputs import DateInput, RecordForm
from bihuan.kernel.uploads import FilesField
from bihuan.organization.models import Department, Staff
from bihuan.products.models import ProductModel
from bihuan.quality.models.zeroing import Zeroing
from bihuan.quality.queries.zeroing import occasions
from bihuan.quality.states.zeroing import MeetingVerdict, Side
from bihuan.service.forms.matters import PersonField, colleagues, words


class ZeroingForm(forms.Form):
    """What is to be zeroed: side, problem, when and where, who answers for it."""

    side = forms.ChoiceField(
        label=_("Side"), choices=Side.choices, initial=Side.TECHNICAL, widget=forms.RadioSelect,
        help_text=_("Its five criteria come from the regulation in force."),
    )  # fmt: skip
    problem = forms.CharField(label=_("Problem"), max_length=120)
    phenomenon = words(pgettext_lazy("zeroing", "What happened"), rows=4)
    happened_on = forms.DateField(label=_("Happened on"), widget=DateInput(), initial=timezone.localdate)
    place = forms.CharField(label=pgettext_lazy("zeroing", "Place"), max_length=120, required=False)
    occasion = forms.ChoiceField(label=_("Occasion"), required=False)
    model = forms.ModelChoiceField(
        label=_("Model"), queryset=ProductModel.objects.none(), required=False, empty_label="—",
        widget=forms.Select(attrs={"data-pick": ""}),
    )  # fmt: skip
    department = forms.ModelChoiceField(label=_("Responsible department"), queryset=Department.objects.none())
    owner = PersonField(label=_("In charge"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["model"].queryset = ProductModel.objects.order_by("code")  # type: ignore[attr-defined]
        self.fields["department"].queryset = Department.objects.order_by("code")  # type: ignore[attr-defined]
        self.fields["owner"].queryset = colleagues()  # type: ignore[attr-defined]
        self.fields["occasion"].choices = [("", "—"), *occasions()]  # type: ignore[attr-defined]


class CriterionForm(RecordForm):
    """What is said to a criterion, and the evidence."""

    text = forms.CharField(label=_("Conclusion and grounds"), max_length=4000, widget=forms.Textarea(attrs={"rows": 9}))
    evidence = FilesField(
        label=pgettext_lazy("zeroing", "Evidence"),
        required=False,
        at_most=8,
        help_text=_("Photos, test reports, drawings, records."),
    )


class JudgementForm(RecordForm):
    """Whether a criterion is met, and why not."""

    verdict = forms.ChoiceField(
        label=pgettext_lazy("zeroing", "Verdict"),
        choices=[("accept", _("Met, accepted")), ("return", _("Not met, given back"))],
        widget=forms.RadioSelect,
    )  # fmt: skip
    opinion = words(_("Opinion"), required=False, rows=4, hint=_("Given back: write what is missing."))


class MeetingForm(RecordForm):
    """The review meeting: when, who, what was said, what it decided."""

    held_on = forms.DateField(label=pgettext_lazy("zeroing", "Held on"), widget=DateInput(), initial=timezone.localdate)
    chair = PersonField(label=_("Chair"))
    members = words(_("Members"), rows=2, hint=_("Name and department of each."))
    minutes = words(pgettext_lazy("zeroing", "Minutes"), rows=5)
    verdict = forms.ChoiceField(
        label=pgettext_lazy("zeroing", "Verdict"), choices=MeetingVerdict.choices, widget=forms.RadioSelect
    )
    returned = forms.MultipleChoiceField(
        label=_("Given back to be done again"), required=False, widget=forms.CheckboxSelectMultiple,
        help_text=_("Only where the meeting did not pass it."),
    )  # fmt: skip

    def __init__(self, *args: Any, record: Zeroing, **kwargs: Any) -> None:
        super().__init__(*args, record=record, **kwargs)
        self.fields["chair"].queryset = Staff.objects.active().order_by("username")  # type: ignore[attr-defined]
        choices = list(record.criteria.values_list("code", "label"))
        self.fields["returned"].choices = choices  # type: ignore[attr-defined]


class DismissForm(RecordForm):
    """Why it is not a problem."""

    reason = words(_("Reason"), hint=_("On what grounds: test, inspection, operating conditions."))


class PassOnForm(RecordForm):
    """To whom it is passed, and why."""

    passed_to = forms.CharField(label=pgettext_lazy("zeroing", "Passed to"), max_length=120)
    reason = words(_("Reason"))
