"""A whole day planned, accepted, and the next job offered to whoever is free."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from tests.cast import Cast
from tests.flows.clock import Clock

from bihuan.kernel.actors import SYSTEM
from bihuan.kernel.outbox.models import Notice
from bihuan.kernel.records import OperationError
from bihuan.organization.models import Leave
from bihuan.organization.operations import plan_leave
from bihuan.products.models import ServiceContract
from bihuan.service import operations as service
from bihuan.service.models import DayPlan, FaultClass, ServiceRequest, WorkOrder
from bihuan.service.operations import day_plans as planning
from bihuan.service.operations.offering import offer_next
from bihuan.service.queries.board import propose
from bihuan.service.queries.crew import crew
from bihuan.service.queries.day_plans import shown
from bihuan.service.queries.offers import next_for
from bihuan.service.queries.planned_day import PlannedDay
from bihuan.service.queries.reasons import score_parts, why_not
from bihuan.service.queries.stranded import stranded
from bihuan.service.rules.planning import by_insertion
from bihuan.service.rules.routing import by_vroom


@pytest.fixture(autouse=True)
def monday(monkeypatch: pytest.MonkeyPatch) -> Clock:
    return Clock(monkeypatch, "2026-11-23 08:00")


def signed_in(person: Any) -> Client:
    client = Client()
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return client


def planned(cast: Cast, number: int = 4, *, outlet: str = "HZ-BJ") -> DayPlan:
    for n in range(number):
        cast.request(description=f"故障 {n}", fault_class=cast.fault)
    day = timezone.localdate() + timedelta(days=1)
    plan = service.begin_plan(day, outlet=cast.outlet(outlet), by=cast.zhoumin)
    planning.work_out.func(plan_id=plan.pk)
    plan.refresh_from_db()
    return plan


def stops(plan: DayPlan) -> list[dict[str, Any]]:
    return [stop for line in (plan.content or {})["lines"] for stop in line["stops"]]


@pytest.mark.req("SVC-08")
@pytest.mark.parametrize("solver", ["vroom", "insertion"])
def test_a_day_is_planned_by_those_who_may(cast: Cast, solver: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(planning, "is_installed", lambda: solver == "vroom")
    plan = planned(cast)
    assert plan.solver in {solver, "insertion"}, "the better of both, where there are two"
    assert len(stops(plan)) == 4
    working = {line["name"] for line in (plan.content or {})["lines"] if line["stops"]}
    assert working <= {"陈立军", "李国栋"}, "徐阳 and 丁伟 hold no certificate for cooling"
    assert not WorkOrder.objects.exists(), "it is a proposal"


@pytest.mark.req("SVC-08")
def test_what_does_not_fit_says_why(cast: Cast) -> None:
    later = cast.request(description="约在周五", appointment_at=timezone.now() + timedelta(days=4))
    for staff in (cast.chenlijun, cast.liguodong):
        staff.certificates.all().delete()
    plan = planned(cast, 1)
    why = {one["number"]: one["why"] for one in shown(plan)["left"]}
    assert why[later.number] == "约在别的日子"
    assert "在岗人员无所需证书" in why.values()


@pytest.mark.req("SVC-08")
def test_accepting_goes_on_where_somebody_was_quicker(cast: Cast) -> None:
    plan = planned(cast)
    first = ServiceRequest.objects.get(pk=stops(plan)[0]["request"])
    cast.order(first)
    counts = service.accept_plan(plan, [stop["request"] for stop in stops(plan)], by=cast.zhoumin)
    assert counts == {"sent": 3, "asked": 0, "refused": 1}
    assert WorkOrder.objects.count() == 4
    again = service.accept_plan(plan, [stop["request"] for stop in stops(plan)], by=cast.guojing)
    assert again == {"sent": 0, "asked": 0, "refused": 0}, "nothing is sent twice"
    plan.refresh_from_db()
    assert plan.taken[str(first.pk)], "who was too late is told"
    assert sum(1 for words in plan.taken.values() if not words) == 3


@pytest.mark.req("SVC-08")
def test_two_plans_of_the_same_day_do_not_double_anything(cast: Cast) -> None:
    one = planned(cast)
    other = planned(cast, 0)
    service.accept_plan(one, [stop["request"] for stop in stops(one)], by=cast.zhoumin)
    counts = service.accept_plan(other, [stop["request"] for stop in stops(other)], by=cast.guojing)
    assert counts["sent"] == 0
    assert counts["refused"] == 4
    assert WorkOrder.objects.count() == 4


def test_the_pages_lead_from_choice_to_dispatch(cast: Cast) -> None:
    for n in range(3):
        cast.request(description=f"故障 {n}", fault_class=cast.fault)
    desk = signed_in(cast.zhoumin)
    past = desk.post("/service/day-plans/", {"day": "2026-11-01", "outlet": ""})
    assert past.status_code == 422
    answer = desk.post("/service/day-plans/", {"day": "2026-11-24", "outlet": cast.outlet("HZ-BJ").pk})
    assert answer.status_code == 303
    plan = DayPlan.objects.get()
    waiting = desk.get(answer.headers["Location"]).content.decode()
    assert "正在排班" in waiting
    planning.work_out.func(plan_id=plan.pk)
    page = desk.get(answer.headers["Location"]).content.decode()
    assert page.count('name="pick"') == 3
    plan.refresh_from_db()
    picks = [stop["request"] for stop in stops(plan)][:2]
    assert desk.post(f"/service/day-plans/{plan.pk}/accept/", {"pick": picks}).status_code == 303
    assert WorkOrder.objects.count() == 2
    assert desk.get(plan.get_absolute_url()).content.decode().count('name="pick"') == 1
    assert signed_in(cast.zhaozhiqiang).get(plan.get_absolute_url()).status_code == 404
    assert signed_in(cast.chenlijun).get("/service/day-plans/").status_code == 403


def tomorrow(hour: int) -> datetime:
    return timezone.localtime(timezone.now() + timedelta(days=1)).replace(hour=hour, minute=0, second=0, microsecond=0)


def laid_out(cast: Cast, **how: Any) -> DayPlan:
    plan = service.begin_plan(timezone.localdate(tomorrow(9)), outlet=cast.outlet("HZ-BJ"), by=cast.zhoumin, **how)
    planning.work_out.func(plan_id=plan.pk)
    plan.refresh_from_db()
    return plan


def told(topic: str) -> set[str]:
    return set(Notice.objects.filter(topic=topic).values_list("recipient__name", flat=True))


@pytest.mark.req("SVC-08")
def test_jobs_of_who_falls_sick_are_offered_again_and_go_to_others_who_are_told(cast: Cast) -> None:
    order = cast.order(cast.request(fault_class=cast.fault), planned_at=tomorrow(9))
    chosen = service.Assignment(technician_id=cast.liguodong.pk, planned_at=tomorrow(14))
    other = service.dispatch(cast.request(description="别的", fault_class=cast.fault), chosen, by=cast.zhoumin)
    assert other
    desk = signed_in(cast.zhoumin)
    assert "请假人员" not in desk.get("/").content.decode()
    plan_leave(order.technician, starts_at=tomorrow(0), ends_at=tomorrow(23), leave_kind="sick", by=SYSTEM)
    assert "请假人员" in desk.get("/").content.decode()
    assert order.request.number in desk.get("/service/day-plans/").content.decode()
    plan = laid_out(cast)
    page = desk.get(plan.get_absolute_url()).content.decode()
    assert page.count('name="pick"') == 1, "李国栋's own job stays where it is"
    assert f"原派 {order.technician.name}" in page
    assert service.accept_plan(plan, [order.request_id], by=cast.zhoumin) == {"sent": 1, "asked": 0, "refused": 0}
    now = WorkOrder.objects.get(request=order.request, state="assigned")
    assert (now.technician, now.planned_at) == (cast.liguodong, tomorrow(9))
    assert told("order.withdrawn") == {order.technician.name}
    other.refresh_from_db()
    assert other.planned_at == tomorrow(14)
    assert not stranded(cast.zhoumin)


@pytest.mark.req("SVC-08")
def test_an_urgent_job_is_put_into_a_full_day_and_what_it_pushes_is_moved(cast: Cast) -> None:
    for staff in (cast.liguodong, cast.xuyang, cast.dingwei):
        plan_leave(staff, starts_at=tomorrow(0), ends_at=tomorrow(23), by=SYSTEM)
    first = cast.order(cast.request(fault_class=cast.fault), planned_at=tomorrow(9))
    urgent = cast.request(description="整店停电", fault_class=cast.fault, appointment_at=tomorrow(9))
    assert laid_out(cast).content["left"], "without moving anything there is no room at nine"
    plan = laid_out(cast, is_again=True)
    assert {stop["request"] for stop in stops(plan)} == {first.request_id, urgent.pk}
    assert "日程有变动的人员" in signed_in(cast.zhoumin).get(plan.get_absolute_url()).content.decode()
    counts = service.accept_plan(plan, [stop["request"] for stop in stops(plan)], by=cast.zhoumin)
    assert counts == {"sent": 2, "asked": 0, "refused": 0}, "the urgent one waits until the other is moved"
    first.refresh_from_db()
    assert first.planned_at > tomorrow(9)
    assert urgent.orders.get().planned_at == tomorrow(9)
    assert told("order.moved") == {"陈立军"}


@pytest.mark.req("SVC-08", "PPL-01")
def test_a_plan_sends_as_many_people_as_the_clause_wants_and_what_finds_none_can_be_given_back(cast: Cast) -> None:
    FaultClass.objects.filter(pk=cast.fault.pk).update(skill="高处作业")
    request = cast.request(description="外机支架松动", fault_class=FaultClass.objects.get(pk=cast.fault.pk))
    plan = laid_out(cast)
    (stop,) = stops(plan)
    assert len(stop["helpers"]) == 1
    page = signed_in(cast.zhoumin).get(plan.get_absolute_url()).content.decode()
    assert "同行" in page
    service.accept_plan(plan, [request.pk], by=cast.zhoumin)
    order = request.orders.get()
    assert [one.person_id for one in order.crew.all()] == stop["helpers"]
    for staff in (cast.chenlijun, cast.liguodong, cast.xuyang, cast.dingwei):
        plan_leave(staff, starts_at=tomorrow(0), ends_at=tomorrow(23), by=SYSTEM)
    again = laid_out(cast)
    assert [one["reason"] for one in again.content["left"]] == ["no_crew"]
    service.accept_plan(again, [], by=cast.zhoumin, backs=[request.pk])
    request.refresh_from_db()
    assert (request.state, request.technician) == ("registered", None)


def test_both_solvers_know_the_same_day(cast: Cast) -> None:
    for n in range(5):
        cast.request(description=f"故障 {n}", fault_class=cast.fault)
    problem = PlannedDay(timezone.localdate(), cast.outlet("HZ-BJ"), cast.zhoumin).problem()
    assert len(problem.jobs) == 5
    assert len(by_vroom(problem).left) == len(by_insertion(problem).left) == 0


# -- the proposal --------------------------------------------------------------------------------------


@pytest.mark.req("SVC-08")
def test_the_contracts_engineer_alone_is_proposed_unless_he_is_away(cast: Cast) -> None:
    ServiceContract.objects.create(
        number="HT-9", customer=cast.customer, starts_on="2026-01-01", ends_on="2027-12-31", covers_all=True,
        engineer=cast.liguodong,
    )  # fmt: skip
    request = cast.request(fault_class=cast.fault)
    proposal = propose(request, crew(timezone.localdate()))
    assert [one.candidate.name for one in proposal.ranked if one.is_fit] == ["李国栋"]
    words = {one.candidate.name: why_not(one, proposal.best, proposal.arrivals) for one in proposal.others}
    assert "合同" in words["陈立军"]
    now = timezone.now()
    Leave.objects.create(staff=cast.liguodong, leave_kind="sick", starts_at=now, ends_at=now + timedelta(days=2))
    proposal = propose(request, crew(timezone.localdate()))
    assert proposal.best
    assert proposal.best.candidate.name == "陈立军"
    assert any(reason.name == "engineer_away" for reason in proposal.best.reasons)


@pytest.mark.req("SVC-08")
def test_the_score_shows_its_parts_and_the_board_the_clause(cast: Cast) -> None:
    request = cast.request(fault_class=cast.fault)
    for n in range(2):
        cast.order(cast.request(description=f"别的 {n}"), planned_at=timezone.now() + timedelta(hours=2 + 2 * n))
    proposal = propose(request, crew(timezone.localdate()))
    busy = next(one for one in proposal.ranked if one.candidate.name == "陈立军")
    assert ("当日工单", -10.0) in score_parts(busy), "two jobs, five points each by FULL 4.2"
    assert proposal.best
    assert proposal.best.candidate.name == "李国栋"
    page = signed_in(cast.zhoumin).get(f"/service/board/?request={request.pk}").content.decode()
    assert "FULL 4.2" in page
    assert "<meter" in page


@pytest.mark.req("SVC-08")
def test_a_contractors_man_stays_in_his_regions_and_an_appointment_that_clashes_is_named(cast: Cast) -> None:
    at = timezone.now() + timedelta(hours=2)
    order = cast.order(cast.request(description="先来的"), planned_at=at)
    request = cast.request(fault_class=cast.fault, appointment_at=at)
    proposal = propose(request, crew(timezone.localdate()))
    words = {one.candidate.name: why_not(one, proposal.best, proposal.arrivals) for one in proposal.others}
    assert "外包" in words["胡志远"]
    assert order.number in words["陈立军"]


# -- somebody is free ----------------------------------------------------------------------------------


@pytest.mark.req("SVC-08")
def test_the_oldest_that_fits_is_offered_when_somebody_is_free(cast: Cast) -> None:
    order = cast.order()
    old = cast.request(description="等得最久", fault_class=cast.fault)
    cast.request(description="后来的", fault_class=cast.fault)
    assert next_for(cast.chenlijun) is None, "he has a job"
    cast.signed(order)
    found = next_for(cast.chenlijun)
    assert found
    assert found.request == old
    for _twice in range(2):
        offer_next.func(technician_id=cast.chenlijun.pk, at=timezone.now().isoformat())
    assert Notice.objects.filter(recipient=cast.zhoumin, topic="request.offered").count() == 1
    assert Notice.objects.filter(recipient=cast.chenlijun, topic="request.offered").count() == 1


@pytest.mark.req("SVC-08")
def test_he_takes_it_himself_where_the_clause_lets_him(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    from bihuan.service.operations import offering

    old = cast.request(description="等得最久", fault_class=cast.fault)
    phone = signed_in(cast.chenlijun)
    assert "接下一单" in phone.get("/service/today/").content.decode()
    monkeypatch.setattr(offering, "may_take_himself", lambda request: False)
    with pytest.raises(OperationError):
        service.take_next(by=cast.chenlijun)
    monkeypatch.undo()
    Clock(monkeypatch, "2026-11-23 08:00")
    answer = phone.post("/service/today/next/")
    order = WorkOrder.objects.get(request=old)
    assert answer.headers["Location"] == f"/service/jobs/{order.pk}/"
    assert order.technician == cast.chenlijun
    with pytest.raises(OperationError):
        service.take_next(by=cast.chenlijun)
