"""The dispatch board: what waits, who is proposed and why, two dispatchers at once."""

import json
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from tests.cast import Cast

from bihuan.kernel.outbox import Notice
from bihuan.organization.models import Leave
from bihuan.people.models import Certificate
from bihuan.service import operations as service
from bihuan.service.models import FaultClass, ServiceRequest, WorkOrder
from bihuan.service.queries.board import day_of, propose, waiting
from bihuan.service.queries.crew import crew
from bihuan.service.queries.reasons import why_not
from bihuan.signoff import operations as signoff
from bihuan.signoff.models import Station

BOARD = "/service/board/"


@pytest.fixture
def request_(cast: Cast) -> ServiceRequest:
    return cast.request(fault_class=cast.fault)


def _names(proposal: Any) -> list[str]:
    return [one.candidate.name for one in proposal.ranked if one.is_fit]


@pytest.mark.req("SVC-08")
def test_the_nearest_certified_technician_of_the_outlet_is_proposed(cast: Cast, request_: ServiceRequest) -> None:
    proposal = propose(request_, crew(timezone.localdate()))
    assert proposal.best is not None
    assert proposal.best.candidate.outlet == "滨江网点"
    assert "制冷中级" in proposal.best.candidate.skills
    assert proposal.arrives_at is not None
    assert "徐阳" not in _names(proposal), "he holds no certificate for cooling"


@pytest.mark.req("SVC-08")
def test_an_expired_certificate_or_a_leave_rules_a_technician_out_and_says_so(
    cast: Cast, request_: ServiceRequest
) -> None:
    now = timezone.now()
    Certificate.objects.filter(staff=cast.chenlijun).update(
        expires_on=timezone.localdate() - timedelta(days=1), issued_on=None
    )
    Leave.objects.create(
        staff=cast.liguodong, leave_kind="sick", starts_at=now - timedelta(hours=1), ends_at=now + timedelta(days=1)
    )
    proposal = propose(request_, crew(timezone.localdate()))
    assert not {"陈立军", "李国栋"} & set(_names(proposal))
    words = {one.candidate.name: why_not(one, proposal.best, proposal.arrivals) for one in proposal.others}
    assert "制冷中级" in words["陈立军"]
    assert "病假" in words["李国栋"]


@pytest.mark.req("SVC-08")
def test_who_was_there_last_time_comes_first(cast: Cast) -> None:
    first = cast.signed(cast.order())
    again = cast.request(fault_class=cast.fault)
    proposal = propose(again, crew(timezone.localdate()))
    assert first.technician == cast.chenlijun
    assert proposal.best is not None
    assert proposal.best.candidate.pk == cast.chenlijun.pk
    assert any(reason.name == "same_technician" for reason in proposal.best.reasons)


def test_the_most_urgent_waits_on_top(cast: Cast) -> None:
    late = cast.request(reported_at=timezone.now() - timedelta(days=3), description="早报的")
    fresh = cast.request(description="刚报的")
    assert [item.request.pk for item in waiting(cast.zhoumin)] == [late.pk, fresh.pk]
    assert all(item.limit and item.clause for item in waiting(cast.zhoumin))


def test_day_lines_fill_the_grid_and_show_the_proposed_job(cast: Cast, request_: ServiceRequest) -> None:
    cast.order(cast.request(), planned_at=timezone.now())
    members = crew(timezone.localdate())
    day = day_of(members, timezone.localdate(), proposed=propose(request_, members))
    assert {line.member.staff.name for line in day.lines} >= {"陈立军", "李国栋", "胡志远"}
    assert all(sum(cell.width for cell in line.cells) == 40 for line in day.lines)


def test_the_board_takes_no_more_queries_for_twenty_requests(
    cast: Cast, client: Client, django_assert_max_num_queries: Any
) -> None:
    client.force_login(cast.zhoumin, backend="django.contrib.auth.backends.ModelBackend")
    for number in range(20):
        cast.request(description=f"故障 {number}", fault_class=cast.fault)
    client.get(BOARD)
    with django_assert_max_num_queries(25):
        answer = client.get(BOARD)
    assert answer.status_code == 200
    assert answer.content.decode().count("data-request=") == 20


@pytest.mark.req("SVC-08")
def test_one_click_sends_the_proposed_technician(cast: Cast, client: Client, request_: ServiceRequest) -> None:
    client.force_login(cast.zhoumin, backend="django.contrib.auth.backends.ModelBackend")
    answer = client.post(
        f"/service/requests/{request_.pk}/assign/",
        {"technician": cast.chenlijun.pk, "revision": request_.revision, "keep": "outlet="},
    )
    assert answer.status_code == 303
    assert answer.headers["Location"].startswith(BOARD)
    order = WorkOrder.objects.get(request=request_)
    assert order.technician == cast.chenlijun
    assert "制冷中级" in order.reason, "the reason is kept with the order"


@pytest.mark.req("SVC-08")
def test_the_second_of_two_dispatchers_is_told_and_nothing_is_doubled(
    cast: Cast, client: Client, request_: ServiceRequest
) -> None:
    seen = request_.revision
    cast.order(request_)
    client.force_login(cast.guojing, backend="django.contrib.auth.backends.ModelBackend")
    url = f"/service/requests/{request_.pk}/assign/"
    answer = client.post(url, {"technician": cast.liguodong.pk, "revision": seen})
    assert answer.status_code == 409
    again = client.post(url, {"technician": cast.liguodong.pk})
    assert again.status_code == 409
    assert WorkOrder.objects.filter(request=request_).count() == 1


