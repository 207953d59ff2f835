"""Surveys: nothing counts too late or is done too early, too few anonymous answers aren't shown, messages by phone."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from bihuan.customers.models import Customer
from bihuan.feedback.models import PlannedReview, SurveyAnswer, SurveyRound
from bihuan.feedback.notices import surveys as notices
from bihuan.feedback.operations import answering, rounds
from bihuan.feedback.queries import survey_papers, survey_rules
from bihuan.feedback.queries.surveys import survey_token
from bihuan.feedback.rules import surveys as rules
from bihuan.feedback.tests.surveying import answered, customers, questionnaire, sent
from bihuan.kernel import outbox
from bihuan.kernel.records import OperationError
from bihuan.kernel.tasks import TaskRow
from bihuan.service.models import ServiceRequest

pytestmark = pytest.mark.django_db
GOOD = {"q1": 5, "q2": 5, "q3": 10}


@pytest.mark.req("SAT-03")
def test_from_its_void_day_on_an_answer_is_void_though_nobody_has_closed_the_survey_yet(cast):
    one = sent(cast)
    row, today = one.invitations.get(), timezone.localdate()
    SurveyRound.objects.filter(pk=one.pk).update(void_on=today)
    page = Client().post(f"/v/{survey_token(row)}/", GOOD).content.decode()
    assert "调查已截止" in page
    with pytest.raises(OperationError):
        answering.answer(row, GOOD, by=cast.xuwen, channel="phone")
    assert not SurveyAnswer.objects.exists()
    SurveyRound.objects.filter(pk=one.pk).update(void_on=today + timedelta(days=1))
    assert answering.answer(row, GOOD, by=cast.xuwen, channel="phone") is not None


@pytest.mark.req("SAT-03")
def test_nobody_is_reminded_or_given_up_a_day_too_early(cast):
    one, today = sent(cast), timezone.localdate()
    tomorrow = today + timedelta(days=1)
    SurveyRound.objects.filter(pk=one.pk).update(remind_on=tomorrow, void_on=tomorrow)
    notices.remind.call()
    notices.lapse.call()
    one.refresh_from_db()
    assert (one.state, one.reminded_at) == ("running", None)
    assert one.invitations.get().outcome == "waiting"


def test_a_reminder_that_could_not_be_handed_on_is_tried_again(cast, monkeypatch):
    one = sent(cast)
    SurveyRound.objects.filter(pk=one.pk).update(remind_on=timezone.localdate())
    with monkeypatch.context() as broken:
        broken.setattr(notices, "enqueue_many", lambda *a: pytest.fail("not reached"))
        broken.setattr(notices, "send_out", lambda *a, **k: (_ for _ in ()).throw(ConnectionError))
        with pytest.raises(ConnectionError):
            notices.remind.call()
    one.refresh_from_db()
    assert one.reminded_at is None
    notices.remind.call()
    one.refresh_from_db()
    assert one.reminded_at is not None


@pytest.mark.req("SAT-03")
def test_a_survey_that_is_due_and_not_planned_is_told_of_from_two_months_before_the_review(cast):
    def told():
        notices.tell_due.call()
        return outbox.Notice.objects.filter(topic="survey.due").count()

    form, today = questionnaire(), timezone.localdate()
    review = rounds.plan_review(rules.months_after(today + timedelta(days=3), 2), by=cast.xuwen)
    assert told() == 0
    PlannedReview.objects.update(held_on=rules.months_after(today, 2))
    review.refresh_from_db()
    assert survey_rules.due_on(review) <= today
    first = told()
    assert first > 0
    rounds.plan(rounds.Plan(name="上半年", questionnaire=form, owner=cast.xuwen, review=review), by=cast.xuwen)
    assert told() == first


@pytest.mark.req("SAT-03")
def test_an_anonymous_survey_that_too_few_have_answered_shows_no_results(cast, client):
    customers(9)
    one = sent(cast, questionnaire(is_anonymous=True), tiers=["A"])
    answered(one, lambda n: {"q1": 1, "q2": 1, "q3": 0, "q4": "只有我不满意"}, most=4)
    one = rounds.close(one, note="到期", by=cast.xuwen)
    client.force_login(cast.xuwen)
    assert client.get(f"/feedback/surveys/{one.pk}/results/").status_code in (302, 303)
    assert client.get(f"/feedback/surveys/{one.pk}/results.xlsx").status_code == 403
    page = client.get(f"/feedback/surveys/{one.pk}/").content.decode()
    assert "不足 5 份" in page
    assert not one.findings.exists()
    assert survey_papers.report(one, cast.xuwen).data["held_back"]
    assert "questions" not in survey_papers.report(one, cast.xuwen).data


@pytest.mark.req("SAT-03")
def test_five_answers_of_an_anonymous_survey_are_shown_when_it_is_over(cast, client):
    customers(9)
    one = sent(cast, questionnaire(is_anonymous=True), tiers=["A"])
    answered(one, lambda n: {"q1": 1, "q2": 4, "q3": 8, "q4": f"话{n}"}, most=5)
    client.force_login(cast.xuwen)
    assert client.get(f"/feedback/surveys/{one.pk}/results/").status_code in (302, 303)
    one = rounds.close(one, note="到期", by=cast.xuwen)
    assert "话3" in client.get(f"/feedback/surveys/{one.pk}/results/").content.decode()
    assert one.findings.get().dissatisfied == 5


@pytest.mark.req("SAT-04")
def test_who_has_no_mail_box_is_asked_by_text_message_where_that_was_wished(cast, settings, monkeypatch):
    settings.BIHUAN_SMS = "http://gateway.example/"
    texts = []
    monkeypatch.setattr(outbox, "text", lambda phone, words: texts.append((phone, words)) or "")
    landline, silent, unasked = customers(3)
    landline.phone, silent.phone, unasked.phone = "0571-88001234", "", "13900001111"
    for one in (landline, silent, unasked):
        one.save()
        cast.request(serial_text="", customer=one, may_text=one is not unasked)
    cast.request(may_text=True)
    survey = sent(cast, by_text=True)
    rows = {row.customer_id: row for row in survey.invitations.all()}
    ways = [rows[one.pk].way for one in (cast.customer, landline, silent, unasked)]
    assert ways == ["text", "text", "paper", "paper"]
    notices.send_out(survey, reminder=0)
    assert TaskRow.objects.filter(name__endswith="text_invitation").count() == 2
    for row in (rows[cast.customer.pk], rows[cast.customer.pk], rows[landline.pk]):
        notices.text_invitation.call(pk=row.pk)
    ((phone, words),) = texts
    assert phone == "13812346021"
    assert survey_token(rows[cast.customer.pk])[:20] in words
    rows[landline.pk].refresh_from_db()
    assert (rows[landline.pk].way, rows[landline.pk].sent_at) == ("paper", None)
    notices.text_invitation.call(pk=rows[cast.customer.pk].pk, reminder=1)
    assert len(texts) == 2
    cast.request(description="漏水")  # and takes his agreement back
    notices.text_invitation.call(pk=rows[cast.customer.pk].pk, reminder=1)
    assert len(texts) == 2
    ServiceRequest.objects.update(may_text=True)
    Customer.objects.filter(pk=cast.customer.pk).update(is_restricted=True)
    notices.text_invitation.call(pk=rows[cast.customer.pk].pk, reminder=1)
    assert len(texts) == 2


@pytest.mark.req("SAT-04", "SEC-01")
@pytest.mark.parametrize(("gateway", "wished"), [("", True), ("http://gateway.example/", False)])
def test_nobody_is_texted_without_a_gateway_or_unasked(cast, settings, gateway, wished):
    settings.BIHUAN_SMS = gateway
    cast.request(may_text=True)
    assert sent(cast, by_text=wished).invitations.get().way == "paper"
