"""The product's main job, by its operations alone: from the call to the closed case."""

import pytest

from bihuan.deadlines.queries import for_record
from bihuan.feedback import operations as feedback
from bihuan.feedback.models import OpinionCard, OpinionCase
from bihuan.kernel import seals
from bihuan.kernel.actors import VisitorActor
from bihuan.service.models import ServiceRequest
from tests.cast import Cast

pytestmark = pytest.mark.django_db


@pytest.mark.req("SVC-01", "SVC-06", "SVC-10", "SAT-01", "SEC-02")
def test_a_call_is_carried_to_the_closed_case(cast: Cast) -> None:
    order = cast.signed()
    request = ServiceRequest.objects.get()
    assert request.state == "completed"
    assert order.state == "signed"
    card = OpinionCard.objects.get()
    customer = VisitorActor("沈雅琴", frozenset({"feedback.answer_card"}))
    feedback.answer(card, {"attitude": 4, "skill": 4, "punctuality": 3, "promises": 4}, by=customer)
    request.refresh_from_db()
    assert request.state == "closed"
    assert not OpinionCase.objects.exists()
    assert list(seals.verify()) == []
    limits = for_record(request)
    assert {limit.state for limit in limits} == {"met"}, [(limit.name, limit.state) for limit in limits]


@pytest.mark.req("SAT-02")
def test_a_bad_grade_comes_back_as_a_case_on_the_managers_desk(cast: Cast) -> None:
    cast.signed()
    card = OpinionCard.objects.get()
    customer = VisitorActor("沈雅琴", frozenset({"feedback.answer_card"}))
    feedback.answer(card, {"attitude": 1, "skill": 4, "punctuality": 3, "promises": 4}, by=customer)
    case = OpinionCase.objects.get()
    assert case.owner == cast.hanli
    assert ServiceRequest.objects.get().state == "completed"
