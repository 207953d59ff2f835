"""Cards entered by phone or from paper, and the steps of a case."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from bihuan.feedback.states import ASPECTS, AnswerChannel, Grade, ReplyBy
from bihuan.kernel.inputs import DateInput

STAFF_CHANNELS = [choice for choice in AnswerChannel.choices if choice[0] != AnswerChannel.LINK]


class CardForm(forms.Form):
    """The four aspects with four grades each, and what the customer says."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for aspect, label in ASPECTS.items():
            self.fields[aspect] = forms.TypedChoiceField(
                label=label, choices=Grade.choices, coerce=int, widget=forms.RadioSelect,
                error_messages={"required": _("Please choose a grade.")},
            )  # fmt: skip
        for name, label, hint in (
            ("suggestion", _("Suggestion"), _("What should we do better?")),
            ("grievance", _("Complaint"), _("What were you not content with? A manager will answer you.")),
        ):
            self.fields[name] = forms.CharField(
                label=label, required=False, max_length=2000,
                widget=forms.Textarea(attrs={"rows": 2, "placeholder": hint}),
            )  # fmt: skip

    def grades(self) -> dict[str, int]:
        """Return the grade of each aspect."""
        return {aspect: self.cleaned_data[aspect] for aspect in ASPECTS}


class EnteredCardForm(CardForm):
    """A card that came back by phone or on paper (SAT-04)."""

    channel = forms.ChoiceField(
        label=_("Channel"), choices=STAFF_CHANNELS, widget=forms.RadioSelect, initial=AnswerChannel.PHONE
    )


class ReasonForm(forms.Form):
    """The reason for a step."""

    note = forms.CharField(label=_("Reason"), max_length=1000, widget=forms.Textarea(attrs={"rows": 3}))


class InstructionForm(forms.Form):
    """The vice general manager's instruction."""

    instruction = forms.CharField(label=_("Instruction"), max_length=2000, widget=forms.Textarea(attrs={"rows": 4}))


class ReplyForm(forms.Form):
    """What the customer was answered, and how."""

    reply_by = forms.ChoiceField(label=_("Answered by"), choices=ReplyBy.choices, widget=forms.RadioSelect)
    text = forms.CharField(label=_("Reply"), max_length=4000, widget=forms.Textarea(attrs={"rows": 5}))


class DayForm(forms.Form):
    """Which day to reconcile."""

    day = forms.DateField(label=_("Day"), widget=DateInput())
