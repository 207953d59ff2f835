"""Rewards and penalties: from a case to the notice, the dispute, administration's decision, and finance (QMGT 5, 6)."""

import io
from datetime import date
from decimal import Decimal

import pypdf
import pytest
from django.core.exceptions import PermissionDenied

from bihuan.deadlines.models import Deadline
from bihuan.kernel import documents
from bihuan.kernel.actors import SYSTEM
from bihuan.kernel.moves import MoveForbidden
from bihuan.kernel.outbox import Notice
from bihuan.kernel.records import OperationError
from bihuan.organization import operations as organization
from bihuan.organization.models import Staff
from bihuan.people.models import Reward
from bihuan.people.operations import rewards, summaries
from bihuan.people.operations.rewards import Deed
from bihuan.people.queries.rewards import waiting, weighed
from bihuan.regulations.models import Parameter, RulesStamp
from tests.flows.clock import Clock
from tests.flows.desks import Desk
from tests.house.gallery import everyone

pytestmark = pytest.mark.django_db
D = Decimal


@pytest.fixture
def clock(monkeypatch):
    return Clock(monkeypatch, "2026-11-18 09:00")


def propose(cast, who="yeqiang", rules=("documents_wrong",), subject=None, by="yaojun", **deed):
    deed = Deed(**{"reason": "三号工位挂旧版作业指导书", **deed})
    return rewards.propose(subject, getattr(cast, who), rules, deed, by=getattr(cast, by))


def issued(cast, amount=None, note="", **told):
    return rewards.issue(propose(cast, **told), amount=amount, note=note, by=cast.qianjin)


def told(person):
    return list(Notice.objects.filter(topic="people.reward", recipient=person).values_list("title", flat=True))


@pytest.mark.req("RWD-01")
def test_a_notice_is_proposed_from_a_case_issued_and_told_to_the_colleague_and_his_manager(cast, desk, clock):
    request = cast.request()
    yaojun, qianjin = desk("hanli"), desk("qianjin")
    yaojun.send(
        f"/people/rewards/propose/?about={request.kind()}:{request.pk}", person=cast.chenlijun.pk,
        rule="property_damaged", also="", happened_on="2026-11-17", quantity=1, loss="180", reason="备用机滑倒开裂",
    )  # fmt: skip
    row = Reward.objects.get()
    assert (row.subject_number, row.amount, row.loss, row.clause.number) == (request.number, 50, 180, "5.1.5.2")
    assert [len(told(cast.qianjin)), told(cast.chenlijun)] == [1, []]
    qianjin.send(f"/people/rewards/{row.pk}/issue/", note="", revision=row.revision)
    row.refresh_from_db()
    assert (row.state, row.issued_by, row.owner) == ("issued", cast.qianjin, cast.chenlijun)
    assert "可提出异议" in told(cast.chenlijun)[0]
    assert len(told(cast.lintao)) == 1


@pytest.mark.req("RWD-01")
def test_of_two_clauses_the_more_severe_counts_and_both_are_shown(cast, clock):
    row = propose(cast, who="liuwei", rules=("issue_without_slip", "issue_without_slip_accident"))
    assert (row.amount, row.label) == (500, "未办手续允许拉货，造成质量事故")
    assert [(one.outcome, one.counts) for one in weighed(row)] == [("罚款 ¥500.00", True), ("罚款 ¥50.00", False)]


@pytest.mark.req("RWD-01")
def test_a_repeat_within_a_year_is_heavier_and_after_that_it_is_not(cast, clock):
    issued(cast, happened_on=date(2026, 11, 17))
    again = propose(cast, happened_on=date(2026, 11, 18))
    assert again.amount == 100
    rewards.drop(again, note="重复", by=cast.qianjin)
    clock.set("2027-11-20 09:00")
    assert propose(cast).amount == 50


@pytest.mark.req("RWD-01")
def test_a_second_forged_report_means_dismissal_however_long_ago_the_first_was(cast, clock):
    first = issued(cast, who="fangting", rules=["forged_incoming_report"], by="yaojun")
    assert (first.consequence, first.amount) == ("fine", 200)
    clock.set("2029-11-20 09:00")
    second = propose(cast, who="fangting", rules=["forged_incoming_report"])
    assert (second.consequence, second.amount) == ("dismissal", 0)


@pytest.mark.req("RWD-01")
def test_a_cancelled_notice_is_no_earlier_case(cast, clock):
    first = issued(cast)
    rewards.revoke(rewards.dispute(first, dispute="当天停线", by=cast.yeqiang), ruling="属实", by=cast.sunli)
    assert propose(cast).amount == 50


@pytest.mark.req("RWD-01")
def test_an_amount_in_a_range_is_chosen_within_it_and_with_a_reason(cast, clock):
    row = propose(cast, rules=["instruction_ignored"], loss=D(860))
    assert (row.amount, row.low, row.high) == (None, 10, 100)
    for amount, note in ((D(101), "重"), (D(9), "轻"), (None, "不定"), (D(60), " ")):
        with pytest.raises(OperationError):
            rewards.issue(row, amount=amount, note=note, by=cast.qianjin)
    row = rewards.issue(row, amount=D(60), note="初次", by=cast.qianjin)
    assert (row.amount, row.total, row.choice_reason) == (60, 920, "初次")


