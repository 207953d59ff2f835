"""A survey for tests: a questionnaire in use, a round that is out, customers to ask."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.utils import timezone

from bihuan.customers.models import Customer
from bihuan.feedback.models import Questionnaire, SurveyInvitation, SurveyRound
from bihuan.feedback.operations import answering, questionnaires, rounds, spreading
from bihuan.feedback.rules.surveys import Asked
from bihuan.kernel.actors import SYSTEM
from bihuan.organization.models import Region

QUESTIONS = (
    Asked("q1", "scale", "产品质量"),
    Asked("q2", "scale", "总体满意度", is_overall=True),
    Asked("q3", "loyalty", "您愿意向同行推荐我们吗"),
    Asked("q4", "text", "其他意见", is_required=False),
)


def questionnaire(code: str = "satisfaction", **values: Any) -> Questionnaire:
    """Put a questionnaire into use."""
    sheet = questionnaires.Sheet(name="客户满意度调查", **values)
    made = questionnaires.draft(code, sheet, questions=QUESTIONS, by=SYSTEM)
    return questionnaires.release(made, by=SYSTEM)


def customers(number: int, **values: Any) -> list[Customer]:
    """Enter customers of one region."""
    region = Region.objects.get(name="滨江区")
    rows = [
        Customer(number=f"CU-S{n:04}", name=f"客户{n}", region=region, **{"tier": "A", **values}) for n in range(number)
    ]
    return Customer.objects.bulk_create(rows)


def sent(cast: Any, form: Questionnaire | None = None, **values: Any) -> SurveyRound:
    """Send a round to everybody."""
    review = rounds.plan_review(timezone.localdate() + timedelta(days=70), by=SYSTEM)
    plan = rounds.Plan(
        name="下半年满意度调查", questionnaire=form or questionnaire(), owner=cast.xuwen, review=review, **values
    )
    one = rounds.send(rounds.plan(plan, by=SYSTEM), by=SYSTEM)
    while spreading.spread(one) is not None:
        pass
    one.refresh_from_db()
    return one


def answered(one: SurveyRound, give: Callable[[int], dict[str, Any]], most: int = 1000) -> None:
    """Have the customers answer."""
    for n, row in enumerate(SurveyInvitation.objects.filter(round=one).order_by("pk")[:most]):
        answering.answer(row, give(n), by=SYSTEM)
