"""「客户抱怨处理表」 by the route of FULL 6.2."""

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone
from tests.cast import at

from bihuan.complaints import operations
from bihuan.complaints.models import Complaint
from bihuan.complaints.states import ComplaintState
from bihuan.complaints.tests.test_complaints import department, documented, judged
from bihuan.deadlines import operations as deadlines
from bihuan.deadlines.models import Deadline
from bihuan.kernel import history
from bihuan.kernel.moves import EvidenceMissing
from bihuan.kernel.records import OperationError
from bihuan.organization.models import Leave
from bihuan.quality.operations import actions
from bihuan.regulations.models import Parameter, RulesStamp
from bihuan.signoff import operations as signoff
from bihuan.signoff.models import Circulation


@pytest.fixture(autouse=True)
def _morning(monkeypatch):
    monkeypatch.setattr(timezone, "now", lambda: at("2026-11-18 09:00"))


def handed_on(cast, **values):
    return operations.hand_on(judged(cast, **values), responsible=department("PROD"), by=cast.caoli)


def form_of(complaint):
    return Circulation.objects.of(complaint).get()


def here(form):
    return form.stations.get(state="open")


def sign(form, who, opinion="同意"):
    signoff.sign(here(form), by=who, opinion=opinion)


def route(form):
    return [(one.name, one.post) for one in form.stations.order_by("order", "pk")]


@pytest.mark.req("CMP-05")
def test_without_rnd_the_form_goes_sales_office_quality_production_office_sales_office(cast):
    complaint = handed_on(cast)
    form = form_of(complaint)
    assert [post for _name, post in route(form)] == [
        "sales", "gm_office", "quality", "production", "gm_office", "sales", "gm_office"
    ]  # fmt: skip
    for who, opinion in (
        (cast.xuwen, "情况属实，样品随表送呈"), (cast.gaoyuan, "送质量管理部"), (cast.qianjin, "光耦虚焊，责任制造部"),
        (cast.yaojun, "炉温曲线列入点检"), (cast.gaoyuan, "同意对策"), (cast.xuwen, "换板，补偿 1800 元"),
        (cast.gaoyuan, "同意换板并补偿"),
    ):  # fmt: skip
        sign(form, who, opinion)
    complaint.refresh_from_db()
    assert (complaint.state, complaint.decision) == (ComplaintState.DECIDED, "同意换板并补偿")
    assert operations.reply(complaint, text="换板", reply_by="phone", by=cast.caoli).state == ComplaintState.REPLIED


@pytest.mark.req("CMP-05")
def test_the_whole_of_full_6_2_with_rnd_a_return_a_signer_on_leave_and_a_route_changed_under_way(cast):
    complaint = handed_on(cast)
    form = form_of(complaint)
    sign(form, cast.xuwen, "请速查")
    sign(form, cast.gaoyuan, "送查")
    Leave.objects.create(
        staff=cast.qianjin, deputy=cast.fangting, starts_at=at("2026-11-17 00:00"), ends_at=at("2026-11-25 00:00")
    )
    cast.fangting.forget_posts()
    sign(form, cast.fangting, "样品与留样比对：虚焊，责任制造部")
    quality = form.stations.get(name="原因、责任归属")
    assert (quality.signed_by, quality.signed_for) == (cast.fangting, cast.qianjin)
    sign(form, cast.yaojun, "加强检查")
    first = form.stations.get(name="原因、对策")
    signoff.return_to(here(form), to=first, by=cast.gaoyuan, reason="对策不具体")
    assert here(form) == first
    Parameter.objects.filter(kind="route", name="complaint_form").update(
        data={"label": "客户抱怨处理表", "form": "complaint_form", "stations": Parameter.objects.filter(
            kind="route", name="complaint_form").first().data["stations"][:7]}
    )  # fmt: skip
    RulesStamp.renew()
    sign(form, cast.yaojun, "首件炉温曲线列入开班点检")
    with pytest.raises(PermissionDenied):
        operations.lay_before_rnd(complaint, note="焊盘是否偏小", by=cast.xuwen)
    operations.lay_before_rnd(Complaint.objects.get(pk=complaint.pk), note="焊盘是否偏小", by=cast.gaoyuan)
    sign(form, cast.gaoyuan, "同意对策，转研发部")
    assert here(form).post == "rnd"
    sign(form, cast.tangyi, "焊盘加大 0.3 毫米")
    assert (here(form).name, here(form).post) == ("查核", "gm_office")
    sign(form, cast.gaoyuan, "原因、责任、对策齐备")
    sign(form, cast.xuwen, "免费换板，延保一年")
    sign(form, cast.gaoyuan, "同意")
    complaint.refresh_from_db()
    assert (complaint.state, complaint.needs_rnd) == (ComplaintState.DECIDED, True)
    assert [one.post for one in form.stations.filter(signed_by=cast.gaoyuan)] == ["gm_office"] * 4
    notes = " ".join(entry.note for entry in history.of(complaint.kind(), complaint.pk))
    assert "对策不具体" in notes
    assert "焊盘是否偏小" in notes