@pytest.mark.req("RWD-01")
def test_what_does_not_fit_is_refused_with_the_field_it_concerns(cast, clock):
    request = cast.request()
    refused = [
        ({"who": "chenlijun"}, "person"), ({"who": "yaojun", "rules": ["late_material"]}, "person"),
        ({"rules": ["nothing"]}, "rule"), ({"rules": ["documents_wrong", "reject_caught"]}, "also"),
        ({"reason": " "}, "reason"), ({"happened_on": date(2026, 12, 1)}, "happened_on"),
        ({"quantity": 0}, "quantity"),
    ]  # fmt: skip
    for wrong, field in refused:
        with pytest.raises(OperationError) as refusal:
            propose(cast, **wrong)
        assert refusal.value.field == field, wrong
    propose(cast, subject=request)
    with pytest.raises(OperationError, match="已"):
        propose(cast, subject=request)
    with pytest.raises(PermissionDenied):
        propose(cast, by="zhoumin")


@pytest.mark.req("RWD-03")
def test_the_colleague_disputes_in_time_and_administration_makes_it_lighter(cast, desk, clock):
    row = issued(cast, rules=["instruction_ignored"], amount=D(60), note="初次")
    limit = Deadline.objects.of(row.kind(), row.pk).get()
    assert (limit.name, limit.owner) == ("reward_dispute", cast.yeqiang)
    assert [one.pk for one in waiting(cast.yeqiang)] == [row.pk]
    desk("yeqiang").send(f"/people/rewards/{row.pk}/dispute/", dispute="真空泵当天报修", revision=row.revision)
    row.refresh_from_db()
    limit.refresh_from_db()
    assert (row.state, row.owner, limit.state, limit.is_late) == ("disputed", cast.sunli, "met", False)
    assert [one.pk for one in waiting(cast.sunli)] == [row.pk]
    decision = Deadline.objects.of(row.kind(), row.pk).running().get()
    assert (decision.name, decision.owner) == ("reward_decision", cast.sunli)
    sunli = desk("sunli")
    path = f"/people/rewards/{row.pk}/reduce/"
    sunli.send(path, expect=422, consequence="fine", amount="60", ruling="减轻", revision=row.revision)
    sunli.send(path, consequence="fine", amount="30", ruling="设备确有报修", revision=row.revision)
    row.refresh_from_db()
    decision.refresh_from_db()
    assert (row.state, row.amount, row.ruled_by, decision.state) == ("settled", 30, cast.sunli, "met")
    assert len(told(cast.yeqiang)) == 2


@pytest.mark.req("RWD-03")
def test_nobody_judges_disputes_or_issues_in_his_own_case(cast, clock):
    row = propose(cast, who="qianjin", rules=["property_damaged"], by="hanli")
    with pytest.raises(PermissionDenied):
        rewards.issue(row, by=cast.qianjin)
    row = rewards.issue(row, by=SYSTEM)
    with pytest.raises(PermissionDenied):
        rewards.dispute(row, dispute="替他说", by=cast.hanli)
    row = rewards.dispute(row, dispute="没有", by=cast.qianjin)
    with pytest.raises(PermissionDenied):
        rewards.uphold(row, ruling="维持", by=cast.qianjin)
    with pytest.raises(OperationError, match="自己"):
        propose(cast, who="yaojun", rules=["property_damaged"])


@pytest.mark.req("RWD-03")
def test_who_issued_a_notice_does_not_judge_its_dispute_whatever_posts_he_holds(cast, clock):
    row = issued(cast, who="chenlijun", rules=["property_damaged"], by="hanli")
    row = rewards.dispute(row, dispute="没有", by=cast.chenlijun)
    organization.give_post(cast.qianjin, post="administration", by=SYSTEM, since_on=date(2026, 1, 1))
    issuer = Staff.objects.get(pk=cast.qianjin.pk)
    with pytest.raises(PermissionDenied):
        rewards.uphold(row, ruling="维持", by=issuer)
    assert issuer.has_perm("people.decide_reward")


@pytest.mark.req("RWD-03")
def test_after_the_clauses_time_nobody_disputes_and_the_notice_takes_effect(cast, clock):
    row = issued(cast)
    due = Deadline.objects.of(row.kind(), row.pk).get().due_at
    clock.set("2026-11-24 09:00")
    with pytest.raises(OperationError, match="2026-11-23 09:00"):
        rewards.dispute(row, dispute="太晚", by=cast.yeqiang)
    assert rewards.lapse_due(clock.now) == 1
    row.refresh_from_db()
    assert (row.state, row.settled_at) == ("settled", due)
    assert not Deadline.objects.of(row.kind(), row.pk).running().exists()


