"""Call-backs, surveys, visits and expenses are kept by their clauses, and a person's words go with him (REG-07)."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from bihuan.customers.operations import ask_erasure, grant_erasure
from bihuan.customers.operations.erasure import pursue
from bihuan.customers.queries.erasure import duties
from bihuan.feedback.models import CallBack, FeedbackEntry, SurveyAnswer
from bihuan.feedback.tests import surveying
from bihuan.kernel.records import model_of
from bihuan.regulations.queries.kept import kept, longest
from tests.cast import Cast

pytestmark = [pytest.mark.django_db, pytest.mark.req("REG-07", "CUS-01")]


@pytest.mark.parametrize("kind", [
    "customers.visit", "customers.visitday", "customers.visitmonth", "customers.visiturgentreport",
    "customers.expensesheet", "customers.specialexpense", "customers.giftbudget", "feedback.callback",
    "feedback.surveyround",
])  # fmt: skip
def test_a_clause_says_how_long_each_is_kept(cast: Cast, kind: str) -> None:
    file = kept(kind)
    assert file is not None
    assert longest(file, cast.customer.facts()) is not None
    assert set(file.over) <= set(file.model.moves.states.values)
    for name in (file.ended, file.customer):
        assert not name or file.model._meta.get_field(name)
    for part, path in (file.parts or {}).items():
        assert not model_of(part)._base_manager.filter(**{path: 0}).exists()


@pytest.mark.one_database
def test_the_customers_page_offers_to_erase_to_whom_may_ask(cast: Cast) -> None:
    for person, offers in ((cast.zhoumin, True), (cast.hanli, True), (cast.linhai, True), (cast.hejianguo, False)):
        client = Client()
        client.force_login(person)
        page = client.get(cast.customer.get_absolute_url()).content.decode()
        assert (reverse("customers:ask_erasure", args=[cast.customer.pk]) in page) is offers, person


def test_what_he_answered_is_kept_for_its_term_and_goes_with_him(cast: Cast) -> None:
    one, now = surveying.sent(cast), timezone.now()
    surveying.answered(one, lambda n: {"q1": 5, "q2": 5, "q3": 9, "q4": "请叫沈女士"})
    FeedbackEntry.objects.create(
        number="FB-1",
        kind_of="praise",
        customer=cast.customer,
        said_by="沈雅琴",
        words="谢谢",
        happened_on=now.date(),
        entered_by=cast.zhoumin,
        entered_at=now,
    )
    CallBack.objects.create(number="CB-1", customer=cast.customer, way="phone", state="withdrawn",
                            planned_on=now.date(), due_on=now.date())  # fmt: skip
    (duty,) = duties(cast.customer)
    assert duty.clause.label.startswith("COMM")
    wish = ask_erasure(cast.customer, asked_on=now.date(), proof="用登记电话来电", by=cast.zhoumin)
    assert grant_erasure(wish, by=cast.linhai).state == "restricted"
    SurveyAnswer.objects.update(answered_at=now - timedelta(days=800))
    assert pursue(wish)
    answer, entry = SurveyAnswer.objects.get(), FeedbackEntry.objects.get()
    assert (answer.answers, entry.words, entry.said_by) == ({}, "", "")
