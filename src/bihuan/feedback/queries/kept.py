"""The files of feedback: how long each is kept, and what goes with it (REG-07)."""

from django.utils import timezone

from bihuan.customers.models import Customer
from bihuan.customers.queries.erasure import Duty, also_kept_by
from bihuan.feedback.models import SurveyAnswer
from bihuan.kernel import erasure
from bihuan.kernel.months import add_months
from bihuan.regulations.queries import ruleset
from bihuan.regulations.queries.kept import Kept
from bihuan.regulations.queries.retention import WHY, keep

FILES = (
    Kept("feedback.opinioncard", forms=("opinion_card",), ended="answered_at", closed=("answered", "lapsed"),
         parts={"feedback.opinioncase": "card"}, customer="request__customer"),
    Kept("feedback.callback", forms=("callback",), ended="ended_at",
         closed=("done", "refused", "unreached", "withdrawn"), parts={"feedback.opinioncase": "call"},
         customer="customer", void=("withdrawn",)),
    Kept("feedback.surveyround", forms=("survey_form", "survey_report"), closed=("reported", "cancelled"),
         parts={"feedback.surveyanswer": "round", "feedback.anonymousanswer": "round"}, void=("cancelled",)),
)  # fmt: skip


def register() -> None:
    """Name the files of this app."""
    keep(*FILES)
    also_kept_by(questionnaires)
    erasure.register("feedback.opinioncard", graded={})
    erasure.register("feedback.callback", contact_name="", answers={}, outcome="")
    erasure.register("feedback.surveyanswer", answers={})
    erasure.register("feedback.anonymousanswer", answers={})
    erasure.register("feedback.feedbackentry", said_by="")


def questionnaires(customer: Customer) -> list[Duty]:
    """Return the questionnaires of a customer that the clause still keeps."""
    clause = ruleset().one("retention", "survey_form", customer.facts())
    if clause is None:
        return []
    today, found = timezone.localdate(), []
    for answer in SurveyAnswer.objects.filter(customer=customer).select_related("round").order_by("pk"):
        until = add_months(timezone.localdate(answer.answered_at), int(clause.data["months"]))
        if until >= today:
            what = f"{SurveyAnswer._meta.verbose_name} {answer}"
            found.append(Duty(what, str(WHY["term"]), answer.get_absolute_url(), until, clause))
    return found