@pytest.mark.req("RWD-01", "SEC-01")
def test_only_those_concerned_and_those_in_charge_find_it(cast, clock):
    people = everyone(cast)
    row = propose(cast, who="chenlijun", rules=["property_damaged"], by="hanli")
    leaders = {"quality", "administration", "gm_office", "vice_general_manager", "general_manager"}
    path = row.get_absolute_url()

    def readers():
        return {post for post, one in people.items() if Desk(one).client.get(path).status_code == 200}

    assert readers() == leaders
    assert Desk(cast.chenlijun).client.get(path).status_code == 404
    rewards.issue(row, by=cast.qianjin)
    assert readers() == leaders | {"technician", "outlet_manager"}
    for name in ("liguodong", "zhoumin", "wangfang"):
        assert Desk(getattr(cast, name)).client.get(path).status_code == 404
        paper = f"/print/reward_notice/people.reward/{row.pk}.pdf"
        assert Desk(getattr(cast, name)).client.get(paper).status_code == 404


@pytest.mark.req("RWD-02")
def test_a_months_summary_goes_to_finance_once_and_is_locked(cast, desk, clock):
    rewards.acknowledge(issued(cast), by=cast.yeqiang)
    rewards.acknowledge(issued(cast, who="fangting", rules=["rejects_stopped"]), by=cast.fangting)
    late = issued(cast, who="luxin", rules=["late_material"])
    revoked = issued(cast, who="songyang", rules=["question_unanswered"])
    rewards.revoke(rewards.dispute(revoked, dispute="已答复", by=cast.songyang), ruling="属实", by=cast.sunli)
    clock.set("2026-11-19 09:00")
    sunli = desk("sunli")
    sunli.send("/people/rewards/months/new/", month="2026-11-01")
    sunli.send("/people/rewards/months/new/", expect=422, month="2026-11-20")
    summary = Reward.objects.filter(person=cast.yeqiang).get().summary
    assert (summary.rewarded, summary.fined, summary.people, summary.rewards.count()) == (100, 50, 2, 2)
    wangfang = desk("wangfang")
    assert wangfang.client.get(summary.get_absolute_url()).status_code == 404
    clock.set("2026-12-01 09:00")
    sunli.send(f"{summary.get_absolute_url()}redraw/", revision=summary.revision)
    late.refresh_from_db()
    assert (late.state, late.summary) == ("settled", summary)
    summary.refresh_from_db()
    sunli.send(f"{summary.get_absolute_url()}hand_over/", revision=summary.revision)
    summary.refresh_from_db()
    assert (summary.state, summary.fined, summary.handed_by) == ("handed_over", 150, cast.sunli)
    assert wangfang.client.get(summary.get_absolute_url()).status_code == 200
    assert wangfang.client.get(late.get_absolute_url()).status_code == 200
    assert len(told(cast.wangfang)) == 1
    for again in (summaries.hand_over, summaries.redraw):
        with pytest.raises(MoveForbidden):
            again(summary, by=cast.sunli)
    excel = wangfang.client.get(f"/people/rewards/?summary={summary.pk}&export=xlsx")
    assert (excel.status_code, b"".join(excel)[:2]) == (200, b"PK")


@pytest.mark.req("RWD-02")
def test_a_notice_in_effect_after_the_hand_over_goes_into_the_next_month(cast, clock):
    rewards.acknowledge(issued(cast), by=cast.yeqiang)
    summaries.hand_over(summaries.draw_up(date(2026, 11, 3), by=cast.sunli), by=cast.sunli)
    second = issued(cast, who="luxin", rules=["late_material"])
    rewards.acknowledge(second, by=cast.luxin)
    clock.set("2026-12-05 09:00")
    summary = summaries.draw_up(date(2026, 12, 5), by=cast.sunli)
    assert list(summary.rewards.all()) == [second]
    with pytest.raises(OperationError):
        summaries.draw_up(date(2027, 1, 1), by=cast.sunli)


@pytest.mark.req("RWD-01", "RWD-02")
def test_the_papers_say_who_what_for_how_much_and_by_which_clause(cast, clock):
    row = issued(cast, rules=["self_check_failed"], quantity=6)
    rewards.acknowledge(row, by=cast.yeqiang)
    row.refresh_from_db()
    summary = summaries.draw_up(date(2026, 11, 1), by=cast.sunli)
    for key, record, words in (
        ("reward_notice", row, ("叶强", "QMGT 5.2.3.3", "120.00", "× 6", "品质管理部")),
        ("reward_summary", summary, ("叶强", "120.00", row.number)),
    ):
        paper = documents.print_form(key, record, by=cast.sunli)
        text = "".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(paper)).pages)
        assert [word for word in words if word not in text] == []


@pytest.mark.req("RWD-01")
def test_where_no_clause_gives_time_to_dispute_a_notice_takes_effect_at_once(cast, clock):
    Parameter.objects.filter(name=rewards.DISPUTE).delete()
    RulesStamp.renew()
    row = issued(cast)
    row.refresh_from_db()
    assert (row.state, row.settled_at, row.owner) == ("settled", clock.now, None)
    assert rewards.lapse_due(clock.now) == 0
