"""Visits: who goes, what the plan makes of itself, the day, the urgent report, the month; gifts (CUS-04, CUS-05)."""

import re
from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from tests.cast import at

from bihuan.complaints.models import Complaint
from bihuan.config.demo import visited
from bihuan.config.demo.clock import Clock, set_back
from bihuan.customers.models import Customer, Lead, Visit, VisitDay, VisitMonth
from bihuan.customers.operations import gifts, plans, visit_months, visits
from bihuan.customers.operations.gifts import Gift
from bihuan.customers.operations.plans import Drawn
from bihuan.customers.queries import timeline
from bihuan.customers.states.gifts import GiftState
from bihuan.customers.states.visits import DayState, MonthState, PlanState, VisitState
from bihuan.deadlines.models import Deadline
from bihuan.kernel.documents import print_form
from bihuan.kernel.moves import EvidenceMissing
from bihuan.kernel.outbox import Notice
from bihuan.kernel.records import OperationError
from bihuan.organization.models import Department
from bihuan.signoff import operations as signoff
from bihuan.signoff.models import Circulation

D = Decimal


@pytest.fixture
def clock(monkeypatch):
    def set_to(text):
        monkeypatch.setattr(timezone, "now", lambda: at(text))

    set_to("2026-11-02 08:30")
    return set_to


def drawn_up(cast, visitor=None, technicians=None, period="month"):
    plans.put_in_charge(cast.region("滨江区"), cast.panfeng, by=cast.caoli)
    others = [
        Customer.objects.create(number=f"CU-9{n}", name=f"客户{n}", region=cast.region("滨江区")) for n in range(3)
    ]
    return plans.draw_up(
        cast.region("滨江区"), period=period, day=date(2026, 11, 5), visitor=visitor or cast.yuhui, by=cast.xuwen,
        customers=[(others[0], 2), (others[1], 1), (cast.customer, 1)],
        drawn=Drawn(technicians=[cast.chenlijun] if technicians is None else technicians),
    )  # fmt: skip


def approved(cast):
    plan = plans.submit_plan(drawn_up(cast), by=cast.xuwen)
    signoff.sign(Circulation.objects.of(plan).get().stations.get(), by=cast.hejianguo)
    plan.refresh_from_db()
    return plan


@pytest.mark.req("CUS-04")
def test_the_areas_salesman_does_not_visit_there(cast, clock):
    with pytest.raises(OperationError, match="CSM 4") as refused:
        drawn_up(cast, visitor=cast.panfeng)
    assert refused.value.field == "visitor"
    Customer.objects.filter(pk=cast.customer.pk).update(keeper=cast.yuhui)
    cast.customer.refresh_from_db()
    with pytest.raises(OperationError, match="沈雅琴"):
        visits.add_visit(cast.customer, on=date(2026, 11, 3), by=cast.yuhui)
    with pytest.raises(PermissionDenied):
        plans.draw_up(
            cast.region("滨江区"),
            period="month",
            day=date(2026, 11, 5),
            visitor=cast.yuhui,
            customers=(),
            by=cast.panfeng,
        )


@pytest.mark.req("CUS-04")
def test_a_region_has_one_or_two_technicians(cast, clock):
    for technicians in ([], [cast.chenlijun, cast.liguodong, cast.dingwei]):
        plan = drawn_up(cast, technicians=technicians)
        with pytest.raises(EvidenceMissing):
            plans.submit_plan(plan, by=cast.xuwen)
        plan.lines.all().delete()
        Customer.objects.filter(number__startswith="CU-9").delete()
    plan = drawn_up(cast, technicians=[cast.chenlijun, cast.liguodong])
    assert plans.submit_plan(plan, by=cast.xuwen).state == PlanState.SUBMITTED


@pytest.mark.req("CUS-04")
def test_an_approved_plan_makes_its_visits_once_on_working_days(cast, clock):
    plan = approved(cast)
    assert plan.state == PlanState.APPROVED
    made = list(Visit.objects.filter(plan=plan))
    assert len(made) == 4
    assert {one.visitor for one in made} == {cast.yuhui}
    assert all(one.planned_on.weekday() < 5 and one.planned_on.month == 11 for one in made)
    assert plans.make_visits(plan) == 0
    visit = made[0]
    with pytest.raises(OperationError, match="2026-11-30"):
        visits.reschedule(visit, planned_on=date(2026, 12, 1), note="客户出差", by=cast.yuhui)
    visits.reschedule(visit, planned_on=date(2026, 11, 20), note="客户出差", by=cast.yuhui)
    clock("2026-11-23 09:00")
    visit.refresh_from_db()
    assert visit.is_missed


