"""客户意见: a card for every repair, the daily reconciliation, and what a bad card leads to (FULL 5)."""

from datetime import timedelta

import pytest
from django.utils import timezone

from bihuan.deadlines.models import Deadline
from bihuan.feedback import notices, queries
from bihuan.feedback import operations as feedback
from bihuan.feedback.models import OpinionCard, OpinionCase, Reconciliation
from bihuan.feedback.queries import card_token
from bihuan.insight.queries import reports
from bihuan.kernel import history
from bihuan.kernel.documents import print_form
from bihuan.kernel.outbox import Notice
from bihuan.organization.queries import holders
from bihuan.regulations.models import Parameter, RulesStamp
from bihuan.service import operations as service
from bihuan.service.models import ServiceRequest, WorkOrder
from tests.cast import SIGNATURE, at
from tests.flows.desks import Desk

pytestmark = pytest.mark.django_db
GOOD = {"attitude": 4, "skill": 4, "punctuality": 3, "promises": 4}


def heard(topic):
    return sorted(Notice.objects.filter(topic=topic).values_list("recipient__name", flat=True))


def rate(card, **answers):
    Desk().send(f"/c/{card_token(card)}/", **{**GOOD, **answers})


@pytest.fixture
def card(cast):
    cast.signed()
    return OpinionCard.objects.get()


@pytest.mark.req("SAT-01")
def test_every_signed_repair_gets_its_card_whoever_took_it_in_and_however_it_was_signed(cast, desk):
    cast.signed()
    paper = cast.finished(cast.order(cast.request(description="漏水", serial_text="", phone="13900000001")))
    service.sign(paper, signature=service.drawn(SIGNATURE), signer_name="王淑芬", is_paper=True, by=cast.hejing)
    assert OpinionCard.objects.count() == ServiceRequest.objects.count() == 2
    assert set(OpinionCard.objects.values_list("technician__name", flat=True)) == {"陈立军"}


@pytest.mark.req("SAT-01")
def test_the_reconciliation_names_every_repair_without_a_card_and_a_card_is_sent_from_there(cast, desk):
    cast.signed()
    forgotten = cast.request(description="不加热", serial_text="")
    order = cast.finished(cast.order(cast.request(description="异响", serial_text="")))
    ServiceRequest.objects.filter(pk=order.request_id).update(state="completed", completed_at=timezone.now())
    WorkOrder.objects.filter(pk=order.pk).update(state="signed", signed_at=timezone.now())
    cancelled = cast.request(description="误报", serial_text="")
    service.cancel(cancelled, note="客户误报", by=cast.zhoumin)
    hejing, today = desk("hejing"), timezone.localdate()
    page = hejing.open(f"/feedback/reconciliation/{today}/")
    assert forgotten.number in page
    assert order.request.number in page
    assert cancelled.number not in page
    row = feedback.reconcile(today)
    assert (row.reported, row.carded, row.missing) == (3, 1, 2)
    hejing.send(f"/feedback/requests/{order.request_id}/card/")
    assert feedback.reconcile(today).missing == 1


@pytest.mark.req("SAT-01")
def test_the_reconciliation_happens_at_the_clauses_hour_once_and_tells_whom_the_clause_names(cast, monkeypatch):
    cast.request()
    today = timezone.localdate()
    early, late = (at(f"{today} {hour}") for hour in ("16:50", "17:05"))
    monkeypatch.setattr(timezone, "localtime", lambda *moment: moment[0] if moment else early)
    assert queries.days_to_reconcile(early) == [today - timedelta(days=2), today - timedelta(days=1)]
    assert queries.days_to_reconcile(late) == [today - timedelta(days=1), today]
    monkeypatch.setattr(timezone, "localtime", lambda *moment: moment[0] if moment else late)
    monkeypatch.setattr(timezone, "now", lambda: late)
    for _again in range(3):
        notices.reconcile_when_due.call()
    told = sorted(person.name for post in ("callback_clerk", "service_manager") for person in holders(post))
    assert heard("card.missing") == told
    assert Notice.objects.filter(topic="card.missing").first().url == f"/feedback/reconciliation/{today}/"


@pytest.mark.req("SAT-01")
def test_days_on_which_everything_was_off_are_reconciled_afterwards(cast):
    now = at("2026-11-20 18:00")
    Reconciliation.objects.create(
        day=at("2026-11-16 18:00").date(), reported=0, carded=0, made_at=at("2026-11-16 18:00")
    )
    assert [day.day for day in queries.days_to_reconcile(now)] == [16, 17, 18, 19, 20]


