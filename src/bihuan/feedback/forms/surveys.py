"""The forms of surveys: questionnaires and their questions, rounds, answers, other feedback."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from bihuan.customers.models import Customer
from bihuan.feedback import rules
from bihuan.feedback.models import PlannedReview, Questionnaire, SurveyRound
from bihuan.feedback.operations.entries import Said
from bihuan.feedback.operations.questionnaires import Sheet
from bihuan.feedback.operations.rounds import Plan
from bihuan.feedback.queries import audience
from bihuan.feedback.queries.survey_rules import questionnaire_wanted
from bihuan.feedback.rules.surveys import LOYAL, Asked
from bihuan.feedback.states.surveys import FeedbackKind, Grade, QuestionKind, SurveyChannel
from bihuan.kernel import outbox
from bihuan.kernel.inputs import DateInput, RecordForm, note_field
from bihuan.kernel.uploads import FilesField
from bihuan.organization.models import Staff
from bihuan.service.forms.matters import PersonField, colleagues

NAMED_CHANNELS = [row for row in SurveyChannel.choices if row[0] != SurveyChannel.LINK]


class SheetForm(RecordForm):
    """What stands around the questions."""

    name = forms.CharField(label=pgettext_lazy("questionnaire", "Heading"), max_length=60)
    intro = note_field(_("What stands above the questions"), required=False)
    thanks = note_field(_("What stands there after answering"), required=False)
    grades = forms.CharField(
        label=_("Words of the grades"), widget=forms.Textarea({"rows": 5}),
        initial=lambda: "\n".join(map(str, Grade.labels)),
        help_text=_("Five lines, the best first; they count 5 to 1."),
    )  # fmt: skip
    is_anonymous = forms.BooleanField(
        label=_("Answers stay anonymous"), required=False,
        help_text=_("It is promised to the customer; then no answer leads back to who gave it."),
    )  # fmt: skip

    def sheet(self) -> Sheet:
        """Return what the operation takes."""
        values = {name: self.cleaned_data[name] for name in ("name", "intro", "thanks", "is_anonymous")}
        return Sheet(**values, grades=self.cleaned_data["grades"].splitlines())


class NewSheetForm(SheetForm):
    """A questionnaire's first version."""

    code = forms.SlugField(
        label=_("Code"), max_length=30, help_text=_("By it clauses name the questionnaire, e.g. satisfaction.")
    )
    field_order = ("code", "name")


class QuestionForm(RecordForm):
    """One question."""

    text = forms.CharField(label=_("Question"), max_length=200)
    kind = forms.ChoiceField(label=_("How it is answered"), choices=QuestionKind.choices)
    options = forms.CharField(
        label=_("Options"), required=False, widget=forms.Textarea({"rows": 4}),
        help_text=_("One a line; for one or several of several only."),
    )  # fmt: skip
    is_required = forms.BooleanField(label=_("Must be answered"), required=False, initial=True)
    is_overall = forms.BooleanField(
        label=_("Asks for the whole"), required=False, help_text=_("Satisfaction is told by this question.")
    )

    def asked(self, key: str) -> Asked:
        """Return the question by its key; "" for a new one."""
        values = self.cleaned_data
        return Asked(
            key, values["kind"], values["text"], values["is_required"], values["is_overall"],
            tuple(values["options"].splitlines()),
        )  # fmt: skip


