"""A survey that is out: a named answer, a silent customer with his link, what is to be decided, other feedback."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from bihuan.customers.models import Customer
from bihuan.feedback.models import SurveyFinding, SurveyInvitation
from bihuan.feedback.operations import answering, entries, questionnaires, rounds, spreading
from bihuan.feedback.queries.surveys import survey_token
from bihuan.feedback.rules.surveys import Asked
from bihuan.kernel.actors import SYSTEM
from tests.cast import Cast


def of(cast: Cast) -> dict[str, Any]:
    """Return one row of every kind."""
    asked = [Asked("q1", "scale", "总体满意度", is_overall=True)]
    form = questionnaires.draft("satisfaction", questionnaires.Sheet(name="客户满意度调查"), questions=asked, by=SYSTEM)
    questionnaires.release(form, by=SYSTEM)
    draft = questionnaires.new_version(form, by=SYSTEM)
    form.refresh_from_db()
    review = rounds.plan_review(timezone.localdate() + timedelta(days=90), by=SYSTEM)
    plan = rounds.Plan(name="满意度调查", questionnaire=form, owner=cast.xuwen, review=review)
    one = rounds.send(rounds.plan(plan, by=SYSTEM), by=SYSTEM)
    Customer.objects.create(number="CU-0009", name="钱塘宾馆")
    while spreading.spread(one) is not None:
        pass
    first, silent = SurveyInvitation.objects.filter(round=one).order_by("pk")[:2]
    said = entries.Said(
        kind_of="interview", customer=cast.customer, happened_on=timezone.localdate(), words="服务及时", grade=5
    )  # fmt: skip
    return {
        "questionnaire": draft, "survey": one, "planned_review": review, "invitation": silent,
        "survey_answer": answering.answer(first, {"q1": 1}, by=SYSTEM, channel="phone"),
        "survey_finding": SurveyFinding.objects.create(
            round=one, question="q1", text="总体满意度", dissatisfied=1, answered=1
        ),
        "entry": entries.enter(said, by=cast.xuwen),
    }  # fmt: skip


def link_of(silent: SurveyInvitation) -> dict[str, str]:
    """Return the argument of the customer's address."""
    return {"token": survey_token(SurveyInvitation.objects.select_related("round").get(pk=silent.pk))}
