"""A clerk's day of call-backs: one call by one clerk, done by the script, and what follows from it (VIS-01)."""

from datetime import timedelta

import pytest
from django.utils import timezone

from bihuan.customers.models import Lead
from bihuan.feedback import operations
from bihuan.feedback.models import CallBack, CallBackDue, OpinionCase
from bihuan.feedback.operations import callbacks
from bihuan.feedback.operations.callbacks import Result
from bihuan.kernel.months import add_months
from bihuan.kernel.moves import EvidenceMissing, MoveForbidden
from bihuan.kernel.records import OperationError
from bihuan.organization.models import Staff
from bihuan.organization.queries import holders
from bihuan.service.models import ServiceRequest
from bihuan.service.operations import drawn
from tests.cast import SIGNATURE, Cast
from tests.flows.desks import Desk

pytestmark = [pytest.mark.req("VIS-01"), pytest.mark.django_db]
WELL = {"running": "yes", "promises": "yes", "service": 4}
BADLY = {"running": "yes", "promises": "no", "service": 1}


@pytest.fixture
def clerk(cast: Cast) -> Staff:
    return holders("callback_clerk")[0]


@pytest.fixture
def call(cast: Cast) -> CallBack:
    """The call to 沈雅琴 that is due today, made out by the plan."""
    today = timezone.localdate()
    cast.unit.accepted_on = add_months(today, -2) + timedelta(days=6)
    cast.unit.save()
    operations.plan_calls(today.year)
    operations.open_due(today)
    found = CallBack.objects.filter(way="phone").order_by("planned_on")[0]
    found.planned_on, found.due_on = today, today + timedelta(days=3)
    found.save()
    return found


def test_a_call_is_made_by_one_clerk_and_settles_what_was_due(cast: Cast, clerk: Staff, call: CallBack) -> None:
    taken = callbacks.take(call, by=clerk)
    assert (taken.state, taken.assignee) == ("taken", clerk)
    with pytest.raises(OperationError, match=clerk.name):
        callbacks.take(call, by=cast.hejianguo)
    done = callbacks.finish(call, Result(answers=WELL, contact_name="沈女士", words="都好"), by=clerk)
    assert (done.state, done.score, done.is_good) == ("done", 100, True)
    assert done.form["questions"][0]["code"] == "running"
    assert not OpinionCase.objects.filter(call=done).exists()
    with pytest.raises(MoveForbidden):
        callbacks.finish(call, Result(answers=WELL), by=clerk)
    operations.open_due(timezone.localdate())
    settled = CallBackDue.objects.filter(call=done)
    assert sorted(settled.values_list("name", flat=True)) == ["callback", "callback_first_year"]
    assert not CallBackDue.objects.filter(due_on__lte=done.due_on).exclude(call=done).exists()


def test_a_bad_grade_opens_a_case_by_the_clause_and_a_complaint_instead_if_wished(
    cast: Cast, clerk: Staff, call: CallBack
) -> None:
    callbacks.take(call, by=clerk)
    done = callbacks.finish(call, Result(answers=BADLY, words="电话没人接"), by=clerk)
    case = OpinionCase.objects.get(call=done)
    assert (case.description, case.severity, done.is_good) == ("电话没人接", "serious", False)
    other = CallBack.objects.create(number="CB-9", customer=cast.customer, way="phone", state="planned",
                                    planned_on=timezone.localdate(), due_on=timezone.localdate())  # fmt: skip
    callbacks.take(other, by=clerk)
    done = callbacks.finish(other, Result(answers=BADLY, words="态度恶劣", opens="complaint"), by=clerk)
    assert done.complaint is not None
    assert not OpinionCase.objects.filter(call=done).exists()