@pytest.mark.req("SVC-07")
def test_where_the_clause_wants_it_a_superior_is_asked_first(cast: Cast, client: Client) -> None:
    request = cast.request(region=cast.region("钱塘区"), serial_text="", fault_class=cast.fault)
    client.force_login(cast.zhoumin, backend="django.contrib.auth.backends.ModelBackend")
    board = client.get(f"{BOARD}?request={request.pk}").content.decode()
    assert "CO 1.2" in board
    client.post(f"/service/requests/{request.pk}/assign/", {"technician": cast.huzhiyuan.pk})
    request.refresh_from_db()
    assert request.state == "awaiting_approval"
    assert not WorkOrder.objects.filter(request=request).exists()


@pytest.mark.req("SVC-07")
def test_the_outlet_that_does_the_job_decides_whether_a_superior_is_asked(cast: Cast) -> None:
    own = cast.request(region=cast.region("滨江区"), serial_text="")
    sent = service.dispatch(own, service.Assignment(technician_id=cast.huzhiyuan.pk), by=cast.zhoumin)
    assert sent is None, "滨江网点's job, but the contractor's man goes"
    far = cast.request(region=cast.region("钱塘区"), serial_text="")
    assert service.dispatch(far, service.Assignment(technician_id=cast.chenlijun.pk), by=cast.zhoumin)


@pytest.mark.req("SVC-07")
def test_reassigning_to_a_contractor_does_not_go_round_the_superior(cast: Cast) -> None:
    order = cast.order()
    other = service.Assignment(technician_id=cast.huzhiyuan.pk, reason="陈立军请假")
    assert service.reassign(order.request, other, by=cast.zhoumin) is None
    order.refresh_from_db()
    request = ServiceRequest.objects.get(pk=order.request_id)
    assert (order.state, request.state, request.technician) == ("withdrawn", "awaiting_approval", None)
    station = Station.objects.get(circulation__subject_id=request.pk)
    signoff.sign(station, by=cast.hanli, verdict="agree", opinion="同意")
    request.refresh_from_db()
    assert (request.state, request.technician) == ("dispatched", cast.huzhiyuan)


def test_a_technician_may_not_open_the_board(cast: Cast, client: Client) -> None:
    client.force_login(cast.chenlijun, backend="django.contrib.auth.backends.ModelBackend")
    assert client.get(BOARD).status_code == 403


def at_height(cast: Cast) -> ServiceRequest:
    FaultClass.objects.filter(pk=cast.fault.pk).update(skill="高处作业")
    cast.fault.refresh_from_db()
    return cast.request(fault_class=cast.fault)


@pytest.mark.req("SVC-08", "PPL-01")
def test_a_job_at_height_is_proposed_for_two_and_both_are_sent(cast: Cast, client: Client) -> None:
    request = at_height(cast)
    proposal = propose(request, crew(timezone.localdate()))
    assert proposal.best
    assert (proposal.people, len(proposal.helpers)) == (2, 1)
    helper = proposal.helpers[0]
    assert helper.pk != proposal.best.candidate.pk
    client.force_login(cast.zhoumin, backend="django.contrib.auth.backends.ModelBackend")
    page = client.get(f"/service/board/?request={request.pk}").content.decode()
    assert helper.name in page
    assert proposal.crew
    assert proposal.crew.label in page
    answer = client.post(
        f"/service/requests/{request.pk}/assign/",
        {"technician": proposal.best.candidate.pk, "helper": [helper.pk], "revision": request.revision},
    )
    assert answer.status_code == 303
    order = WorkOrder.objects.get(request=request)
    assert [one.person_id for one in order.crew.all()] == [helper.pk]
    assert Notice.objects.filter(recipient=helper.pk).exists()


@pytest.mark.req("SVC-08", "REG-02")
def test_who_goes_alone_where_two_must_is_told_by_which_clause(cast: Cast, client: Client) -> None:
    order = cast.order(at_height(cast))
    client.force_login(cast.zhoumin, backend="django.contrib.auth.backends.ModelBackend")
    page = client.get(order.get_absolute_url()).content.decode()
    assert "还须 1 人同行" in page
    service.add_helper(order, cast.xuyang, by=cast.zhoumin)
    assert "还须" not in client.get(order.get_absolute_url()).content.decode()


@pytest.mark.req("SVC-08")
def test_a_job_that_one_can_do_asks_for_nobody_along(cast: Cast, request_: ServiceRequest) -> None:
    proposal = propose(request_, crew(timezone.localdate()))
    assert (proposal.people, proposal.helpers, proposal.crew) == (1, (), None)


@pytest.mark.req("SVC-07", "SVC-08")
def test_the_helpers_wait_with_their_lead_for_the_superiors_word() -> None:
    chosen = service.Assignment(technician_id=1, helpers=(2, 3))
    assert service.Assignment.from_kept(json.loads(json.dumps(chosen.kept()))) == chosen