class RoundForm(RecordForm):
    """What is asked of whom, and by when."""

    name = forms.CharField(label=pgettext_lazy("survey", "Name"), max_length=80)
    questionnaire = forms.ModelChoiceField(queryset=Questionnaire.objects.none(), label=_("Questionnaire"))
    review = forms.ModelChoiceField(
        queryset=PlannedReview.objects.none(), required=False, label=_("Before the management review of"),
        help_text=_("By when it goes out is counted back from this day."),
    )  # fmt: skip
    owner = PersonField(label=pgettext_lazy("survey", "In charge"))
    tiers = forms.MultipleChoiceField(label=_("Customer tiers"), required=False, widget=forms.CheckboxSelectMultiple)
    areas = forms.MultipleChoiceField(label=_("Regions"), required=False, widget=forms.CheckboxSelectMultiple)
    lines = forms.MultipleChoiceField(label=_("Product lines"), required=False, widget=forms.CheckboxSelectMultiple)
    sample_size = forms.IntegerField(
        label=pgettext_lazy("survey", "Sample"),
        required=False,
        min_value=1,
        help_text=_("So many, drawn by lot; empty: everybody."),
    )
    by_text = forms.BooleanField(
        label=_("By text message where there is no e-mail"), required=False,
        help_text=_("Only to customers who agreed to messages when they last reported something."),
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        wanted = questionnaire_wanted()
        self.fields["questionnaire"].queryset = Questionnaire.objects.released().order_by("code")  # type: ignore[attr-defined]
        self.fields["questionnaire"].initial = wanted and wanted.pk
        self.fields["review"].queryset = PlannedReview.objects.order_by("held_on")  # type: ignore[attr-defined]
        self.fields["owner"].queryset = colleagues()  # type: ignore[attr-defined]
        if not outbox.has_sms():
            del self.fields["by_text"]
        everybody = _("None chosen: all.")
        for name, choices in (
            ("tiers", [(one, one) for one in audience.tiers()]), ("areas", [(one, one) for one in audience.areas()]),
            ("lines", audience.lines()),
        ):  # fmt: skip
            self.fields[name].choices = choices  # type: ignore[attr-defined]
            self.fields[name].help_text = everybody
            if not choices:
                del self.fields[name]

    def plan(self) -> Plan:
        """Return what the operation takes."""
        return Plan(**{name: value for name, value in self.cleaned_data.items() if name != "revision"})


def begun(one: SurveyRound) -> dict[str, Any]:
    """Return what stands in the form of a planned round."""
    names = ("name", "questionnaire", "review", "owner", "tiers", "areas", "lines", "sample_size", "by_text")
    return {name: getattr(one, name) for name in names}


class ReviewForm(forms.Form):
    """The day of a management review."""

    held_on = forms.DateField(label=_("Day of the management review"), widget=DateInput())
    note = forms.CharField(label=_("Remark"), max_length=120, required=False)


class ConclusionForm(RecordForm):
    """The analysis that goes to the management review."""

    conclusion = forms.CharField(
        label=_("Analysis and conclusion"), max_length=6000, widget=forms.Textarea({"rows": 10}),
        help_text=_("What the figures say, why customers are not content, what is done about it."),
    )  # fmt: skip


class SurveyForm(forms.Form):
    """The questions of a questionnaire, as the customer answers them or a colleague enters them."""

    def __init__(self, *args: Any, questionnaire: Questionnaire, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.asked = questionnaire.asked
        for one in self.asked:
            self.fields[one.key] = _field(one, questionnaire)

    def answers(self) -> dict[str, Any]:
        """Return the answer to each question."""
        return {one.key: self.cleaned_data.get(one.key) for one in self.asked}

    @property
    def question_fields(self) -> list[tuple[Asked, forms.BoundField]]:
        """Return the questions with their fields, for the template."""
        return [(one, self[one.key]) for one in self.asked]


def _field(one: Asked, questionnaire: Questionnaire) -> forms.Field:
    messages = {"required": _("Please answer this question.")}
    common: dict[str, Any] = {"label": one.text, "required": one.is_required, "error_messages": messages}
    if one.kind == QuestionKind.TEXT:
        return forms.CharField(**common, max_length=rules.LONGEST_TEXT, widget=forms.Textarea({"rows": 3}))
    if one.kind == QuestionKind.SEVERAL:
        return forms.TypedMultipleChoiceField(
            **common, choices=list(enumerate(one.options)), coerce=int, widget=forms.CheckboxSelectMultiple
        )
    choices = {
        QuestionKind.SCALE: questionnaire.grade_choices, QuestionKind.LOYALTY: [(n, str(n)) for n in LOYAL],
        QuestionKind.CHOICE: list(enumerate(one.options)),
    }[QuestionKind(one.kind)]  # fmt: skip
    return forms.TypedChoiceField(**common, choices=choices, coerce=int, empty_value=None, widget=forms.RadioSelect)


class EnteredSurveyForm(SurveyForm):
    """A survey that came back by phone, on paper or in an interview (SAT-04)."""

    def __init__(self, *args: Any, questionnaire: Questionnaire, **kwargs: Any) -> None:
        super().__init__(*args, questionnaire=questionnaire, **kwargs)
        self.fields["channel"] = forms.ChoiceField(
            label=_("Channel"), choices=NAMED_CHANNELS, widget=forms.RadioSelect, initial=SurveyChannel.PHONE
        )
        if not questionnaire.is_anonymous:
            self.fields["scans"] = FilesField(label=_("Picture of the paper"), required=False, at_most=4)
        self.order_fields(["channel"])


class ActionForm(forms.Form):
    """What is wrong, and who is to find the cause and act."""

    ground = note_field(_("Nonconformity found"))
    owner = PersonField(label=pgettext_lazy("action", "Owner"), help_text=_("Finds the cause and acts."))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["owner"].queryset = Staff.objects.filter(  # type: ignore[attr-defined]
            is_active=True, department__isnull=False
        ).order_by("name")


class EntryForm(forms.Form):
    """An interview or other feedback."""

    kind_of = forms.ChoiceField(label=_("Kind"), choices=FeedbackKind.choices, widget=forms.RadioSelect,
                                initial=FeedbackKind.INTERVIEW)  # fmt: skip
    said_by = forms.CharField(label=_("Who spoke"), max_length=60, required=False)
    happened_on = forms.DateField(label=pgettext_lazy("feedback", "Day"), widget=DateInput())
    words = note_field(pgettext_lazy("feedback", "What was said"), longest=4000)
    grade = forms.TypedChoiceField(
        label=_("Satisfaction"), required=False, coerce=int, empty_value=None, widget=forms.RadioSelect,
        choices=Grade.choices,
        help_text=_("Only where the customer named one."),
    )  # fmt: skip

    def said(self, customer: Customer) -> Said:
        """Return what the operation takes."""
        return Said(customer=customer, **self.cleaned_data)
