"""States of questionnaires and survey rounds, and the kinds of question there are (SAT-03, SAT-04)."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from bihuan.kernel.events import Event
from bihuan.kernel.moves import Evidence, Move, MoveTable


class QuestionKind(models.TextChoices):
    """How a question is answered."""

    SCALE = "scale", _("Satisfaction, five grades")
    LOYALTY = "loyalty", _("Recommendation, 0 to 10")
    CHOICE = "choice", _("One of several")
    SEVERAL = "several", _("Several of several")
    TEXT = "text", _("In own words")


class Grade(models.IntegerChoices):
    """The five grades, the best first; a questionnaire may say them in words of its own."""

    VERY_GOOD = 5, pgettext_lazy("grade", "Very satisfied")
    GOOD = 4, pgettext_lazy("grade", "Satisfied")
    FAIR = 3, pgettext_lazy("grade", "Neither")
    BAD = 2, pgettext_lazy("grade", "Dissatisfied")
    VERY_BAD = 1, pgettext_lazy("grade", "Very dissatisfied")


class QuestionnaireState(models.TextChoices):
    """Where a version of a questionnaire stands; one in use is never changed."""

    DRAFT = "draft", pgettext_lazy("questionnaire", "Draft")
    RELEASED = "released", pgettext_lazy("questionnaire", "In use")
    RETIRED = "retired", pgettext_lazy("questionnaire", "Out of use")


class SurveyChannel(models.TextChoices):
    """How an answer came back (SAT-04)."""

    LINK = "link", _("Link")
    PHONE = "phone", _("Phone")
    PAPER = "paper", _("Paper")
    INTERVIEW = "interview", _("Interview")


class SurveyWay(models.TextChoices):
    """How a customer is asked."""

    MAIL = "mail", _("E-mail")
    TEXT = "text", _("Text message")
    PAPER = "paper", pgettext_lazy("survey", "Paper with QR code")


class Outcome(models.TextChoices):
    """What became of an invitation."""

    WAITING = "waiting", pgettext_lazy("invitation", "Not answered yet")
    ANSWERED = "answered", pgettext_lazy("invitation", "Answered")
    VOID = "void", pgettext_lazy("invitation", "Void")


class Facet(models.TextChoices):
    """By what results are told apart."""

    TIER = "tier", _("Customer tier")
    AREA = "area", _("Region")
    PRODUCT_LINE = "product_line", _("Product line")
    TECHNICIAN = "technician", _("Technician")


class FeedbackKind(models.TextChoices):
    """How somebody told us what he thinks, outside a survey (COMM 5.6.2)."""

    INTERVIEW = "interview", _("Interview")
    VISIT = "visit", pgettext_lazy("feedback", "Visit")
    PHONE = "phone", _("Phone")
    MEETING = "meeting", _("Customers' meeting")
    PRAISE = "praise", _("Letter of praise")
    OTHER = "other", pgettext_lazy("feedback", "Other feedback")


class RoundState(models.TextChoices):
    """Where a round stands."""

    PLANNED = "planned", pgettext_lazy("survey", "Planned")
    RUNNING = "running", pgettext_lazy("survey", "Being answered")
    CLOSED = "closed", pgettext_lazy("survey", "To be analysed")
    REPORTED = "reported", pgettext_lazy("survey", "Handed to the management review")
    CANCELLED = "cancelled", pgettext_lazy("survey", "Called off")


class SurveySent(Event):
    """A round goes out."""

    name = "survey.sent"


class SurveyClosed(Event):
    """A round's time is over: what is not back is void."""

    name = "survey.closed"


class SurveyReported(Event):
    """A round's result goes to the management review."""

    name = "survey.reported"


class SurveyCancelled(Event):
    """A round is called off."""

    name = "survey.cancelled"


EDIT = "feedback.edit_questionnaire"
HAS_SCALE = Evidence("questions", _("a question with five grades"), lambda one: any(
    row["kind"] == QuestionKind.SCALE for row in one.questions))  # fmt: skip

QUESTIONNAIRE_MOVES = MoveTable(
    QuestionnaireState,
    (
        Move("release", pgettext_lazy("questionnaire", "Put into use"), (QuestionnaireState.DRAFT,),
             QuestionnaireState.RELEASED, EDIT, evidence=(HAS_SCALE,), is_primary=True),
        Move("retire", pgettext_lazy("questionnaire", "Take out of use"), (QuestionnaireState.RELEASED,),
             QuestionnaireState.RETIRED, EDIT, is_hidden=True),
    ),
    path=(QuestionnaireState.DRAFT, QuestionnaireState.RELEASED, QuestionnaireState.RETIRED),
)  # fmt: skip

RUN = "feedback.run_survey"
HAS_CONCLUSION = Evidence("conclusion", _("the analysis"), lambda one: bool(one.conclusion))
FINDINGS_DECIDED = Evidence(
    "findings", _("a decision on every matter of dissatisfaction"),
    lambda one: not one.findings.filter(decided_at=None).exists(),
)  # fmt: skip

ROUND_MOVES = MoveTable(
    RoundState,
    (
        Move("send", pgettext_lazy("survey", "Send out"), (RoundState.PLANNED,), RoundState.RUNNING, RUN, SurveySent,
             is_primary=True),
        Move("remind", pgettext_lazy("survey", "Remind"), (RoundState.RUNNING,), "", RUN, is_internal=True),
        Move("close", pgettext_lazy("survey", "Close early"), (RoundState.RUNNING,), RoundState.CLOSED, RUN,
             SurveyClosed, is_hidden=True),
        Move("lapse", pgettext_lazy("survey", "Time is over"), (RoundState.RUNNING,), RoundState.CLOSED, RUN,
             SurveyClosed, is_internal=True),
        Move("report", pgettext_lazy("survey", "Hand to the management review"), (RoundState.CLOSED,),
             RoundState.REPORTED, RUN, SurveyReported, evidence=(HAS_CONCLUSION, FINDINGS_DECIDED), is_primary=True),
        Move("call_off", pgettext_lazy("survey", "Call off"), (RoundState.PLANNED,), RoundState.CANCELLED, RUN,
             SurveyCancelled, is_hidden=True),
    ),
    path=(RoundState.PLANNED, RoundState.RUNNING, RoundState.CLOSED, RoundState.REPORTED),
)  # fmt: skip