@pytest.mark.req("CUS-04", "CUS-01")
def test_a_missed_visit_stands_as_missed_in_the_list_and_on_the_time_line(cast, clock):
    customer = Customer.objects.create(number="CU-90", name="东湖宾馆")
    late, ahead = (visits.add_visit(customer, on=date(2026, 11, day), by=cast.chenlijun) for day in (3, 20))
    clock("2026-11-05 09:00")
    made = visits.add_visit(customer, on=date(2026, 11, 5), by=cast.chenlijun)
    visits.record(made, told={"met_who": "周科长", "effect": "答应试销"}, by=cast.chenlijun)
    client = Client()
    client.force_login(cast.caoli)
    address = reverse("customers:visits")

    def listed(state):
        page = client.get(f"{address}?state={state}").content.decode()
        return {one.number for one in (late, ahead, made) if one.number in page}

    assert {state: listed(state) for state in ("missed", "planned", "done")} == {
        "missed": {late.number}, "planned": {ahead.number}, "done": {made.number},
    }  # fmt: skip
    assert "未巡访</span>" in client.get(f"{address}?state=missed").content.decode()
    line = timeline.of(customer, cast.caoli).entries
    assert [(one.source, one.told.number) for one in line if one.source.startswith("visits")] == [
        ("visits", made.number), ("visits_missed", late.number),
    ]  # fmt: skip
    assert timeline.of(customer, cast.panfeng, only="visits").entries == []


@pytest.mark.req("CUS-04")
def test_a_day_is_built_from_its_visits_handed_in_by_the_clauses_time_and_read(cast, clock):
    visit = Visit.objects.filter(plan=approved(cast)).earliest("planned_on")
    clock("2026-11-04 10:00")
    with pytest.raises(EvidenceMissing):
        visits.record(visit, told={"met_who": "沈雅琴"}, by=cast.yuhui)
    told = {"met_who": "沈雅琴", "effect": "答应试用", "complaint": "噪声大", "market": "同行降价"}
    visits.record(visit, told=told, answers={"quality": "满意", "unknown": "x"}, by=cast.yuhui)
    visit.refresh_from_db()
    assert (visit.state, visit.answers) == (VisitState.DONE, {"quality": "满意"})
    day = VisitDay.objects.get()
    limit = Deadline.objects.get(kind=day.kind(), subject_id=day.pk)
    assert (limit.due_at, limit.clause.number) == (at("2026-11-04 18:00"), "9")
    with pytest.raises(PermissionDenied):
        visits.hand_in_day(day, by=cast.xuwen)
    clock("2026-11-04 17:00")
    visits.hand_in_day(day, summary="顺利", by=cast.yuhui)
    limit.refresh_from_db()
    assert limit.met_at == timezone.now()
    visit.refresh_from_db()
    with pytest.raises(OperationError):
        visits.record(visit, told=told, by=cast.yuhui)
    assert visits.read_day(day, note="跟进噪声", by=cast.xuwen).state == DayState.READ
    for key, row in (("visit_day", day), ("customer_card", visit), ("inquiry_card", visit)):
        assert print_form(key, row, by=cast.xuwen).startswith(b"%PDF")


@pytest.mark.req("CUS-04", "CUS-06", "CMP-01")
def test_what_is_said_on_a_visit_becomes_a_lead_and_a_complaint_each_once(cast, clock):
    visit = visits.add_visit(cast.customer, on=date(2026, 11, 2), by=cast.chenlijun)
    told = {"met_who": "沈雅琴", "effect": "好", "needs": "柜机 3 台", "complaint": "夜里噪声大"}
    for _time in range(2):
        visit = visits.record(visit, told=told, by=cast.chenlijun)
    lead = Lead.objects.get()
    assert (lead.subject, lead.source, lead.owner, visit.lead) == ("柜机 3 台", "visit", cast.chenlijun, lead)
    told = Notice.objects.get(topic="complaint.visit")
    assert told.url == visit.get_absolute_url()
    client = Client()
    client.force_login(told.recipient)
    form = reverse("complaints:from_visit", args=[visit.pk])
    assert form in client.get(visit.get_absolute_url()).content.decode()
    assert "夜里噪声大" in client.get(form).content.decode()
    sent = {"channel": "sales", "complainant": "customer", "kind_of": "quality", "sample": "none",
            "description": "夜里噪声大", "severity": ""}  # fmt: skip
    answer = client.post(form, sent)
    assert answer.status_code == 303, answer.content.decode()
    complaint = Complaint.objects.get()
    assert (complaint.visit, complaint.customer, complaint.contact_name) == (visit, cast.customer, "沈雅琴")
    page = client.get(visit.get_absolute_url()).content.decode()
    assert complaint.number in page
    assert form not in page


@pytest.mark.req("CUS-04")
def test_an_urgent_report_goes_at_once_to_whom_the_clause_names(cast, clock):
    report = visits.report_urgently(matter="policy", content="同行返利翻倍", by=cast.yuhui, customer=cast.customer)
    told = set(report.told.values_list("username", flat=True))
    assert told == {"xuwen", "hejianguo", "linhai"}
    heard = Notice.objects.filter(url=report.get_absolute_url()).values_list("recipient__username", flat=True)
    assert set(heard) == told
    with pytest.raises(PermissionDenied):
        visits.instruct(report, instruction="跟进", by=cast.caoli)
    visits.instruct(report, instruction="本周内出对策", by=cast.hejianguo)
    closed = visits.close_urgent(report, handling="已报返利方案", by=cast.yuhui)
    assert closed.state == "closed"
    assert print_form("visit_urgent", closed, by=cast.hejianguo).startswith(b"%PDF")


