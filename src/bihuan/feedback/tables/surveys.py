"""Lists of survey rounds, of what came back, of those asked, and of other feedback."""

from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from bihuan.feedback.models import FeedbackEntry, Questionnaire, SurveyAnswer, SurveyInvitation, SurveyRound
from bihuan.feedback.states.surveys import (
    FeedbackKind,
    Outcome,
    QuestionnaireState,
    RoundState,
    SurveyChannel,
    SurveyWay,
)
from bihuan.kernel.lists import Choice, Column, Exactly, ListPage, Period, Related, RowsOf, Truth, View
from bihuan.organization.models import Staff


class Surveys(ListPage):
    """The rounds, the newest first."""

    name = "feedback.surveys"
    title = _("Satisfaction surveys")
    template = "feedback/surveys/list.html"
    order = "-planned_at"
    columns = (
        Column("number", _("Number"), kind="no"),
        Column("name", pgettext_lazy("survey", "Name"), kind="title"),
        Column("questionnaire__name", _("Questionnaire")),
        Column("state", _("State"), kind="state", choices=RoundState.choices, now=(RoundState.RUNNING,
               RoundState.CLOSED), width="w-xl"),
        Column("review__held_on", _("Management review"), kind="date"),
        Column("due_on", _("To be sent by"), kind="date"),
        Column("void_on", _("Void from"), kind="date"),
        Column("owner__name", pgettext_lazy("survey", "In charge")),
        Column("planned_at", pgettext_lazy("survey", "Planned at"), kind="time", sort=True, is_optional=True),
    )  # fmt: skip
    filters = (Choice("state", _("State"), choices=RoundState.choices), Period("sent_at", _("Sent at")))
    search_fields = ("number__iexact", "name__icontains")
    empty_title = _("No surveys yet")
    empty_text = _("Enter the day of the management review, then plan the survey before it.")

    def rows(self, user: Any) -> Any:
        return SurveyRound.objects.visible_to(user)

    def url(self, row: dict[str, Any]) -> str:
        return reverse("feedback:survey", args=[row["pk"]])


class Questionnaires(ListPage):
    """Every version of every questionnaire."""

    name = "feedback.questionnaires"
    title = _("Questionnaires")
    template = "feedback/surveys/list.html"
    columns = (
        Column("number", _("Number"), kind="no"),
        Column("name", pgettext_lazy("questionnaire", "Heading"), kind="title"),
        Column("code", _("Code")),
        Column("version", pgettext_lazy("questionnaire", "Version"), kind="number"),
        Column("state", _("State"), kind="state", choices=QuestionnaireState.choices, now=(QuestionnaireState.DRAFT,)),
        Column("is_anonymous", _("Anonymous"), kind="truth"),
        Column("released_at", _("In use since"), kind="time"),
    )
    filters = (Choice("state", _("State"), choices=QuestionnaireState.choices),)
    search_fields = ("code__iexact", "name__icontains")

    def rows(self, user: Any) -> Any:
        return Questionnaire.objects.visible_to(user)

    def url(self, row: dict[str, Any]) -> str:
        return reverse("feedback:questionnaire", args=[row["pk"]])


def _at_most(text: str) -> Q:
    """Return answers that gave a question at most a grade, written `q3.2`."""
    key, _dot, grade = text.partition(".")
    if not (key[:1] == "q" and key[1:].isdecimal() and grade.isdecimal() and len(text) < 12):
        return Q(pk=None)
    return Q(**{f"answers__{key}__lte": int(grade)})


