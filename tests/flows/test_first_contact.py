"""首问负责制: whoever takes the customer's trouble owns it until it is done or handed over (CSYS, SVC-03)."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from bihuan.deadlines.models import Deadline
from bihuan.kernel import history
from bihuan.kernel.actors import SYSTEM
from bihuan.kernel.moves import EvidenceMissing
from bihuan.kernel.outbox import Notice
from bihuan.kernel.records import OperationError
from bihuan.organization.operations import plan_leave
from bihuan.service import operations as service
from bihuan.service.models import ServiceRequest, ShirkingReport
from bihuan.service.operations.shirking import answer_shirking, dismiss_shirking, propose_penalty, report_shirking
from bihuan.service.queries import track_token
from bihuan.signoff import operations as signoff
from bihuan.signoff.models import Station
from tests.flows.desks import Desk

pytestmark = [pytest.mark.django_db, pytest.mark.req("SVC-03")]


def heard(topic):
    """Return who was told, by name."""
    return sorted(Notice.objects.filter(topic=topic).values_list("recipient__name", flat=True))


def away(person, deputy=None):
    now = timezone.now()
    plan_leave(person, starts_at=now - timedelta(hours=1), ends_at=now + timedelta(days=2), deputy=deputy, by=SYSTEM)


def test_who_takes_the_call_owns_it_through_dispatch_repair_and_signature(cast):
    request = cast.request()
    assert request.owner == request.received_by == cast.zhoumin
    cast.signed(cast.order(request))
    request.refresh_from_db()
    assert request.owner == cast.zhoumin
    assert heard("order.signed") == ["周敏"]


def test_a_technician_who_is_told_of_another_trouble_on_site_owns_that_one(cast, desk):
    desk("chenlijun").send(
        "/service/take-in/", description="顺便说冰箱不停机", contact_name="沈雅琴", channel="walk_in", urgency="normal"
    )
    request = ServiceRequest.objects.get()
    assert request.owner == cast.chenlijun
    assert heard("request.registered") == ["周敏", "郭静"]


def test_a_hand_over_is_on_record_with_its_reason_and_the_new_owner_hears(cast, desk):
    request, zhoumin = cast.request(), desk("zhoumin")
    zhoumin.send(f"/service/requests/{request.pk}/hand_over/", expect=422, to=cast.hejing.pk, note=" ")
    zhoumin.send(
        f"/service/requests/{request.pk}/hand_over/", to=cast.hejing.pk, note="我明天轮休", revision=request.revision
    )
    request.refresh_from_db()
    assert (request.owner, request.received_by) == (cast.hejing, cast.zhoumin)
    entry = history.of(request.kind(), request.pk).last()
    assert (entry.verb, entry.note, entry.changes["owner"]) == ("hand_over", "我明天轮休", ["周敏", "何静"])
    assert heard("request.passed") == ["何静"]


def test_nobody_gives_away_what_is_not_his(cast, desk):
    request = cast.request()
    desk("wulei").send(f"/service/requests/{request.pk}/hand_over/", expect=404, to=cast.hejing.pk, note="不想管")
    cast.order(request)
    answer = f"/service/requests/{request.pk}/hand_over/"
    desk("chenlijun").send(answer, expect=403, to=cast.hejing.pk, note="不想管")
    request.refresh_from_db()
    assert request.owner == cast.zhoumin


def test_what_is_out_of_scope_goes_to_the_manager_in_charge(cast, desk):
    request = cast.request()
    desk("zhoumin").send(f"/service/requests/{request.pk}/pass_up/", note="涉及退货", revision=request.revision)
    request.refresh_from_db()
    assert request.owner == cast.hanli
    assert heard("request.passed") == ["韩立"]


def test_while_the_manager_is_away_his_deputy_gets_it(cast):
    away(cast.hanli, deputy=cast.shenjie)
    request = service.pass_up(cast.request(), is_major=False, note="涉及退货", by=cast.zhoumin)
    assert request.owner == cast.shenjie


def test_a_major_matter_goes_to_the_general_manager_at_once(cast, desk):
    request = cast.request(description="外机坠落，砸坏车辆")
    desk("zhoumin").send(
        f"/service/requests/{request.pk}/pass_up/", is_major="on", note="砸坏车辆", revision=request.revision
    )
    request.refresh_from_db()
    assert request.owner == cast.linhai
    notice = Notice.objects.get(topic="request.passed")
    assert notice.is_urgent


def test_the_manager_himself_passes_on_to_his_superior(cast):
    request = service.pass_up(cast.request(), is_major=False, note="涉及退货", by=cast.zhoumin)
    request = service.pass_up(request, is_major=False, note="须公司决定", by=cast.hanli)
    assert request.owner == cast.linhai
    with pytest.raises(OperationError):
        service.pass_up(request, is_major=True, note="再往上", by=cast.linhai)


@pytest.mark.req("SVC-22")
def test_a_customer_who_urges_on_his_page_reaches_owner_manager_and_technician(cast):
    request = cast.request()
    cast.order(request)
    Desk().send(f"/t/{track_token(request)}/say/", words="怎么还没来？", is_urging="on")
    assert heard("request.urged") == ["周敏", "陈立军", "韩立"]
    assert Notice.objects.filter(topic="request.urged", is_urgent=True).count() == 3
    request.refresh_from_db()
    assert request.urged_count == 1
    assert "怎么还没来？" in Desk().open(f"/t/{track_token(request)}/")


def test_urging_reaches_the_deputies_of_those_who_are_away(cast):
    request = cast.request()
    away(cast.zhoumin, deputy=cast.guojing)
    away(cast.hanli, deputy=cast.shenjie)
    service.urge(request, note="", by=cast.hejing)
    assert heard("request.urged") == ["沈洁", "郭静"]


def test_a_second_call_is_joined_with_the_open_request_and_urges_it(cast, desk):
    request = cast.request()
    hejing = desk("hejing")
    doubled = hejing.send(
        "/service/take-in/", expect=422, serial_text=cast.unit.serial, description="还是不制冷", channel="hotline",
        urgency="normal",
    )  # fmt: skip
    assert request.number in doubled.content.decode()
    hejing.send(f"/service/requests/{request.pk}/join/", description="还是不制冷")
    request.refresh_from_db()
    assert (ServiceRequest.objects.count(), request.urged_count, request.owner) == (1, 1, cast.zhoumin)
    assert heard("request.urged") == ["周敏", "韩立"]


def test_shirking_reported_reaches_administration_the_superior_and_himself_and_nobody_else_reads_it(cast, desk):
    request, hejing = cast.request(), desk("hejing")
    path = f"/service/requests/{request.pk}/report_shirking/"
    hejing.send(path, expect=422, who=cast.zhoumin.pk, note="")
    hejing.send(path, expect=422, who=cast.hejing.pk, note="说我自己")
    hejing.send(path, who=cast.zhoumin.pk, note="客户来电三次，让他找别人")
    assert heard("service.shirking") == ["周敏", "孙丽", "韩立"]
    notice = Notice.objects.filter(topic="service.shirking").first()
    assert notice.is_urgent
    assert "客户来电三次，让他找别人" in desk("sunli").open(notice.url)
    report = ShirkingReport.objects.get()
    entry = history.of(request.kind(), request.pk).get(verb="report_shirking")
    assert (entry.note, "周敏" in str(entry.changes)) == (report.number, False)
    for name, expect in (("zhoumin", 200), ("hejing", 200), ("hanli", 200), ("guojing", 404), ("zhulin", 404)):
        desk(name).open(report.get_absolute_url(), expect=expect)


def shirking(cast):
    return report_shirking(cast.request(), who=cast.zhoumin, note="客户来电三次，让他找别人", by=cast.hejing)


def test_he_is_heard_first_then_it_is_judged_and_the_clause_names_penalty_and_who_decides(cast, desk):
    report = shirking(cast)
    path = report.get_absolute_url()
    sunli, seen = desk("sunli"), {"severity": "general", "finding": "记录显示三次来电均未登记"}
    sunli.send(f"{path}propose/", expect=422, **seen)
    desk("guojing").send(f"{path}answer/", expect=404, answer="替她说")
    desk("hanli").send(f"{path}propose/", expect=403, **seen)
    desk("zhoumin").send(f"{path}answer/", answer="当时在处理另一起急修，漏登记", revision=report.revision)
    report.refresh_from_db()
    assert "CSYS 2.7" in sunli.open(path)
    sunli.send(f"{path}propose/", revision=report.revision, **seen)
    report.refresh_from_db()
    assert (report.state, report.penalty["consequence"], report.penalty["clause"]) == (
        "proposed",
        "warning",
        "CSYS 2.7",
    )
    station = Station.objects.get(circulation__form="shirking")
    assert station.post == "service_manager"
    signoff.sign(station, opinion="同意警告", by=cast.hanli)
    report.refresh_from_db()
    assert (report.state, bool(report.decided_at)) == ("upheld", True)


def test_the_grave_case_means_transfer_by_the_general_manager_and_a_refusal_gives_it_back(cast):
    report = answer_shirking(shirking(cast), answer="没有这回事", by=cast.zhoumin)
    report = propose_penalty(report, severity="serious", finding="第二次推诿", by=cast.sunli)
    station = Station.objects.get(circulation__form="shirking")
    assert (report.penalty["consequence"], station.post) == ("transfer", "general_manager")
    signoff.sign(station, opinion="证据不足，再核实", verdict="refuse", by=cast.linhai)
    report.refresh_from_db()
    assert (report.state, report.penalty) == ("heard", {})
    report = dismiss_shirking(report, finding="通话记录证明已登记", by=cast.sunli)
    assert report.state == "dismissed"


def test_who_does_not_use_his_time_to_answer_does_not_stop_the_judging(cast):
    report = shirking(cast)
    with pytest.raises(EvidenceMissing):
        propose_penalty(report, severity="general", finding="三次来电未登记", by=cast.sunli)
    Deadline.objects.of(report.kind(), report.pk).update(due_at=timezone.now() - timedelta(minutes=1))
    assert propose_penalty(report, severity="general", finding="三次来电未登记", by=cast.sunli).state == "proposed"


def test_nobody_judges_what_he_reported_himself(cast):
    report = report_shirking(cast.request(), who=cast.zhoumin, note="推给别人", by=cast.sunli)
    report = answer_shirking(report, answer="没有", by=cast.zhoumin)
    with pytest.raises(PermissionDenied):
        propose_penalty(report, severity="general", finding="属实", by=cast.sunli)


def test_the_first_owner_may_solve_it_first_and_dispatch_nobody(cast, desk):
    request, zhoumin = cast.request(), desk("zhoumin")
    zhoumin.send(
        f"/service/requests/{request.pk}/contact/", note="遥控器误设送风，已指导客户调回制冷", revision=request.revision
    )
    request.refresh_from_db()
    assert request.contacted_at
    assert (request.owner, request.state) == (cast.zhoumin, "registered")
    assert "遥控器误设送风" in zhoumin.open(f"/service/requests/{request.pk}/")


@pytest.mark.req("SAT-02")
def test_what_a_customer_writes_on_a_closed_case_reaches_the_owner(cast):
    request = cast.request()
    order = cast.signed(cast.order(request))
    service.close(request, by=cast.hejing)
    Notice.objects.all().delete()
    customer = Desk()
    for urging in ("", "on"):
        customer.send(f"/t/{track_token(request)}/say/", words=f"又不制冷了{urging}", is_urging=urging)
    assert heard("request.said") == sorted(["周敏", "陈立军"] * 2)
    request.refresh_from_db()
    assert (request.state, order.state) == ("closed", "signed")
    assert "又不制冷了" in customer.open(f"/t/{track_token(request)}/")
    service.reopen(request, note="客户来信：又不制冷", by=cast.hejing)
    request.refresh_from_db()
    assert request.state == "registered"


def test_what_a_customer_writes_about_an_owner_who_has_left_reaches_the_dispatchers(cast):
    request = cast.request()
    cast.zhoumin.is_active = False
    cast.zhoumin.save(update_fields=["is_active"])
    Desk().send(f"/t/{track_token(request)}/say/", words="改到周六来")
    assert heard("request.said") == ["郭静"]


@pytest.mark.req("SVC-08")
def test_a_job_done_but_not_signed_for_is_taken_back_when_another_technician_has_to_go(cast, desk):
    order = cast.finished()
    desk("zhoumin").send(
        f"/service/requests/{order.request_id}/reassign/", technician=cast.liguodong.pk, planned_minutes=60,
        reason="客户不认可，拒签", revision=ServiceRequest.objects.get().revision,
    )  # fmt: skip
    states = list(ServiceRequest.objects.get().orders.order_by("pk").values_list("technician__name", "state"))
    assert states == [("陈立军", "withdrawn"), ("李国栋", "assigned")]
