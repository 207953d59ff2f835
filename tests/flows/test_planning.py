"""Two dispatchers at once: nobody is sent to two places, and who comes second is told by what."""

from datetime import timedelta

import pytest
from django.utils import timezone

from bihuan.kernel.records import OperationError
from bihuan.service import operations as service
from bihuan.service.models import DayPlan, WorkOrder
from bihuan.service.operations.day_plans import work_out
from tests.cast import TEMPLATE, Cast, at
from tests.together import at_once


@pytest.fixture
def company(transactional_db: None) -> Cast:
    return TEMPLATE.fresh()


@pytest.mark.req("SVC-08")
def test_two_dispatchers_plan_the_same_hour_and_one_is_told(company: Cast) -> None:
    ten = at("2027-03-01 10:00")
    requests = [company.request(description="不制冷"), company.request(description="漏水")]
    chosen = service.Assignment(technician_id=company.chenlijun.pk, planned_at=ten)
    answers = at_once(
        lambda: service.dispatch(requests[0], chosen, by=company.zhoumin),
        lambda: service.dispatch(requests[1], chosen, by=company.guojing),
    )
    assert WorkOrder.objects.count() == 1
    refusal = next(one for one in answers if isinstance(one, OperationError))
    assert WorkOrder.objects.get().number in str(refusal.message)


@pytest.mark.req("SVC-08")
def test_two_dispatchers_accept_plans_of_one_day_and_every_job_goes_out_once(company: Cast) -> None:
    for number in range(6):
        company.request(description=f"故障 {number}", fault_class=company.fault)
    day = timezone.localdate() + timedelta(days=1)
    plans = [service.begin_plan(day, outlet=None, by=by) for by in (company.zhoumin, company.guojing)]
    for plan in plans:
        work_out.func(plan_id=plan.pk)
        plan.refresh_from_db()
    picks = [[stop["request"] for line in plan.content["lines"] for stop in line["stops"]] for plan in plans]
    answers = at_once(
        lambda: service.accept_plan(plans[0], picks[0], by=company.zhoumin),
        lambda: service.accept_plan(plans[1], picks[1], by=company.guojing),
    )
    assert [one for one in answers if isinstance(one, BaseException)] == []
    orders = list(WorkOrder.objects.order_by("technician", "planned_at"))
    assert len(orders) == len({order.request_id for order in orders}) == 6
    for one, other in zip(orders, orders[1:], strict=False):
        if one.technician_id == other.technician_id:
            assert one.planned_at + timedelta(minutes=one.planned_minutes) <= other.planned_at
    told = [words for plan in DayPlan.objects.all() for words in plan.taken.values() if words]
    assert len(told) == 6, "each job was refused once, to whoever came second"
