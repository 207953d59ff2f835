"""Technicians' calendars: what is taken is refused by name, jobs and appointments are moved, crews are set."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st
from tests.cast import Cast, at

from bihuan.kernel import history
from bihuan.kernel.outbox.models import Notice
from bihuan.kernel.records import OperationError, Stale
from bihuan.organization.models import Leave
from bihuan.service import operations as service
from bihuan.service.models import Appointment, ServiceRequest, WorkOrder
from bihuan.service.queries.calendar import calendars, monday_of
from bihuan.service.queries.crew import crew
from bihuan.service.rules import Taken, clash, free_slot

MONDAY = date(2027, 3, 1)
TEN, ELEVEN, NOON = at("2027-03-01 10:00"), at("2027-03-01 11:00"), at("2027-03-01 12:00")


def appointment(cast: Cast, **values: Any) -> Appointment:
    given = {"appointment_kind": "training", "subject": "安全培训", "starts_at": TEN, "ends_at": ELEVEN}
    technician, by = values.pop("technician", cast.chenlijun), values.pop("by", cast.zhoumin)
    return service.make_appointment(technician, **{**given, **values}, by=by)


def signed_in(person: Any) -> Client:
    client = Client()
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return client


# -- rules ---------------------------------------------------------------------------------------------

minutes = st.integers(0, 1000)


@given(st.lists(st.tuples(minutes, st.integers(5, 120)), max_size=8), st.integers(10, 120), st.integers(0, 60))
def test_free_time_lies_in_working_time_and_overlaps_nothing(busy: Any, length: int, way: int) -> None:
    start = at("2027-03-01 08:00")
    taken = [Taken(start + timedelta(minutes=a), start + timedelta(minutes=a + long)) for a, long in busy]
    windows = [(start, start + timedelta(hours=4)), (start + timedelta(minutes=330), start + timedelta(hours=9.5))]
    span, travel = timedelta(minutes=length), timedelta(minutes=way)
    found = free_slot(windows, taken, span, after=start, way=travel)
    if found is None:
        return
    assert any(opens <= found and found + span <= closes for opens, closes in windows)
    assert clash(found - travel, found + span + travel, taken) is None
    assert found >= start + travel


def test_a_free_day_always_has_room() -> None:
    opens = at("2027-03-01 08:00")
    assert free_slot([(opens, opens + timedelta(hours=2))], [], timedelta(hours=1), after=opens) == opens
    assert free_slot([(opens, opens + timedelta(hours=2))], [], timedelta(hours=3), after=opens) is None


# -- what is taken -------------------------------------------------------------------------------------


@pytest.mark.req("SVC-08")
def test_a_job_is_not_planned_where_another_stands_and_the_other_is_named(cast: Cast) -> None:
    first = cast.order(planned_at=TEN)
    second = cast.request(description="遥控器失灵")
    chosen = service.Assignment(technician_id=cast.chenlijun.pk, planned_at=TEN + timedelta(minutes=30))
    with pytest.raises(OperationError) as refusal:
        service.dispatch(second, chosen, by=cast.zhoumin)
    assert first.number in str(refusal.value.message)
    assert refusal.value.field == "planned_at"
    assert "10:00" in str(refusal.value.message)
    after = service.Assignment(technician_id=cast.chenlijun.pk, planned_at=ELEVEN)
    assert service.dispatch(second, after, by=cast.zhoumin), "what only touches is no overlap"


@pytest.mark.req("SVC-08")
@pytest.mark.parametrize("what", ["leave", "appointment", "helping"])
def test_leave_appointments_and_jobs_one_helps_on_take_time_too(cast: Cast, what: str) -> None:
    if what == "leave":
        Leave.objects.create(staff=cast.chenlijun, leave_kind="sick", starts_at=TEN, ends_at=NOON)
    elif what == "appointment":
        appointment(cast)
    else:
        chosen = service.Assignment(technician_id=cast.liguodong.pk, planned_at=TEN)
        other = service.dispatch(cast.request(description="漏水"), chosen, by=cast.zhoumin)
        assert other
        service.add_helper(other, cast.chenlijun, by=cast.zhoumin)
    with pytest.raises(OperationError):
        cast.order(planned_at=TEN)


@pytest.mark.req("SVC-08")
def test_a_job_is_put_to_another_time_with_history_and_notice(cast: Cast) -> None:
    order = cast.order(planned_at=TEN)
    moved = service.put_to(order, planned_at=NOON, planned_minutes=45, note="客户改期", by=cast.zhoumin)
    assert (moved.planned_at, moved.planned_minutes) == (NOON, 45)
    entry = history.of(order.kind(), order.pk).last()
    assert entry
    assert (entry.verb, entry.note) == ("plan", "客户改期")
    assert "planned_at" in entry.changes
    assert Notice.objects.filter(recipient=cast.chenlijun, topic="order.moved").exists()
    with pytest.raises(Stale):
        service.put_to(order, planned_at=TEN, planned_minutes=45, by=cast.zhoumin, revision=order.revision)


def test_a_job_that_has_begun_stays_where_it_is(cast: Cast) -> None:
    order = cast.order(planned_at=TEN)
    service.accept(order, by=cast.chenlijun)
    service.depart(order, by=cast.chenlijun)
    with pytest.raises(OperationError):
        service.put_to(order, planned_at=NOON, planned_minutes=60, by=cast.zhoumin)


def test_the_technician_does_not_move_his_own_jobs(cast: Cast) -> None:
    order = cast.order(planned_at=TEN)
    with pytest.raises(PermissionDenied):
        service.put_to(order, planned_at=NOON, planned_minutes=60, by=cast.chenlijun)
    with pytest.raises(PermissionDenied):
        appointment(cast, by=cast.zhaozhiqiang)


def test_an_appointment_is_moved_and_cancelled(cast: Cast) -> None:
    one = appointment(cast)
    service.change_appointment(one, starts_at=ELEVEN, ends_at=NOON, by=cast.lintao)
    with pytest.raises(OperationError):
        service.change_appointment(one, starts_at=NOON, ends_at=ELEVEN, by=cast.lintao)
    with pytest.raises(OperationError):
        cast.order(planned_at=ELEVEN)
    service.cancel_appointment(one, note="改为线上", by=cast.lintao)
    assert cast.order(planned_at=ELEVEN)
    with pytest.raises(OperationError):
        service.change_appointment(one, subject="x", by=cast.lintao)


# -- pages ---------------------------------------------------------------------------------------------


@pytest.mark.req("SVC-08")
def test_the_dispatcher_sees_day_and_week_and_moves_by_form(cast: Cast) -> None:
    order = cast.order(planned_at=TEN)
    appointment(cast, starts_at=NOON, ends_at=NOON + timedelta(hours=1))
    desk = signed_in(cast.zhoumin)
    day = desk.get("/service/calendar/?day=2027-03-01").content.decode()
    week = desk.get("/service/calendar/?view=week&day=2027-03-03").content.decode()
    form = f"/service/orders/{order.pk}/put-to/"
    for page in (day, week):
        assert form in page
        assert "安全培训" in page
    asked: Any = desk.get(f"{form}?day=2027-03-02").context["form"]
    assert asked.initial["planned_at"].strftime("%m-%d %H:%M") == "03-02 10:00", "another day, the same time"
    data = {"technician": cast.chenlijun.pk, "planned_at": "2027-03-01T12:30", "planned_minutes": 60, "note": ""}
    refused: Any = desk.post(form, data)
    assert refused.status_code == 422
    assert "安全培训" in str(refused.context["form"].errors["planned_at"])
    assert 'value="2027-03-01T12:30"' in refused.content.decode(), "what was typed stays"
    assert desk.post(form, {**data, "planned_at": "2027-03-02T09:00"}).status_code == 303
    order.refresh_from_db()
    assert order.planned_at == at("2027-03-02 09:00")


def test_the_form_gives_a_job_to_another_technician_with_a_reason(cast: Cast) -> None:
    order = cast.order(planned_at=TEN)
    desk, form = signed_in(cast.zhoumin), f"/service/orders/{order.pk}/put-to/"
    data = {"technician": cast.liguodong.pk, "planned_at": "2027-03-01T10:00", "planned_minutes": 60, "note": ""}
    assert desk.post(form, data).status_code == 422, "why is needed"
    assert desk.post(form, {**data, "note": "离得近"}).status_code == 303
    assert WorkOrder.objects.get(request=order.request, state="assigned").technician == cast.liguodong


def test_the_technician_sees_his_own_week_on_the_phone(cast: Cast) -> None:
    cast.order(planned_at=TEN)
    appointment(cast, starts_at=NOON, ends_at=NOON + timedelta(hours=1))
    appointment(cast, technician=cast.liguodong, subject="别人的会", starts_at=NOON, ends_at=NOON + timedelta(hours=1))
    page = signed_in(cast.chenlijun).get("/service/calendar/mine/?day=2027-03-03").content.decode()
    assert "安全培训" in page
    assert "别人的会" not in page
    assert "滨江" in page
    assert signed_in(cast.chenlijun).get("/service/calendar/").status_code == 403


def test_an_outlet_manager_sees_his_technicians_only(cast: Cast) -> None:
    page = signed_in(cast.lintao).get("/service/calendar/?view=week").content.decode()
    assert "陈立军" in page
    assert "孙浩" not in page


def test_calendars_take_no_more_queries_for_more_jobs(cast: Cast, django_assert_max_num_queries: Any) -> None:
    for number in range(6):
        cast.order(cast.request(description=f"故障 {number}"), planned_at=TEN + timedelta(hours=number))
    with django_assert_max_num_queries(8):
        lines = calendars([cast.chenlijun, cast.liguodong], monday_of(MONDAY))
    assert lines[0].days[0].jobs == 6


def test_a_certificate_that_ends_stands_on_its_day(cast: Cast) -> None:
    cast.chenlijun.certificates.update(expires_on=date(2027, 3, 3), issued_on=None)
    line = calendars([cast.chenlijun], MONDAY)[0]
    assert [entry.kind for entry in line.days[2].entries] == ["ends"] * cast.chenlijun.certificates.count()


# -- crews ---------------------------------------------------------------------------------------------


@pytest.mark.req("PPL-01", "SVC-16")
def test_a_helper_sees_the_job_until_he_is_taken_off_and_it_stays_the_leads(cast: Cast) -> None:
    order = cast.order(planned_at=timezone.now())
    helper = signed_in(cast.liguodong)
    job = f"/service/jobs/{order.pk}/"
    assert helper.get(job).status_code == 404
    service.add_helper(order, cast.liguodong, by=cast.chenlijun)
    assert helper.get(job).status_code == 200
    assert (
        order.number in helper.get("/service/today/").content.decode()
        or "陈立军" in helper.get("/service/today/").content.decode()
    )
    assert helper.post(f"{job}accept/").status_code == 403, "the lead works on it"
    assert ServiceRequest.objects.visible_to(cast.liguodong).filter(pk=order.request_id).exists()
    member = next(one for one in crew(timezone.localdate()) if one.staff == cast.liguodong)
    assert [one.pk for one in member.helping] == [order.pk]
    with pytest.raises(OperationError):
        service.add_helper(order, cast.liguodong, by=cast.zhoumin)
    service.remove_helper(order, cast.liguodong, note="不需要了", by=cast.zhoumin)
    assert helper.get(job).status_code == 404
    verbs = [entry.verb for entry in history.of(order.kind(), order.pk)]
    assert verbs[-2:] == ["add_helper", "remove_helper"]


@pytest.mark.req("PPL-01")
def test_a_helper_must_be_free(cast: Cast) -> None:
    appointment(cast, technician=cast.liguodong)
    order = cast.order(planned_at=TEN)
    with pytest.raises(OperationError) as refusal:
        service.add_helper(order, cast.liguodong, by=cast.zhoumin)
    assert "安全培训" in str(refusal.value.message)


@pytest.mark.req("PPL-01")
def test_helpers_need_the_certificate_where_the_clause_says_so(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    from bihuan.service.operations import crew as operations

    order = cast.order(cast.request(fault_class=cast.fault), planned_at=TEN)
    assert service.add_helper(order, cast.dingwei, by=cast.zhoumin), "the shipped clause doesn't ask for it"
    rule = operations.dispatch_rule()
    assert rule
    strict = type("Rule", (), {"data": {**rule.data, "helpers_certified": True}, "label": rule.label})
    monkeypatch.setattr(operations, "dispatch_rule", lambda facts: strict)
    with pytest.raises(OperationError) as refusal:
        service.add_helper(order, cast.xuyang, by=cast.zhoumin)
    assert "制冷中级" in str(refusal.value.message)
    assert service.add_helper(order, cast.liguodong, by=cast.zhoumin)


def test_helpers_minutes_are_booked_by_lead_or_helper_and_no_stranger(cast: Cast) -> None:
    order = cast.order(planned_at=TEN)
    service.add_helper(order, cast.liguodong, by=cast.zhoumin)
    url = f"/service/orders/{order.pk}/crew/minutes/"
    assert signed_in(cast.liguodong).post(url, {f"minutes_{cast.liguodong.pk}": 40}).status_code == 303
    assert order.crew.get().minutes == 40
    bad: Any = signed_in(cast.chenlijun).post(url, {f"minutes_{cast.liguodong.pk}": 9000})
    assert bad.status_code == 422
    assert signed_in(cast.sunhao).post(url, {}).status_code == 404
