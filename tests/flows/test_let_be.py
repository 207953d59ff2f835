"""Whose data is locked or erased is not called, asked, cared for or visited any more (REG-07, CUS-01)."""

from collections.abc import Callable
from datetime import date

import pytest
from django.utils import timezone

from bihuan.customers.models import Customer, NeedsRequest, Visit
from bihuan.customers.operations import ask_erasure, care, grant_erasure, leads, plans, visits
from bihuan.feedback import operations as feedback
from bihuan.feedback.models import CallBack, CallBackFile, SurveyInvitation
from bihuan.feedback.operations.callback_audit import reconcile
from bihuan.feedback.tests import surveying
from bihuan.kernel.actors import SYSTEM
from bihuan.service.models import ServiceRequest
from tests.cast import Cast

pytestmark = [pytest.mark.django_db, pytest.mark.req("REG-07", "CUS-01")]
DAY = date(2026, 11, 20)


def calls(cast: Cast) -> int:
    feedback.plan_calls(2026, today=DAY)
    feedback.open_due(DAY)
    reconcile(DAY)
    return CallBack.objects.exclude(state="withdrawn").count()


def surveys(cast: Cast) -> int:
    surveying.sent(cast)
    return SurveyInvitation.objects.filter(customer=cast.customer).count()


def needs(cast: Cast) -> int:
    leads.ask_all(timezone.localdate().year + 1, by=SYSTEM)
    return NeedsRequest.objects.count()


def cares(cast: Cast) -> int:
    return care.plan_all(timezone.localdate().year + 1, by=SYSTEM)


def visited(cast: Cast) -> int:
    plan = plans.draw_up(
        cast.region("滨江区"), period="month", day=timezone.localdate(), visitor=cast.yuhui, by=cast.xuwen,
        customers=[(cast.customer, 1)], drawn=plans.Drawn(technicians=[cast.chenlijun]),
    )  # fmt: skip
    type(plan).objects.filter(pk=plan.pk).update(state="approved")
    return plans.make_visits(plan)


@pytest.mark.parametrize("approach", [calls, surveys, needs, cares, visited])
@pytest.mark.parametrize("locked", [{"is_restricted": True}, {"is_restricted": True, "erased_at": timezone.now()}, {}])
def test_who_is_locked_is_left_out(cast: Cast, approach: Callable[[Cast], int], locked: dict[str, object]) -> None:
    known = {"keeper": cast.panfeng, "is_key": True, "tier": "黄金"}
    Customer.objects.filter(pk=cast.customer.pk).update(**known, **locked)
    cast.customer.refresh_from_db()
    assert bool(approach(cast)) is not bool(locked)


def test_what_was_planned_for_him_is_taken_back_when_his_wish_is_granted(cast: Cast) -> None:
    assert calls(cast) == 1
    request = cast.request()
    visit = visits.add_visit(cast.customer, on=date(2099, 1, 5), by=cast.yuhui)
    wish = ask_erasure(cast.customer, asked_on=timezone.localdate(), proof="用登记电话来电", by=cast.zhoumin)
    grant_erasure(wish, by=cast.linhai)
    assert ServiceRequest.objects.get(pk=request.pk).is_open
    assert CallBack.objects.get().state == "withdrawn"
    assert Visit.objects.get(pk=visit.pk).state == "cancelled"
    feedback.plan_calls(2026, today=DAY)
    assert CallBackFile.objects.get().closed_on == DAY
