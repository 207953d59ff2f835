"""The sheet of a call-back: the clause's questions, the customer's words, and what is opened for them."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from bihuan.feedback import rules
from bihuan.feedback.models import CallBack
from bihuan.feedback.operations.callbacks import Result
from bihuan.feedback.states.callbacks import Trouble
from bihuan.kernel.inputs import DateInput, RecordForm, note_field
from bihuan.kernel.signing import drawn
from bihuan.organization.models import Staff
from bihuan.products.models import Unit

YES_NO = (("yes", _("yes")), ("no", _("no")))


class CallForm(forms.Form):
    """The questions of the script in force, then what the customer says besides."""

    contact_name = forms.CharField(label=_("Spoken with"), required=False, max_length=80)
    words = forms.CharField(
        label=_("Words of the customer"), required=False, max_length=2000, widget=forms.Textarea({"rows": 3})
    )
    opens = forms.ChoiceField(
        label=_("Not content: open"), choices=Trouble.choices, required=False, widget=forms.RadioSelect,
        help_text=_("A bad grade opens an opinion case by itself."),
    )  # fmt: skip
    trouble = forms.CharField(
        label=_("Out of order"), required=False, max_length=1000,
        widget=forms.TextInput({"placeholder": _("Becomes a service request")}),
    )  # fmt: skip
    unit = forms.ModelChoiceField(
        label=_("Product"), queryset=Unit.objects.none(), required=False, empty_label=_("not one of these")
    )
    need = forms.CharField(
        label=_("Need"), required=False, max_length=1000,
        widget=forms.TextInput({"placeholder": _("What he will want from us next")}),
    )  # fmt: skip
    signature = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, call: CallBack, script: dict[str, Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.script, self.questions = script, list(script.get("questions", ()))
        units: QuerySet[Unit] = Unit.objects.filter(customer=call.customer_id, replaced_on=None)
        self.fields["unit"].queryset = units.select_related("model").order_by("-pk")[:50]  # type: ignore[attr-defined]
        for question in self.questions:
            self.fields[question["code"]] = self._field(question)

    def _field(self, question: dict[str, Any]) -> forms.Field:
        label = question["label"]
        if question["answered"] == "graded":
            return forms.TypedChoiceField(
                label=label, choices=rules.choices(self.script), coerce=int, widget=forms.RadioSelect,
                error_messages={"required": _("Please choose a grade.")},
            )  # fmt: skip
        if question["answered"] == "yes_no":
            return forms.ChoiceField(
                label=label, choices=YES_NO, widget=forms.RadioSelect, error_messages={"required": _("Yes or no?")}
            )
        return forms.CharField(label=label, required=False, max_length=500)

    @property
    def asked(self) -> list[forms.BoundField]:
        """Return the questions of the script, for the template."""
        return [self[question["code"]] for question in self.questions]

    def result(self) -> Result:
        """Return what was written down.

        Raises:
            OperationError: the signature didn't arrive whole.
        """
        values = self.cleaned_data
        kept = {name: values[name] for name in ("contact_name", "words", "opens", "trouble", "unit", "need")}
        signature = drawn(values["signature"]) if values["signature"] else None
        answers = {question["code"]: values[question["code"]] for question in self.questions}
        return Result(answers=answers, signature=signature, **kept)


class AgainForm(forms.Form):
    """Nobody answered: when to call again."""

    again_on = forms.DateField(label=_("Call again on"), widget=DateInput())
    note = forms.CharField(label=_("Remark"), required=False, max_length=200)


class AssignForm(RecordForm):
    """Who calls or goes."""

    to = forms.ModelChoiceField(label=_("To whom"), queryset=Staff.objects.none())

    def __init__(self, *args: Any, staff: QuerySet[Staff], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to"].queryset = staff  # type: ignore[attr-defined]


class PutOffForm(RecordForm):
    """Another day, and why."""

    day = forms.DateField(label=_("Day"), widget=DateInput())
    note = note_field(_("Reason"), longest=200)