@pytest.mark.req("SAT-02")
def test_a_serious_opinion_goes_to_the_vice_general_manager_first_and_is_answered_by_letter(cast, desk, card):
    rate(card, attitude=1, grievance="辱骂客户")
    case = OpinionCase.objects.get()
    assert (case.severity, case.owner) == ("serious", cast.hanli)
    assert heard("case.opened") == ["贺建国", "韩立"]
    limit = Deadline.objects.of(case.kind(), case.pk).running().get()
    assert limit.label == "答复客户（重大）"

    manager, vice = desk("hanli"), desk("hejianguo")
    manager.send(f"/feedback/cases/{case.pk}/escalate/", note="辱骂客户，影响恶劣", revision=case.revision)
    assert heard("case.escalated") == ["贺建国"]
    case.refresh_from_db()
    assert case.owner == cast.hejianguo
    manager.send(f"/feedback/cases/{case.pk}/reply/", expect=422, reply_by="letter", text="抢先答复")
    vice.send(f"/feedback/cases/{case.pk}/instruct/", instruction="停岗学习，登门致歉", revision=case.revision)
    assert heard("case.instructed") == ["韩立"]
    refused = manager.send(f"/feedback/cases/{case.pk}/reply/", expect=422, reply_by="phone", text="已电话致歉")
    assert "已电话致歉" in refused.content.decode()
    assert "FULL 5.5" in refused.content.decode(), "the clause that owes him a letter"
    assert "FULL 5.5" in manager.open(f"/feedback/cases/{case.pk}/")
    manager.send(f"/feedback/cases/{case.pk}/reply/", reply_by="letter", text="致歉函：……")
    limit.refresh_from_db()
    assert (limit.state, limit.is_late) == ("met", False)
    assert f"/print/case_letter/feedback.opinioncase/{case.pk}.pdf" in manager.open(f"/feedback/cases/{case.pk}/")
    case.refresh_from_db()
    letter = queries.case_letter(case, cast.hanli).data
    assert (letter["text"], letter["is_serious"], card.request.number in letter["source"]) == ("致歉函：……", True, True)
    assert print_form("case_letter", case, by=cast.hanli).startswith(b"%PDF")
    manager.send(f"/feedback/cases/{case.pk}/close/", revision=case.revision)
    assert ServiceRequest.objects.get().state == "closed"


@pytest.mark.req("SAT-02", "REG-02")
def test_the_clause_says_which_grade_is_to_be_dealt_with_and_which_is_serious(cast, desk, card):
    rate(card, punctuality=2)
    case = OpinionCase.objects.get()
    assert (case.kind_of, case.severity) == ("bad_grade", "general")
    assert heard("case.opened") == ["韩立"]
    limit = Deadline.objects.of(case.kind(), case.pk).running().get()
    assert limit.label == "答复客户"
    manager = desk("hanli")
    manager.send(f"/feedback/cases/{case.pk}/escalate/", note="同一技术员第三次", revision=case.revision)
    shorter = Deadline.objects.of(case.kind(), case.pk).running().get()
    assert (shorter.label, shorter.starts_at) == ("答复客户（重大）", limit.starts_at)
    assert shorter.due_at < limit.due_at


@pytest.mark.req("SAT-02")
def test_a_general_opinion_is_answered_by_the_department(cast, desk, card):
    rate(card, suggestion="希望周末也能上门")
    case = OpinionCase.objects.get()
    assert (case.kind_of, case.severity) == ("suggestion", "")
    manager = desk("hanli")
    manager.send(f"/feedback/cases/{case.pk}/treat/", revision=case.revision)
    manager.send(f"/feedback/cases/{case.pk}/reply/", reply_by="phone", text="周六已安排值班")
    case.refresh_from_db()
    assert (case.state, case.severity) == ("answered", "general")


@pytest.mark.req("SAT-01")
def test_an_answer_after_the_card_has_lapsed_is_still_taken(cast, card):
    OpinionCard.objects.update(sent_at=timezone.now() - timedelta(days=16))
    assert feedback.lapse_unanswered() == 1
    request = ServiceRequest.objects.get()
    assert request.state == "closed"
    rate(card, attitude=1)
    card.refresh_from_db()
    assert (card.state, card.graded["attitude"]) == ("answered", 1)
    case = OpinionCase.objects.get()
    assert case.owner == cast.hanli
    request.refresh_from_db()
    assert request.state == "closed"


@pytest.mark.req("SAT-01")
def test_a_second_answer_changes_nothing_and_says_so(cast, card):
    rate(card)
    page = Desk().client.post(f"/c/{card_token(card)}/", {**GOOD, "attitude": 1})
    assert page.status_code == 200
    card.refresh_from_db()
    assert card.graded["attitude"] == 4
    assert not OpinionCase.objects.exists()
    assert ServiceRequest.objects.get().state == "closed"