@pytest.mark.req("CUS-04")
def test_the_months_report_is_built_from_the_visits_and_keeps_its_figures_once_signed(cast, clock):
    first, *rest = Visit.objects.filter(plan=approved(cast)).order_by("planned_on", "pk")
    clock("2026-11-05 10:00")
    visits.record(first, told={"met_who": "店长", "effect": "好", "needs": "柜机 3 台"}, by=cast.yuhui)
    clock("2026-12-01 05:50")
    assert visit_months.draw_up_all(date(2026, 11, 1)) == 1
    assert visit_months.draw_up_all(date(2026, 11, 1)) == 0
    report = VisitMonth.objects.get()
    limit = Deadline.objects.get(kind=report.kind(), subject_id=report.pk)
    assert limit.due_at == at("2026-12-07 17:30")
    with pytest.raises(PermissionDenied):
        visit_months.submit_month(report, by=cast.yuhui)
    report = visit_months.submit_month(report, by=cast.xuwen)
    kept = {name: report.figures[name] for name in ("planned", "done", "missed", "needs")}
    assert kept == {"planned": 4, "done": 1, "missed": 3, "needs": 1}
    assert report.state == MonthState.SUBMITTED
    assert rest
    assert Notice.objects.filter(url=report.get_absolute_url(), recipient=cast.hejianguo).exists()
    assert print_form("visit_month", report, by=cast.hejianguo).startswith(b"%PDF")


@pytest.mark.req("CUS-05")
@pytest.mark.parametrize(("price", "post"), [(D(400), "department_manager"), (D(2000), "vice_general_manager")])
def test_gifts_are_approved_by_amount_and_never_exceed_their_budget(cast, clock, price, post):
    budget = gifts.ask_gifts(
        cast.customer,
        occasion="新年答谢",
        wanted_on=date(2026, 12, 20),
        gifts=[Gift("礼盒", 2, price)],
        by=cast.panfeng,
    )
    station = Circulation.objects.of(budget).get().stations.get()
    assert station.post == post
    signoff.sign(station, by=cast.xuwen if post == "department_manager" else cast.hejianguo)
    budget.refresh_from_db()
    assert budget.state == GiftState.APPROVED
    item, today = budget.items.get(), date(2026, 11, 2)
    gifts.hand_over(budget, item=item, quantity=1, cost=price, given_on=today, recipient="李科长", by=cast.panfeng)
    for quantity, cost in ((2, price), (1, price + D("0.01"))):
        with pytest.raises(OperationError):
            gifts.hand_over(
                budget, item=item, quantity=quantity, cost=cost, given_on=today, recipient="李", by=cast.panfeng
            )
    budget.refresh_from_db()
    assert budget.left == price
    assert print_form("gift_budget", budget, by=cast.panfeng).startswith(b"%PDF")


@pytest.mark.req("CUS-04")
@pytest.mark.one_database
def test_a_visit_is_written_down_on_the_phone(cast):
    visit = visits.add_visit(cast.customer, on=timezone.localdate(), by=cast.yuhui)
    client = Client()
    client.force_login(cast.yuhui)
    assert "沈雅琴" in client.get(reverse("customers:my_visits")).content.decode()
    url = reverse("customers:visit_record", args=[visit.pk])
    missing = client.post(url, {"met_who": "沈雅琴", "stock": "两台"})
    assert missing.status_code == 422
    assert "两台" in missing.content.decode()
    sent = {"met_who": "沈雅琴", "effect": "满意", "answer_quality": "好", "revision": visit.revision}
    assert client.post(url, sent).status_code == 303
    page = client.get(visit.get_absolute_url()).content.decode()
    assert "满意" in page
    assert Department.objects.filter(code="SALES").exists()


@pytest.mark.one_database
def test_everybodys_pages_draw(cast):
    now = timezone.now()
    clock = Clock(now)
    for n in range(12):
        region = cast.region(("滨江区", "西湖区", "余杭区")[n % 3])
        Customer.objects.create(number=f"CU-8{n}", name=f"客户{n}", customer_kind="company", region=region)
    with set_back(clock):
        visited.visited(clock, now, cast.people)
    client = Client()
    for name in ("xuwen", "panfeng", "wangfang", "hejianguo"):
        client.force_login(cast.people[name])
        for url in walk(client):
            assert client.get(url).status_code in (200, 302), (name, url)


def walk(client):
    """Yield the lists and the pages of their rows."""
    lists = ("visits", "my_visits", "visit_plans", "visit_days", "visit_urgents", "visit_months", "expense_sheets",
             "expense_advances", "special_expenses", "gift_budgets", "expense_accounts", "sales_areas")  # fmt: skip
    for one in lists:
        url = reverse(f"customers:{one}")
        page = client.get(url)
        if page.status_code == 200:
            yield url
            yield from set(
                re.findall(r'href="(/customers/(?:visits|expenses)/(?:[a-z]+/)?\d+/)"', page.content.decode())
            )
