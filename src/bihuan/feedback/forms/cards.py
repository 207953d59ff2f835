"""Cards entered by phone or from paper, and the steps of a case."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from bihuan.feedback import rules
from bihuan.feedback.models import OpinionCard
from bihuan.feedback.states import AnswerChannel
from bihuan.kernel.inputs import DateInput
from bihuan.service.states import ReplyBy

STAFF_CHANNELS = [choice for choice in AnswerChannel.choices if choice[0] != AnswerChannel.LINK]


class CardForm(forms.Form):
    """The aspects a card asks with their grades, and what the customer says."""

    def __init__(self, *args: Any, card: OpinionCard, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.aspects = [aspect.code for aspect in rules.graded(card.form, {})]
        for aspect in rules.graded(card.form, {}):
            self.fields[aspect.code] = forms.TypedChoiceField(
                label=aspect.label, choices=rules.choices(card.form), coerce=int, widget=forms.RadioSelect,
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
        return {aspect: self.cleaned_data[aspect] for aspect in self.aspects}

    @property
    def grade_fields(self) -> list[forms.BoundField]:
        """Return the fields of the aspects, for the template."""
        return [self[aspect] for aspect in self.aspects]


class EnteredCardForm(CardForm):
    """A card that came back by phone or on paper (SAT-04)."""

    channel = forms.ChoiceField(
        label=_("Channel"), choices=STAFF_CHANNELS, widget=forms.RadioSelect, initial=AnswerChannel.PHONE
    )


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
