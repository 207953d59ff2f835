"""The small forms behind a complaint's buttons."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from bihuan.complaints.queries import kinds
from bihuan.complaints.states import Satisfaction, Severity
from bihuan.kernel.inputs import RecordForm
from bihuan.organization.models import Department
from bihuan.service.forms.matters import PersonField, colleagues, words
from bihuan.service.states import ReplyBy


class FirstAnswerForm(RecordForm):
    """What the customer was told at first."""

    note = words(_("What the customer was told"), hint=_("That we have heard him, and by when he hears more."))


class JudgeForm(RecordForm):
    """Kind, severity and why it is justified."""

    kind_of = forms.ChoiceField(label=_("Kind of complaint"), choices=[])
    severity = forms.ChoiceField(label=_("Severity"), choices=Severity.choices, widget=forms.RadioSelect)
    judgement = words(_("Judgement"), required=False, rows=2)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind_of"].choices = [(kind.code, kind.label) for kind in kinds()]  # type: ignore[attr-defined]


class UnjustifiedForm(RecordForm):
    """Why it isn't justified."""

    judgement = words(_("Why it isn't justified"))


class DepartmentField(forms.ModelChoiceField):  # type: ignore[type-arg]
    """A department, chosen by name."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(queryset=Department.objects.order_by("code"), **kwargs)


class HandOnForm(RecordForm):
    """Which department answers for it."""

    responsible = DepartmentField(label=_("Department responsible"))
    note = words(_("Note"), required=False, rows=2)


class FindingsForm(RecordForm):
    """Cause, department responsible, countermeasure, proposal."""

    cause = words(_("Cause found"), required=False)
    responsible = DepartmentField(label=_("Department responsible"), required=False)
    countermeasure = words(_("Countermeasure"), required=False)
    proposal = words(_("Proposal for the customer"), required=False)


class DecisionForm(RecordForm):
    """What is done for the customer."""

    cause = words(_("Cause found"), required=False)
    decision = words(_("What is done for the customer"), rows=4)


class ReplyForm(RecordForm):
    """What the customer was told, and how."""

    reply_by = forms.ChoiceField(label=_("Answered by"), choices=ReplyBy.choices, widget=forms.RadioSelect)
    text = words(_("Reply"), rows=5)


class DocumentForm(RecordForm):
    """The signature under the handling document."""

    signature = forms.CharField(required=False, widget=forms.HiddenInput)


class CallBackForm(RecordForm):
    """What the customer says."""

    verdict = forms.ChoiceField(
        label=_("Verdict of the customer"), choices=Satisfaction.choices, widget=forms.RadioSelect
    )
    said = words(_("Customer's words"), required=False)


class AgainForm(RecordForm):
    """Why it is handled again."""

    note = words(_("What he is not content with"))


class PassOnForm(RecordForm):
    """To whom, and why."""

    to = PersonField(label=_("Colleague"))
    note = words(_("Reason"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to"].queryset = colleagues()  # type: ignore[attr-defined]


class CancelForm(RecordForm):
    """Why it is closed without more."""

    note = words(_("Reason"))
    same_as = forms.CharField(
        label=_("Same as complaint no."), max_length=40, required=False,
        help_text=_("Only where the same thing was registered twice."),
    )  # fmt: skip