class SurveyAnswers(ListPage):
    """What came back with a name; anonymous answers are in no list."""

    name = "feedback.survey_answers"
    title = _("Answers")
    template = "feedback/surveys/list.html"
    order = "-answered_at"
    columns = (
        Column("customer__name", _("Customer"), kind="title"),
        Column("round__number", _("Survey"), kind="no"),
        Column("overall", _("Overall grade"), kind="number"),
        Column("loyalty", _("Would recommend us"), kind="number"),
        Column("worst", _("Lowest grade"), kind="number"),
        Column("is_dissatisfied", _("Dissatisfied"), kind="truth"),
        Column("invitation__tier", _("Customer tier")),
        Column("invitation__area", _("Region")),
        Column("invitation__product_line", _("Product line")),
        Column("invitation__technician__name", _("Technician")),
        Column("channel", _("Channel"), kind="choice", choices=SurveyChannel.choices),
        Column("answered_at", _("Answered at"), kind="time", sort=True),
    )
    filters = (
        Related("round", _("Survey"), load=RowsOf(SurveyRound, "name", "-pk", most=100)),
        Truth("is_dissatisfied", _("Dissatisfied")),
        Choice("channel", _("Channel"), choices=SurveyChannel.choices),
        Exactly("tier", _("Customer tier"), field="invitation__tier"),
        Exactly("area", _("Region"), field="invitation__area"),
        Exactly("product_line", _("Product line"), field="invitation__product_line"),
        Related("technician", _("Technician"), field="invitation__technician",
                load=RowsOf(Staff, "name", "name", {"post_holdings__post": "technician"})),
        Exactly("at_most", _("Graded at most"), make=_at_most),
    )  # fmt: skip
    search_fields = ("customer__name__icontains",)

    def rows(self, user: Any) -> Any:
        return SurveyAnswer.objects.visible_to(user)

    def url(self, row: dict[str, Any]) -> str:
        return reverse("feedback:survey_answer", args=[row["pk"]])


class Invitations(ListPage):
    """Those asked, and who is still silent: from here answers are entered."""

    name = "feedback.invitations"
    title = pgettext_lazy("survey", "Customers asked")
    template = "feedback/surveys/list.html"
    columns = (
        Column("customer__name", _("Customer"), kind="title"),
        Column("round__number", _("Survey"), kind="no"),
        Column("way", pgettext_lazy("survey", "Asked by"), kind="choice", choices=SurveyWay.choices),
        Column("outcome", pgettext_lazy("invitation", "Result"), kind="state", choices=Outcome.choices,
               now=(Outcome.WAITING,)),
        Column("tier", _("Customer tier")),
        Column("area", _("Region")),
        Column("product_line", _("Product line")),
        Column("technician__name", _("Technician")),
        Column("sent_at", _("Sent at"), kind="time"),
    )  # fmt: skip
    filters = (
        Related("round", _("Survey"), load=RowsOf(SurveyRound, "name", "-pk", most=100)),
        Choice("outcome", pgettext_lazy("invitation", "Result"), choices=Outcome.choices),
        Choice("way", pgettext_lazy("survey", "Asked by"), choices=SurveyWay.choices),
    )
    search_fields = ("customer__name__icontains",)

    def rows(self, user: Any) -> Any:
        return SurveyInvitation.objects.visible_to(user)

    def url(self, row: dict[str, Any]) -> str:
        return reverse("feedback:invitation", args=[row["pk"]])


class Entries(ListPage):
    """Interviews and other feedback."""

    name = "feedback.entries"
    title = _("Interviews and other feedback")
    template = "feedback/surveys/list.html"
    order = "-happened_on"
    columns = (
        Column("number", _("Number"), kind="no"),
        Column("words", pgettext_lazy("feedback", "What was said"), kind="title"),
        Column("customer__name", _("Customer")),
        Column("kind_of", _("Kind"), kind="choice", choices=FeedbackKind.choices),
        Column("grade", _("Satisfaction"), kind="number"),
        Column("is_dissatisfied", _("Dissatisfied"), kind="truth"),
        Column("entered_by__name", _("Entered by")),
        Column("happened_on", pgettext_lazy("feedback", "Day"), kind="date", sort=True),
    )
    filters = (
        Choice("kind_of", _("Kind"), choices=FeedbackKind.choices),
        Truth("is_dissatisfied", _("Dissatisfied")),
        Period("happened_on", pgettext_lazy("feedback", "Day"), is_date=True),
    )
    views = (View("dissatisfied", _("Dissatisfied"), "is_dissatisfied=1"),)
    search_kind = "feedback.feedbackentry"
    empty_title = _("Nothing entered yet")
    empty_text = _("What customers say in interviews, on visits or by letter is entered from the customer's page.")

    def rows(self, user: Any) -> Any:
        return FeedbackEntry.objects.visible_to(user)

    def url(self, row: dict[str, Any]) -> str:
        return reverse("feedback:entry", args=[row["pk"]])
