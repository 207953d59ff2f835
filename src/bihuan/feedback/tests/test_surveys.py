"""Surveys: whom they ask, once-only answers, anonymity, results, what dissatisfaction leads to."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone
from tests.together import together

from bihuan.feedback.models import (
    AnonymousAnswer,
    PlannedReview,
    Questionnaire,
    SurveyAnswer,
    SurveyInvitation,
    SurveyRound,
    SurveyTally,
)
from bihuan.feedback.notices import surveys as notices
from bihuan.feedback.operations import answering, findings, questionnaires, rounds
from bihuan.feedback.queries import CARD, results, survey_rules
from bihuan.feedback.queries.surveys import survey_token, waiting
from bihuan.feedback.rules import surveys as rules
from bihuan.feedback.rules.confidence import between, mean, recommended, t_quantile, wilson
from bihuan.feedback.tests.surveying import QUESTIONS, answered, customers, questionnaire, sent
from bihuan.kernel import links, outbox
from bihuan.kernel.actors import SYSTEM
from bihuan.kernel.history import HistoryEntry
from bihuan.kernel.links import LinkForged
from bihuan.kernel.moves import EvidenceMissing
from bihuan.kernel.records import OperationError
from bihuan.kernel.tasks import TaskRow

pytestmark = pytest.mark.django_db
GOOD = {"q1": 5, "q2": 5, "q3": 10}


def test_intervals_agree_with_the_tables():
    share = wilson(81, 263)
    assert share is not None
    assert [round(value, 3) for value in (share.value, share.low, share.high)] == [0.308, 0.255, 0.366]
    assert round(t_quantile(9), 3) == 2.262
    assert round(t_quantile(29), 3) == 2.045
    middle = mean({5: 2, 4: 1, 1: 1})
    assert middle is not None
    assert (middle.value, round(middle.high - middle.value, 3)) == (3.75, 3.012)
    score = recommended({10: 3, 8: 1, 3: 1})
    assert score is not None
    assert round(score.value, 2) == 0.4
    assert between(60, 100, 200) == (0.3, 0.8)
    assert wilson(0, 0) is None


def test_one_small_group_alone_hides_the_next_one_too():
    assert rules.shown_groups({"A": 40, "B": 12, "C": 3}, 5) == {"A"}
    assert rules.shown_groups({"A": 40, "B": 4, "C": 3}, 5) == {"A"}
    assert rules.shown_groups({"A": 40, "B": 12}, 5) == {"A", "B"}
    assert rules.months_before(date(2027, 4, 30), 2) == date(2027, 2, 28)


@pytest.mark.req("SAT-03")
def test_a_survey_is_due_two_months_before_the_review_reminded_after_half_a_month_and_void_after_two(cast):
    form = questionnaire()
    review = rounds.plan_review(timezone.localdate() + timedelta(days=90), by=cast.xuwen)
    plan = rounds.Plan(name="上半年", questionnaire=form, owner=cast.xuwen, review=review)
    one = rounds.plan(plan, by=cast.xuwen)
    assert one.due_on == rules.months_before(review.held_on, 2)
    assert one.clause is not None
    assert "3.1" in one.clause.label
    rounds.move_review(review, review.held_on + timedelta(days=30), by=cast.xuwen)
    one.refresh_from_db()
    assert one.due_on == rules.months_before(review.held_on + timedelta(days=30), 2)
    one = rounds.send(one, by=cast.xuwen)
    today = timezone.localdate()
    assert (one.remind_on, one.void_on) == (today + timedelta(days=15), rules.months_after(today, 2))
    assert survey_rules.questionnaire_wanted() == form
    assert survey_rules.this_year(today)[:2] == (1, 2)


@pytest.mark.req("SAT-03")
def test_everybody_of_a_tier_is_asked_once_with_what_he_is_at_that_moment(cast):
    customers(7, tier="A")
    one = sent(cast, tiers=["A"])
    assert (one.invitations.count(), one.population) == (7, 7)
    assert set(one.invitations.values_list("tier", "area", "way")) == {("A", "滨江区", "paper")}
    assert not SurveyInvitation.objects.filter(round=one, customer=cast.customer).exists()
    drawn = sent_again(cast, sample_size=3)
    assert (drawn.invitations.count(), drawn.population) == (3, 8)


def sent_again(cast, **values):
    review = PlannedReview.objects.first()
    review.held_on += timedelta(days=1)
    review.save()
    return sent(cast, Questionnaire.objects.get(), **values)


def test_the_product_and_the_last_technician_stand_with_an_invitation(cast):
    cast.signed()
    row = sent(cast).invitations.get()
    request = cast.customer.pk
    assert (row.customer_id, row.product_line) == (request, "空调")


@pytest.mark.req("SAT-04")
def test_a_link_answers_once_and_a_forwarded_one_shows_nothing_of_the_answer(cast):
    one = sent(cast)
    row = one.invitations.get()
    path = f"/v/{survey_token(row)}/"
    client = Client()
    assert "总体满意度" in client.get(path).content.decode()
    refused = client.post(path, {"q1": 5})
    assert (refused.status_code, SurveyAnswer.objects.count()) == (422, 0)
    assert client.post(path, {**GOOD, "q4": "水管漏过一次"}).status_code == 303
    again = Client().get(path)
    assert again.status_code == 200
    assert "水管漏过一次" not in again.content.decode()
    Client().post(path, {"q1": 1, "q2": 1, "q3": 0})
    kept = SurveyAnswer.objects.get()
    assert (kept.overall, kept.loyalty, kept.channel, kept.customer) == (5, 10, "link", cast.customer)
    assert SurveyTally.objects.get(round=one, facet="", question="").number == 1


@pytest.mark.req("SAT-04")
def test_a_guessed_link_answers_nothing_and_guessing_is_slowed_down(cast):
    sent(cast)
    client = Client()
    codes = [client.get(f"/v/1.abc~guess{n}/").status_code for n in range(14)]
    assert codes[:12] == [404] * 12
    assert codes[12:] == [429, 429]
    token = survey_token(SurveyInvitation.objects.get())
    assert client.get(f"/c/{token}/").status_code == 404  # a link for one thing opens no other
    with pytest.raises(LinkForged):
        links.read(CARD, token)


@pytest.mark.req("SAT-03")
def test_after_two_months_an_answer_is_void_and_politely_refused(cast, monkeypatch):
    one = sent(cast)
    token = survey_token(one.invitations.get())
    SurveyRound.objects.filter(pk=one.pk).update(void_on=timezone.localdate())
    notices.lapse.call()
    one.refresh_from_db()
    row = one.invitations.get()
    assert (one.state, row.outcome) == ("closed", "void")
    answer = Client().post(f"/v/{token}/", GOOD)
    assert answer.status_code == 200
    assert not SurveyAnswer.objects.exists()
    with pytest.raises(OperationError):
        answering.answer(row, GOOD, by=cast.xuwen, channel="paper")
    later = timezone.now() + timedelta(days=200)
    monkeypatch.setattr("bihuan.kernel.links.timezone.now", lambda: later)
    assert Client().get(f"/v/{token}/").status_code == 410


@pytest.mark.req("SAT-03")
def test_the_silent_are_reminded_once_and_the_clerk_is_told(cast, settings, monkeypatch):
    settings.BIHUAN_MAIL = "mailto://user:secret@example.com"
    mails = []
    monkeypatch.setattr(outbox, "send", lambda box, title, body: mails.append((title, body)) or "")
    cast.customer.email = "shen@example.com"
    cast.customer.save()
    one = sent(cast)
    row = one.invitations.get()
    notices.send_out(one, reminder=0)
    notices.mail_invitation.call(pk=row.pk)
    notices.mail_invitation.call(pk=row.pk)  # the task runs twice, the customer gets one
    assert len(mails) == 1
    assert survey_token(row)[:30] in mails[0][1]
    SurveyRound.objects.filter(pk=one.pk).update(remind_on=timezone.localdate())
    before = TaskRow.objects.filter(name__endswith="mail_invitation").count()
    notices.remind.call()
    notices.remind.call()
    assert TaskRow.objects.filter(name__endswith="mail_invitation").count() == before + 1
    assert outbox.Notice.objects.filter(topic="survey.silent").count() == 1


@pytest.mark.req("SAT-03")
def test_a_questionnaire_in_use_is_not_changed_but_carried_on_as_a_new_version(cast):
    form = questionnaire()
    with pytest.raises(OperationError):
        questionnaires.put_question(form, rules.Asked("", "text", "再问一句"), by=cast.xuwen)
    new = questionnaires.new_version(form, by=cast.xuwen)
    new = questionnaires.put_question(
        new, rules.Asked("", "choice", "联系渠道", options=("电话", "微信")), by=cast.xuwen
    )
    new = questionnaires.move_question(new, "q5", step=-1, by=cast.xuwen)
    assert [row["key"] for row in new.questions] == ["q1", "q2", "q3", "q5", "q4"]
    questionnaires.release(new, by=cast.xuwen)
    form.refresh_from_db()
    assert (form.state, len(form.questions), new.version) == ("retired", 4, 2)
    empty = questionnaires.draft("empty", questionnaires.Sheet(name="空"), by=cast.xuwen)
    with pytest.raises(EvidenceMissing):
        questionnaires.release(empty, by=cast.xuwen)


@pytest.mark.req("SAT-03")
def test_where_anonymity_is_promised_no_answer_can_be_joined_to_who_gave_it(cast):
    customers(12)
    one = sent(cast, questionnaire(is_anonymous=True), tiers=["A"])
    rows = list(one.invitations.order_by("pk"))
    for n in range(8):  # answered in the order of their keys, the worst attack there is
        Client().post(f"/v/{survey_token(rows[n])}/", {"q1": 1 + n % 5, "q2": 4, "q3": n, "q4": f"话{n}"})
    kept = list(AnonymousAnswer.objects.order_by("pk"))
    assert len(kept) == 8
    assert {field.name for field in AnonymousAnswer._meta.get_fields()} == {"id", "round", "answers"}
    names = {field.name for field in SurveyInvitation._meta.concrete_fields}
    assert not names & {"answered_at", "answered_on", "updated_at", "revision"}
    ranked = [row.answers["q4"] for row in kept]
    natural = [row.answers["q4"] for row in AnonymousAnswer.objects.raw(f"SELECT * FROM {table()} ORDER BY id")]
    assert ranked == natural != [f"话{n}" for n in range(8)]  # random keys: 1 in 40,320 to be in order by chance
    assert not HistoryEntry.objects.filter(kind="feedback.surveyinvitation").exists()
    assert not HistoryEntry.objects.filter(kind="feedback.surveyanswer").exists()
    assert not SurveyAnswer.objects.exists()
    said = [row for row in HistoryEntry.objects.values_list("note", "changes") if "话" in str(row)]
    assert said == []


def table():
    return connection.ops.quote_name(AnonymousAnswer._meta.db_table)


def test_of_a_group_too_small_to_be_shown_nothing_is_counted_where_anonymity_was_promised(cast):
    customers(8)
    one = sent(cast, questionnaire(is_anonymous=True))  # and 沈雅琴, alone without a tier and with a product
    answered(one, lambda n: GOOD)
    facets = set(SurveyTally.objects.filter(round=one).values_list("facet", "value"))
    assert facets == {("", ""), ("tier", "A"), ("area", "滨江区")}


def test_no_picture_of_the_paper_is_kept_where_anonymity_was_promised(cast):
    from tests.cast import SIGNATURE

    from bihuan.service import operations as service

    named = sent(cast)
    row = named.invitations.get()
    kept = answering.answer(row, GOOD, by=cast.xuwen, channel="paper", scans=[service.drawn(SIGNATURE)])
    assert kept is not None
    assert kept.entered_by == cast.xuwen
    secret = sent_again_anonymous(cast)
    with pytest.raises(OperationError):
        answering.answer(
            secret.invitations.get(), GOOD, by=cast.xuwen, channel="paper", scans=[service.drawn(SIGNATURE)]
        )


def sent_again_anonymous(cast):
    PlannedReview.objects.update(held_on=timezone.localdate() + timedelta(days=300))
    return sent(cast, questionnaire("secret", is_anonymous=True))


@pytest.mark.req("SAT-03")
def test_dissatisfaction_that_reaches_the_clause_is_decided_by_a_person_before_the_report(cast):
    customers(20)
    one = sent(cast, tiers=["A"])
    answered(one, lambda n: {"q1": 1 if n < 4 else 5, "q2": 2 if n < 1 else 4, "q3": 9}, most=16)
    one = rounds.close(one, note="提前汇总", by=cast.xuwen)
    finding = one.findings.get()  # 4 of 16 with the product; 1 of 16 with the whole is below 10 %
    assert (finding.question, finding.dissatisfied, finding.answered) == ("q1", 4, 16)
    assert [item.record for item in waiting(cast.xuwen)] == [one]
    with pytest.raises(EvidenceMissing):
        rounds.report(one, conclusion="总体稳定", by=cast.xuwen)
    action = findings.require_action(finding, ground="产品质量 4/16 不满意", owner=cast.yaojun, by=cast.xuwen)
    with pytest.raises(OperationError):
        findings.dismiss(finding, note="重复", by=cast.xuwen)
    assert (action.subject_kind, action.subject_id) == ("feedback.surveyround", one.pk)
    one = rounds.report(one, conclusion="总体稳定", by=cast.xuwen)
    assert one.state == "reported"
    told = results.response(one)
    assert (told.invited, told.answered, told.void) == (20, 16, 4)
    figures = results.figures(one, results.Tallies(one))
    assert figures.satisfied is not None
    assert figures.satisfied.value == 15 / 16
    cut = next(cut for cut in results.cuts(one, results.Tallies(one)) if cut.facet == "tier")
    assert cut.groups[0].figures is not None
    assert cut.groups[0].figures.answered == 16


@pytest.mark.django_db(transaction=True)
@pytest.mark.req("SAT-04")
def test_of_two_answers_to_one_link_at_the_same_moment_one_counts(cast):
    row = sent(cast).invitations.get()
    answers = together(lambda _n: answering.answer(SurveyInvitation.objects.get(pk=row.pk), GOOD, by=SYSTEM))
    assert sum(isinstance(answer, OperationError) for answer in answers) == 3
    assert SurveyAnswer.objects.count() == 1
    assert SurveyTally.objects.get(facet="", question="").number == 1


def test_the_questions_of_these_tests_are_kept_as_they_were_asked():
    assert rules.questions_of(rules.kept(QUESTIONS)) == list(QUESTIONS)
