"""The forms of failure reports, contact sheets and reports of shirking."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from bihuan.kernel.inputs import RecordForm
from bihuan.organization.models import Department, Staff
from bihuan.organization.states import Post
from bihuan.service.forms.base import TimeField
from bihuan.service.states.choices import Gravity

PICK = {"data-pick": ""}


def words(label: Any, *, required: bool = True, rows: int = 3, hint: Any = "") -> forms.CharField:
    """Return a field for a few sentences."""
    return forms.CharField(
        label=label, max_length=2000, required=required, help_text=hint, widget=forms.Textarea(attrs={"rows": rows})
    )


def colleagues() -> Any:
    """Return those who work here, for a choice."""
    return Staff.objects.active().order_by("username")


class PersonField(forms.ModelChoiceField):  # type: ignore[type-arg]
    """A colleague, chosen by name."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            queryset=Staff.objects.none(), widget=forms.Select(attrs=PICK), **{"empty_label": "—", **kwargs}
        )


class FailureForm(forms.Form):
    """The 「故障报告」 in the order of the paper: time, place, symptom, handling plan, to whom."""

    occurred_at = TimeField(label=_("Time of the failure"))
    place = forms.CharField(label=_("Place of the failure"), max_length=120)
    symptom = words(_("Symptom"))
    plan = words(_("Handling plan"))
    salesman = PersonField(label=_("Signed the contract"), help_text=_("Proposed; choose another where it was not he."))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        holding = colleagues().filter(post_holdings__post__in=[Post.SALES, Post.SALES_CLERK, Post.DEPARTMENT_MANAGER])
        self.fields["salesman"].queryset = holding.distinct()  # type: ignore[attr-defined]

    def clean_occurred_at(self) -> Any:
        """Refuse a time to come."""
        at = self.cleaned_data["occurred_at"]
        if at > timezone.now():
            raise forms.ValidationError(_("This lies in the future."))
        return at


class OutcomeForm(RecordForm):
    """How a failure was dealt with."""

    outcome = words(_("How it was dealt with"), rows=4)


class ProgressForm(RecordForm):
    """How it stands."""

    note = words(_("How it stands"))


class SheetForm(forms.Form):
    """The 「工作联络单」: which department, what, until when; what was done where it was solved first."""

    to_department = forms.ModelChoiceField(label=_("Department asked"), queryset=Department.objects.none())
    subject = forms.CharField(label=_("Subject"), max_length=120)
    content = words(_("What is asked"), rows=4)
    wanted_at = TimeField(label=_("Wanted by"), required=False)
    done = words(
        _("What was done already"), required=False, rows=2,
        hint=_("Only where the first owner solved it first and files afterwards."),
    )  # fmt: skip

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        others = Department.objects.exclude(pk=user.department_id).order_by("code")
        self.fields["to_department"].queryset = others  # type: ignore[attr-defined]


class AnswerForm(RecordForm):
    """What the department asked says."""

    answer = words(_("Answer of the department asked"), required=False)


class ReasonForm(RecordForm):
    """Why the department asked can't help."""

    answer = words(_("Reason"))


class DisputeForm(RecordForm):
    """On what the departments don't agree."""

    dispute = words(_("Disagreement"), hint=_("State both departments' views."))


class RulingForm(RecordForm):
    """The office's decision."""

    ruling = words(_("The office's decision"), hint=_("It binds both departments."))


class ResultForm(RecordForm):
    """What was done."""

    result = words(_("What was done"))


class AccountForm(RecordForm):
    """The account of the colleague it is said of."""

    answer = words(_("My account"), rows=5)


class FindingForm(RecordForm):
    """What was found."""

    finding = words(_("What was found"), rows=4)


class ProposalForm(FindingForm):
    """What was found and how grave it is; the clause says what follows."""

    severity = forms.ChoiceField(label=_("Severity"), choices=Gravity.choices, widget=forms.RadioSelect)
    field_order = ("severity", "finding")
