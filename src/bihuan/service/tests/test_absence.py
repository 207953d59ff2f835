"""Somebody is away, or his time is taken, after a job was planned: who notices, and what happens to the job."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone
from tests.cast import Cast
from tests.flows.clock import Clock

from bihuan.kernel import history
from bihuan.kernel.actors import SYSTEM
from bihuan.kernel.outbox.models import Notice
from bihuan.organization.operations import plan_leave
from bihuan.service import operations as service
from bihuan.service.models import ServiceRequest, WorkOrder
from bihuan.service.operations import day_plans as planning
from bihuan.service.queries.stranded import stranded
from bihuan.signoff import operations as signoff
from bihuan.signoff.models import Station


@pytest.fixture(autouse=True)
def monday(monkeypatch: pytest.MonkeyPatch) -> Clock:
    return Clock(monkeypatch, "2026-11-23 08:00")


def tomorrow(hour: int) -> datetime:
    return timezone.localtime().replace(hour=hour, minute=0, second=0, microsecond=0) + timedelta(days=1)


def told(topic: str) -> dict[str, str]:
    return dict(Notice.objects.filter(topic=topic).values_list("recipient__name", "title"))


def asked(cast: Cast, **chosen: Any) -> ServiceRequest:
    request = cast.request(region=cast.region("钱塘区"), serial_text="", fault_class=cast.fault)
    service.dispatch(request, service.Assignment(planned_at=tomorrow(10), **chosen), by=cast.zhoumin)
    request.refresh_from_db()
    assert request.state == "awaiting_approval"
    return request


def agree(cast: Cast, request: ServiceRequest) -> None:
    signoff.sign(
        Station.objects.get(circulation__subject_id=request.pk), by=cast.hanli, verdict="agree", opinion="同意"
    )
    request.refresh_from_db()


@pytest.mark.req("SVC-07", "SVC-08")
@pytest.mark.parametrize("between", ["leave", "job", "helper"])
def test_what_came_between_asking_and_agreeing_sends_the_request_back_to_planning(cast: Cast, between: str) -> None:
    helpers = (cast.liguodong.pk,) if between == "helper" else ()
    request = asked(cast, technician_id=cast.huzhiyuan.pk, helpers=helpers)
    if between == "job":
        WorkOrder.objects.create(
            request=cast.request(description="先来的", serial_text=""), number="WO-X", technician=cast.huzhiyuan,
            outlet=cast.huzhiyuan.outlet, state="assigned", planned_at=tomorrow(9), planned_minutes=120,
            assigned_at=timezone.now(),
        )  # fmt: skip
    else:
        away = cast.liguodong if between == "helper" else cast.huzhiyuan
        plan_leave(away, starts_at=tomorrow(0), ends_at=tomorrow(23), leave_kind="sick", by=SYSTEM)
    agree(cast, request)
    assert (request.state, request.pending_dispatch) == ("registered", None)
    assert not WorkOrder.objects.filter(request=request).exists()
    entry = history.of(request.kind(), request.pk).last()
    assert entry
    assert entry.verb == "plan_again"
    name = "李国栋" if between == "helper" else "胡志远"
    assert name in entry.note
    assert name in told("request.planned_again")["周敏"], "the dispatcher reads why"


@pytest.mark.req("SVC-07")
def test_what_stands_as_it_was_asked_goes_out_when_agreed(cast: Cast) -> None:
    request = asked(cast, technician_id=cast.huzhiyuan.pk)
    agree(cast, request)
    assert (request.state, request.technician) == ("dispatched", cast.huzhiyuan)
    assert not told("request.planned_again")


@pytest.mark.req("SVC-08", "PPL-01")
def test_a_helper_who_falls_sick_is_noticed_and_the_plan_puts_another_in_his_place(cast: Cast) -> None:
    chosen = service.Assignment(technician_id=cast.chenlijun.pk, planned_at=tomorrow(10), helpers=(cast.liguodong.pk,))
    order = service.dispatch(cast.request(fault_class=cast.fault), chosen, by=cast.zhoumin)
    assert order
    assert not stranded(cast.zhoumin)
    plan_leave(cast.liguodong, starts_at=tomorrow(8), ends_at=tomorrow(12), leave_kind="sick", by=SYSTEM)
    assert [(one.order, one.person, one.is_helper) for one in stranded(cast.zhoumin)] == [(order, cast.liguodong, True)]
    assert order.number in told("leave.hits_jobs")["周敏"]
    plan = service.begin_plan(tomorrow(0).date(), outlet=cast.outlet("HZ-BJ"), by=cast.zhoumin)
    planning.work_out.func(plan_id=plan.pk)
    counts = service.accept_plan(plan, [order.request_id], by=cast.zhoumin)
    assert counts == {"sent": 1, "asked": 0, "refused": 0}
    now = WorkOrder.objects.get(request=order.request_id, state="assigned")
    on_it = {now.technician_id, *now.crew.filter(removed_at=None).values_list("person", flat=True)}
    assert len(on_it) == 2
    assert cast.liguodong.pk not in on_it
    assert not stranded(cast.zhoumin)


@pytest.mark.req("SVC-08")
def test_a_planned_leave_tells_the_dispatcher_which_jobs_it_hits_and_nothing_where_it_hits_none(
    cast: Cast,
) -> None:
    order = cast.order(cast.request(fault_class=cast.fault), planned_at=tomorrow(11))
    plan_leave(order.technician, starts_at=tomorrow(13), ends_at=tomorrow(17), by=SYSTEM)
    assert not told("leave.hits_jobs")
    plan_leave(order.technician, starts_at=tomorrow(8), ends_at=tomorrow(12), leave_kind="sick", by=SYSTEM)
    said = told("leave.hits_jobs")["周敏"]
    assert order.number in said
    assert order.technician.name in said
    assert "病" not in said, "why somebody is away is not the dispatcher's to know"
