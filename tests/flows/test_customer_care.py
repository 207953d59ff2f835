"""New needs asked in December and any time, followed up; care plans by the tier's clause (CUS-06, CUS-07)."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.utils import timezone

from bihuan.customers.models import Account, CareItem, Customer, Lead, NeedsRequest
from bihuan.customers.notices.tiers import by_the_clauses, remind
from bihuan.customers.operations import care, leads
from bihuan.customers.queries.care import care_waiting, leads_waiting, needs_waiting
from bihuan.deadlines.models import Deadline
from bihuan.insight.queries.desk import desk
from bihuan.kernel import search
from bihuan.kernel.api import issue
from bihuan.kernel.moves import EvidenceMissing, MoveForbidden
from bihuan.kernel.outbox.models import Notice
from bihuan.kernel.records import OperationError, Stale
from tests.cast import Cast
from tests.flows.clock import Clock

pytestmark = pytest.mark.django_db


@pytest.fixture
def hotel(cast: Cast) -> Customer:
    made = Customer.objects.create(
        number="CU-0002", name="东湖宾馆", customer_kind="company", region=cast.region("滨江区"), keeper=cast.panfeng,
        tier="黄金", is_key=True,
    )  # fmt: skip
    Account.objects.create(customer=made, founded_on=date(1998, 10, 8))
    return made


@pytest.mark.req("CUS-06")
def test_keepers_ask_every_december_and_what_they_hear_becomes_a_lead(cast, hotel, monkeypatch) -> None:
    clock = Clock(monkeypatch, "2026-11-30 06:30")
    by_the_clauses.func()
    assert not NeedsRequest.objects.exists()
    for _day in range(2):
        clock.pass_on(days=1)
        by_the_clauses.func()
    asked = NeedsRequest.objects.get()  # 沈雅琴 has nobody in charge
    assert (asked.customer, asked.year, asked.owner, asked.gift) == (hotel, 2027, cast.panfeng, "新年礼物")
    limit = Deadline.objects.get(kind=NeedsRequest.kind())
    assert (limit.clause.label, limit.owner, limit.state) == ("CSYS 3.1", cast.panfeng, "open")
    assert needs_waiting(cast.panfeng, 5) == [asked]
    with pytest.raises(PermissionDenied):
        leads.note_needs(asked, subject="扩建", by=cast.chenlijun)
    leads.note_needs(
        asked, subject="二期 40 台空调", amount=Decimal(180000), answer="明年五月开工", gift_sent_on=date(2026, 12, 1),
        by=cast.panfeng,
    )  # fmt: skip
    asked.refresh_from_db()
    lead = asked.lead
    assert (asked.state, lead.source, lead.owner, lead.state) == ("wanted", "yearly", cast.panfeng, "new")
    limit.refresh_from_db()
    assert limit.state == "met"
    with pytest.raises(MoveForbidden):
        leads.note_none(asked, answer="没有", by=cast.panfeng)
    assert Lead.objects.count() == 1


@pytest.mark.req("CUS-06")
def test_a_lead_is_followed_up_reminded_of_and_ends_won_or_lost_with_its_reason(cast, hotel, monkeypatch) -> None:
    clock = Clock(monkeypatch, "2026-11-20 09:00")
    lead = leads.open_lead(hotel, subject="加装新风", by=cast.zhoumin)
    assert Deadline.objects.get(kind=Lead.kind()).clause.label == "CSYS 3.2"
    assert Notice.objects.filter(recipient=cast.panfeng, title__contains="加装新风").exists()
    with pytest.raises(OperationError):
        leads.follow_up(lead, note="已电话", next_on=date(2026, 11, 19), by=cast.panfeng)
    leads.follow_up(lead, note="已电话，月底看现场", next_on=date(2026, 11, 28), by=cast.panfeng)
    assert Deadline.objects.get(kind=Lead.kind()).state == "met"
    assert leads_waiting(cast.panfeng, 5) == []
    clock.set("2026-11-28 08:10")
    assert leads_waiting(cast.panfeng, 5) == [lead]
    remind.func()
    assert Notice.objects.filter(recipient=cast.panfeng, title__contains="今天").exists()
    with pytest.raises(Stale):
        leads.win(lead, outcome="签约", by=cast.panfeng, revision=1)
    with pytest.raises(OperationError):
        leads.lose(lead, outcome=" ", by=cast.panfeng)
    lost = leads.lose(lead, outcome="预算取消", by=cast.panfeng)
    again = leads.resume(lost, note="预算恢复", by=cast.panfeng)
    won = leads.win(again, outcome="合同 HT-2026-118", by=cast.panfeng)
    assert (won.state, won.outcome) == ("won", "合同 HT-2026-118")
    with pytest.raises(MoveForbidden):
        leads.follow_up(won, note="x", by=cast.panfeng)


@pytest.mark.req("CUS-06")
def test_a_lead_is_found_by_any_of_its_words_by_those_who_may_see_it(cast, hotel, client: Client) -> None:
    lead = leads.open_lead(hotel, subject="加装新风机组", details="三号楼屋面", by=cast.zhoumin)
    for words in (lead.number, "新风", "屋面", "东湖"):
        assert search.newest(Lead.kind(), words) == [lead.pk], words
    client.force_login(cast.xuwen)
    assert lead.number in client.get("/search/", {"q": "新风"}).content.decode()
    assert lead.number in client.get("/customers/leads/", {"q": "屋面"}).content.decode()
    client.force_login(cast.chenlijun)
    assert lead.number not in client.get("/search/", {"q": "新风"}).content.decode()


@pytest.mark.req("CUS-07")
def test_the_clause_gives_a_plan_its_days_and_what_is_late_stands_on_the_desk(cast, hotel, monkeypatch) -> None:
    clock = Clock(monkeypatch, "2027-01-02 06:30")
    by_the_clauses.func()
    plan = hotel.care_plans.get()
    assert (plan.clause.label, plan.owner, plan.year) == ("CRM 3.1", cast.panfeng, 2027)
    items = {(item.due_on, item.label) for item in plan.items.all()}
    assert {(date(2027, 2, 6), "春节拜访"), (date(2027, 9, 15), "中秋问候"), (date(2027, 10, 8), "企业成立日祝贺"),
            (date(2027, 3, 20), "服务情况回顾")} <= items  # fmt: skip
    assert len(items) == 7  # New Year's Day has passed
    with pytest.raises(OperationError):
        care.plan_care(hotel, 2027, by=cast.panfeng)
    clock.set("2027-02-08 09:00")
    late = care_waiting(cast.panfeng, 5)
    assert [item.label for item in late] == ["春节拜访"]
    waits = desk(cast.panfeng)
    assert ["春节拜访" in item.title for item in waits.overdue] == [True]
    with pytest.raises(PermissionDenied):
        care.do_item(late[0], note="x", by=cast.chenlijun)
    care.do_item(late[0], note="已上门，总经理接待", done_on=date(2027, 2, 7), by=cast.panfeng)
    with pytest.raises(OperationError):
        care.do_item(late[0], note="再记一次", by=cast.panfeng)
    assert desk(cast.panfeng).overdue == []
    with pytest.raises(EvidenceMissing):
        care.finish(plan, by=cast.panfeng)
    for item in plan.items.open():
        care.leave_out(item, note="客户停业", by=cast.panfeng)
    assert care.finish(plan, by=cast.panfeng).state == "finished"


@pytest.mark.req("CUS-07")
def test_an_important_customer_of_the_property_business_follows_the_clause_of_that_business(cast, hotel) -> None:
    Customer.objects.filter(pk=hotel.pk).update(business="物业")
    year = timezone.localdate().year + 1
    plan = care.plan_care(hotel, year, by=cast.xuwen)
    assert plan.clause.label == "PROP 2.2"
    assert plan.items.filter(label="沟通服务情况").count() == 12
    item = care.add_item(plan, label="约谈续约", due_on=date(year, 5, 4), by=cast.panfeng)
    care.move_item(item, due_on=date(year, 5, 9), note="节后", by=cast.panfeng)
    with pytest.raises(OperationError):
        care.add_item(plan, label="越年", due_on=date(year + 1, 1, 1), by=cast.panfeng)
    assert CareItem.objects.get(pk=item.pk).due_on == date(year, 5, 9)


@pytest.mark.req("CUS-06", "CUS-02")
def test_leads_and_revenue_go_over_the_api_once(cast, hotel, client: Client) -> None:
    wanted = ["customers:read", "customers:write", "leads:read", "leads:write"]
    _row, text = issue(cast.xuwen, name="test", wanted=wanted, days=1, by=cast.xuwen)
    token = {"HTTP_AUTHORIZATION": f"Bearer {text}", "content_type": "application/json"}
    body = {"subject": "加装新风", "next_on": str(timezone.localdate() + timedelta(days=3))}
    first, second = (
        client.post(f"/api/customers/{hotel.pk}/leads", body, headers={"Idempotency-Key": "k"}, **token)
        for _ in range(2)
    )
    assert (first.status_code, first.json()) == (201, second.json())
    assert Lead.objects.count() == 1
    path = f"/api/leads/{first.json()['id']}"
    followed = client.post(f"{path}/follow-up", {"note": "已联系", "revision": 1}, **token)
    assert (followed.status_code, followed.json()["state"]) == (200, "followed")
    assert client.post(f"{path}/win", {"outcome": "签约", "revision": 1}, **token).status_code == 409
    year = timezone.localdate().year - 1
    made = client.post(f"/api/customers/{hotel.pk}/revenue", {"year": year, "amount": "350000"}, **token)
    assert (made.status_code, made.json()["amount"]) == (201, "350000.00")
    wrong = client.post(f"/api/customers/{hotel.pk}/revenue", {"year": year + 5, "amount": "1"}, **token)
    assert wrong.status_code == 422