@pytest.mark.req("SAT-01")
def test_a_card_by_phone_is_entered_by_the_call_back_clerk_and_counts_for_the_technician(cast, desk, card):
    desk("hejing").send(f"/feedback/cards/{card.pk}/answer/", channel="phone", revision=card.revision, **GOOD)
    card.refresh_from_db()
    assert (card.channel, card.entered_by) == ("phone", cast.hejing)
    assert (card.technician, card.graded["skill"], card.state) == (cast.chenlijun, 4, "answered")


@pytest.mark.req("SAT-02")
def test_who_treats_a_serious_case_as_general_says_why(cast, desk, card):
    rate(card, punctuality=1)
    case = OpinionCase.objects.get()
    assert case.severity == "serious"
    manager, url = desk("hanli"), f"/feedback/cases/{case.pk}/treat/"
    manager.send(url, expect=422, revision=case.revision)
    case.refresh_from_db()
    assert (case.state, case.severity) == ("open", "serious")
    manager.send(url, revision=case.revision, note="客户误点，电话核实为满意")
    case.refresh_from_db()
    assert (case.state, case.severity) == ("handling", "general")
    assert "客户误点，电话核实为满意" in [entry.note for entry in history.of(case.kind(), case.pk)]


@pytest.mark.req("SAT-01")
def test_a_card_with_a_grade_missing_is_shown_again_as_it_was_filled_in(card):
    answer = Desk().send(f"/c/{card_token(card)}/", expect=422, attitude=2, grievance="迟到两小时")
    page = answer.content.decode()
    assert "迟到两小时" in page
    card.refresh_from_db()
    assert card.state == "sent"


@pytest.mark.req("SAT-02", "REG-02")
def test_the_clause_says_how_a_case_is_answered(cast, desk, card):
    rate(card, punctuality=2)
    case, manager = OpinionCase.objects.get(), desk("hanli")
    manager.send(f"/feedback/cases/{case.pk}/treat/", revision=case.revision)
    refused = manager.send(f"/feedback/cases/{case.pk}/reply/", expect=422, reply_by="visit", text="已登门")
    assert "FULL 5.5" in refused.content.decode()
    for parameter in Parameter.objects.filter(kind="escalation", name="general_opinion"):
        Parameter.objects.filter(pk=parameter.pk).update(data={**parameter.data, "answer": "letter"})
    RulesStamp.renew()
    manager.send(f"/feedback/cases/{case.pk}/reply/", expect=422, reply_by="phone", text="已电话答复")
    manager.send(f"/feedback/cases/{case.pk}/reply/", reply_by="letter", text="函复")
    case.refresh_from_db()
    assert (case.state, case.reply_by) == ("answered", "letter")


@pytest.mark.req("SAT-01", "REG-02")
def test_the_clause_says_what_the_card_asks_and_a_card_sent_keeps_what_it_asked(cast, card):
    for parameter in Parameter.objects.filter(kind="opinion_card"):
        asked = {
            "aspects": [{"code": "tidiness", "label": "现场整洁"}],
            "grades": [{"code": "yes", "label": "好", "score": 2}, {"code": "no", "label": "不好", "score": 0}],
        }
        Parameter.objects.filter(pk=parameter.pk).update(data={**parameter.data, **asked})
    RulesStamp.renew()
    assert "到达时间" in Desk().open(f"/c/{card_token(card)}/"), "what it asked when it was sent"
    rate(card)
    cast.signed(cast.order(cast.request(description="漏水", serial_text="")))
    later = OpinionCard.objects.exclude(pk=card.pk).get()
    page = Desk().open(f"/c/{card_token(later)}/")
    assert "现场整洁" in page
    assert "到达时间" not in page
    Desk().send(f"/c/{card_token(later)}/", expect=422, tidiness=4)
    Desk().send(f"/c/{card_token(later)}/", tidiness=2)
    later.refresh_from_db()
    assert (later.graded, later.score, later.form["cited"]) == ({"tidiness": 2}, 100, "FULL 5.4")
    assert queries.card_sheet(later, cast.hejing).data["aspects"] == [{"name": "现场整洁", "grade": "好"}]
    assert queries.card_sheet(card, cast.hejing).data["grades"] == ["非常满意", "满意", "一般", "不满意"]
    period = reports.Period(timezone.localdate() - timedelta(days=9), timezone.localdate())
    row = reports.by_technician(cast.hanli, period)[0]
    assert (row["grades"], row["cards"]) == ([2.0], 2)
    assert float(row["score"]) == pytest.approx(96.9), "the mean of 93.8 and 100"