def test_trouble_becomes_a_request_and_a_need_a_lead(cast: Cast, clerk: Staff, call: CallBack) -> None:
    callbacks.take(call, by=clerk)
    result = Result(answers=WELL, trouble="外机滴水", unit=cast.unit, need="明年春天再装两台")
    done = callbacks.finish(call, result, by=clerk)
    assert isinstance(done.request, ServiceRequest)
    assert (done.request.description, done.request.unit, done.request.owner) == ("外机滴水", cast.unit, clerk)
    lead = Lead.objects.get()
    assert (lead.customer, lead.subject, lead.source, lead.owner) == (cast.customer, "明年春天再装两台", "call", clerk)
    assert done.lead == lead


def test_what_the_script_asks_must_be_answered(cast: Cast, clerk: Staff, call: CallBack) -> None:
    callbacks.take(call, by=clerk)
    with pytest.raises(OperationError) as refused:
        callbacks.finish(call, Result(answers={"running": "yes", "promises": "yes"}), by=clerk)
    assert refused.value.field == "service"


def test_nobody_answers_three_times_before_one_may_give_up(cast: Cast, clerk: Staff, call: CallBack) -> None:
    today = timezone.localdate()
    for n in range(3):
        callbacks.take(call, by=clerk)
        with pytest.raises(OperationError, match=r"3|三"):
            callbacks.give_up(call, note="没人接", by=clerk)
        call = callbacks.not_reached(call, again_on=today + timedelta(days=n), by=clerk)
    callbacks.take(call, by=clerk)
    assert callbacks.give_up(call, note="没人接", by=clerk).state == "unreached"


def test_a_customer_is_not_put_on_a_day_on_which_he_is_called_already(cast: Cast, clerk: Staff, call: CallBack) -> None:
    day = timezone.localdate() + timedelta(days=20)
    CallBack.objects.create(number="CB-8", customer=cast.customer, way="visit", state="planned", planned_on=day,
                            due_on=day, route=7)  # fmt: skip
    callbacks.take(call, by=clerk)
    with pytest.raises(OperationError, match="CB-8"):
        callbacks.not_reached(call, again_on=day, by=clerk)


def test_a_visit_is_given_to_somebody_and_wants_the_customers_signature(cast: Cast, clerk: Staff) -> None:
    today = timezone.localdate()
    visit = CallBack.objects.create(
        number="CB-7", customer=cast.customer, way="visit", state="planned", planned_on=today, due_on=today,
        region=cast.customer.region, route=cast.customer.region_id,
    )  # fmt: skip
    callbacks.assign(visit, to=cast.chenlijun, by=clerk)
    assert not CallBack.objects.visible_to(cast.sunhao).filter(pk=visit.pk).exists()
    callbacks.take(visit, by=cast.chenlijun)
    answers = {"running": "yes", "checked": "清洗滤网，正常", "usage": "yes", "service": 3}
    with pytest.raises(EvidenceMissing):
        callbacks.finish(visit, Result(answers=answers), by=cast.chenlijun)
    done = callbacks.finish(visit, Result(answers=answers, signature=drawn(SIGNATURE)), by=cast.chenlijun)
    assert done.signature is not None
    assert str(done.address)


@pytest.mark.one_database
def test_the_day_is_worked_off_page_by_page(cast: Cast, clerk: Staff, call: CallBack) -> None:
    desk = Desk(clerk)
    assert cast.customer.name in desk.open("/feedback/callbacks/today/")
    desk.send("/feedback/callbacks/next/")
    page = desk.open(call.get_absolute_url())
    assert "设备近来运行是否正常" in page
    assert "138 **** 6021" in page or "138****6021" in page
    desk.send(call.get_absolute_url(), 422, running="yes")
    answer = desk.send(call.get_absolute_url(), next="1", words="都好", **{k: str(v) for k, v in WELL.items()})
    assert answer["Location"].endswith("/today/")
    for path in ("", "files/", "calendar/", "gaps/", f"{call.pk}/"):
        desk.open(f"/feedback/callbacks/{path}")
    desk.send("/feedback/callbacks/gaps/reconcile/")
    assert "回访" in desk.open(cast.customer.get_absolute_url())