def test_rnd_is_asked_only_while_the_form_is_under_way_and_before_its_place_is_passed(cast):
    complaint = handed_on(cast)
    form = form_of(complaint)
    for who in (cast.xuwen, cast.gaoyuan, cast.qianjin, cast.yaojun, cast.gaoyuan):
        sign(form, who)
    with pytest.raises(OperationError):
        operations.lay_before_rnd(Complaint.objects.get(pk=complaint.pk), note="太晚", by=cast.gaoyuan)
    complaint.refresh_from_db()
    assert not complaint.needs_rnd


@pytest.mark.req("CMP-07")
def test_a_station_past_its_time_is_reacted_to_and_can_be_taken_over(cast, monkeypatch):
    form = form_of(handed_on(cast))
    limit = Deadline.objects.of(form.kind(), form.pk).get()
    assert limit.terms["limit"]["minutes"] == 240
    monkeypatch.setattr(timezone, "now", lambda: at("2026-11-18 17:00"))
    assert deadlines.sweep(at("2026-11-18 17:00")) >= 1
    signoff.take_over(here(form), by=cast.gaoyuan)
    sign(form, cast.gaoyuan, "代办")
    assert form.stations.filter(is_taken_over=True).exists()


def test_while_the_form_is_on_its_way_nobody_decides_past_it(cast):
    complaint = handed_on(cast)
    with pytest.raises(OperationError):
        operations.decide(complaint, decision="换机", by=cast.yaojun)
    complaint = operations.cancel(complaint, note="客户撤回", by=cast.caoli)
    assert form_of(complaint).state == "withdrawn"


@pytest.mark.req("CMP-05")
def test_where_no_loss_arose_the_short_form_does(cast):
    complaint = handed_on(cast, has_loss=False)
    form = form_of(complaint)
    assert (form.form, [post for _name, post in route(form)]) == ("abnormality", ["service_manager", "quality"])
    sign(form, cast.hanli, "现场处理，更换密封圈")
    sign(form, cast.qianjin, "请制造部改进")
    complaint.refresh_from_db()
    assert complaint.state == ComplaintState.DECIDED


def test_a_refused_form_leaves_the_complaint_in_hand(cast):
    complaint = handed_on(cast)
    signoff.sign(here(form_of(complaint)), by=cast.xuwen, verdict="refuse", opinion="资料不全")
    complaint.refresh_from_db()
    assert complaint.state == ComplaintState.HANDLING
    assert operations.decide(complaint, decision="换机", by=cast.yaojun).state == ComplaintState.DECIDED


@pytest.mark.req("CMP-16")
def test_it_cannot_be_closed_before_its_corrective_action_is_verified(cast):
    complaint = handed_on(cast, has_loss=False)
    action = actions.require(complaint, ground="密封圈错装", owner=cast.yaojun, by=cast.qianjin)
    for who in (cast.hanli, cast.qianjin):
        sign(form_of(complaint), who)
    complaint = operations.reply(
        Complaint.objects.get(pk=complaint.pk), text="已更换", reply_by="phone", by=cast.caoli
    )  # fmt: skip
    complaint = operations.call_back(complaint, verdict="satisfied", by=cast.hejing)
    with pytest.raises(EvidenceMissing) as refused:
        operations.close(complaint, by=cast.caoli)
    assert action.number in str(refused.value)
    actions.cancel(action, note="重复要求", by=cast.qianjin)
    Complaint.objects.filter(pk=complaint.pk).update(cause="密封圈错装", decision="更换密封圈")
    assert operations.close(documented(cast, complaint), by=cast.caoli).state == ComplaintState.CLOSED


def test_a_deputy_signs_what_was_passed_on_to_somebody_who_is_away(cast):
    form = form_of(handed_on(cast))
    signoff.delegate(here(form), to=cast.panfeng, reason="外出", by=cast.xuwen)
    with pytest.raises(PermissionDenied):
        sign(form, cast.yuhui, "代签")
    Leave.objects.create(
        staff=cast.panfeng, deputy=cast.yuhui, starts_at=at("2026-11-16 00:00"), ends_at=at("2026-11-25 00:00")
    )
    cast.yuhui.forget_posts()
    first = here(form)
    sign(form, cast.yuhui, "代签")
    first.refresh_from_db()
    assert (first.signed_by, first.signed_for) == (cast.yuhui, cast.panfeng)
