"""Joint inspections and compensations: who goes, who says yes, what the clause and the limits want."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.utils import timezone
from tests.cast import at

from bihuan.complaints import operations
from bihuan.complaints.models import Complaint
from bihuan.complaints.operations import compensating, inspecting
from bihuan.complaints.states.compensations import CompensationState
from bihuan.complaints.states.inspections import InspectionState
from bihuan.complaints.tests.test_complaints import department, documented, judged, registered, rude
from bihuan.deadlines.models import Deadline
from bihuan.kernel import history
from bihuan.kernel.documents import print_form
from bihuan.kernel.moves import EvidenceMissing, MoveForbidden
from bihuan.kernel.outbox import Notice
from bihuan.kernel.records import OperationError, Stale
from bihuan.signoff import operations as signoff
from bihuan.signoff.models import Circulation


@pytest.fixture(autouse=True)
def _morning(monkeypatch):
    monkeypatch.setattr(timezone, "now", lambda: at("2026-11-18 09:00"))


def called(cast, **values):
    complaint = registered(cast, complained_at=at("2026-11-17 09:00"))
    call = operations.Call(purpose="三台 E6，查控制板", place="东湖宾馆 203 房", **values)
    return operations.call_inspection(complaint, call, by=cast.xuwen)


def told(record):
    return set(Notice.objects.filter(url=record.get_absolute_url()).values_list("recipient__username", flat=True))


@pytest.mark.req("CMP-06")
def test_an_inspection_is_called_before_any_form_and_reported_within_three_days(cast):
    inspection = called(cast)
    assert not Circulation.objects.of(inspection.complaint).exists()
    assert (inspection.sales, inspection.quality) == (cast.xuwen, cast.qianjin)
    assert {"qianjin", inspection.production.username} <= told(inspection)
    inspecting.hold(inspection, findings="光耦虚焊，三台同批", held_at=at("2026-11-17 15:00"), by=cast.xuwen)
    limit = Deadline.objects.get(kind=inspection.kind(), subject_id=inspection.pk)
    assert (limit.name, limit.due_at, limit.clause.number) == ("inspection_report", at("2026-11-20 15:00"), "2.3")
    with pytest.raises(PermissionDenied):
        inspecting.report(inspection, text="报告", by=cast.xuwen)
    inspecting.report(inspection, text="责任制造部，建议换板", by=cast.qianjin)
    limit.refresh_from_db()
    assert limit.met_at == timezone.now()
    with pytest.raises(PermissionDenied):
        inspecting.instruct(inspection, instruction="同意", by=cast.qianjin)
    inspection = inspecting.instruct(inspection, instruction="同意换板，三天内完成", by=cast.linhai)
    assert inspection.state == InspectionState.INSTRUCTED
    verbs = [entry.verb for entry in history.of("complaints.complaint", inspection.complaint_id)]
    assert verbs[-4:] == [
        "inspection_called", "inspection_held", "inspection_reported", "inspection_instructed",
    ]  # fmt: skip
    assert print_form("inspection", inspection, by=cast.caoli).startswith(b"%PDF")


@pytest.mark.req("CMP-06")
def test_quality_cannot_come_and_the_general_manager_names_who_goes_and_reports(cast):
    inspection = inspecting.excuse(called(cast), note="进料异常，抽不开身", by=cast.qianjin)
    assert "linhai" in told(inspection)
    with pytest.raises(MoveForbidden):
        inspecting.hold(inspection, findings="虚焊", by=cast.xuwen)
    with pytest.raises(PermissionDenied):
        inspecting.name_stand_in(inspection, who=cast.hanli, by=cast.caoli)
    with pytest.raises(OperationError):
        inspecting.name_stand_in(inspection, who=cast.xuwen, by=cast.linhai)
    inspecting.name_stand_in(inspection, who=cast.chenlijun, by=cast.linhai)
    inspection.refresh_from_db()
    inspecting.hold(inspection, findings="虚焊", held_at=at("2026-11-18 08:00"), by=cast.chenlijun)
    limit = Deadline.objects.get(kind=inspection.kind(), subject_id=inspection.pk)
    assert limit.owner_id == cast.chenlijun.pk
    with pytest.raises(PermissionDenied):
        inspecting.report(inspection, text="报告", by=cast.qianjin)
    inspecting.report(inspection, text="报告", by=cast.chenlijun)
    client = Client()
    client.force_login(cast.chenlijun)
    page = client.get(inspection.get_absolute_url())
    assert page.status_code == 200
    assert client.get(inspection.complaint.get_absolute_url()).status_code == 404


@pytest.mark.req("CMP-06")
def test_one_inspection_at_a_time_and_none_for_a_complaint_that_is_over(cast):
    inspection = called(cast)
    complaint = inspection.complaint
    with pytest.raises(OperationError):
        operations.call_inspection(complaint, operations.Call(purpose="再看"), by=cast.caoli)
    with pytest.raises(OperationError) as refused:
        inspecting.hold(inspection, findings="虚焊", held_at=at("2026-11-19 08:00"), by=cast.xuwen)
    assert refused.value.field == "held_at"
    operations.cancel(complaint, note="客户撤回", by=cast.caoli)
    inspection.refresh_from_db()
    assert inspection.state == InspectionState.CANCELLED
    with pytest.raises(OperationError):
        operations.call_inspection(complaint, operations.Call(purpose="再看"), by=cast.caoli)


def proposed(cast, amount, complaint=None, by=None):
    complaint = complaint or judged(cast)
    return operations.propose_compensation(
        Complaint.objects.get(pk=complaint.pk), amount=Decimal(amount), ground="换房损失", by=by or cast.caoli
    )


def form_of(row):
    return Circulation.objects.of(row).get()


def signers(row):
    return [one.post for one in form_of(row).stations.order_by("order")]


@pytest.mark.req("CMP-14", "CMP-07")
@pytest.mark.parametrize(
    ("amount", "post"),
    [("2000", "department_manager"), ("2000.01", "vice_general_manager"), ("20000", "vice_general_manager"),
     ("20000.01", "general_manager")],
)  # fmt: skip
def test_the_amount_chooses_who_approves(cast, amount, post):
    assert signers(proposed(cast, amount)) == ["sales", post]


@pytest.mark.req("CMP-14", "CMP-07")
def test_a_serious_one_goes_to_the_vice_general_manager_and_nothing_is_split_below_a_limit(cast):
    serious = operations.judge(registered(cast), kind_of="quality", severity="serious", by=cast.caoli)
    assert signers(proposed(cast, "300", serious)) == ["sales", "vice_general_manager"]
    complaint = judged(cast)
    first = proposed(cast, "1500", complaint)
    for who in (cast.xuwen, cast.xuwen):
        signoff.sign(form_of(first).stations.get(state="open"), by=who, opinion="同意")
    second = proposed(cast, "800", complaint)
    assert (second.counted, signers(second)) == (Decimal(2300), ["sales", "vice_general_manager"])


@pytest.mark.req("CMP-14")
def test_an_approved_compensation_is_handed_over_before_the_complaint_closes(cast):
    complaint = judged(cast)
    row = proposed(cast, "1800", complaint)
    with pytest.raises(OperationError):
        compensating.approve(row, by=cast.linhai)
    with pytest.raises(OperationError):
        proposed(cast, "100", complaint)
    for opinion in ("", "同意，凭据支付"):
        signoff.sign(form_of(row).stations.get(state="open"), by=cast.xuwen, opinion=opinion)
    row.refresh_from_db()
    assert (row.state, row.decision) == (CompensationState.APPROVED, "许文 同意，凭据支付")
    Complaint.objects.filter(pk=complaint.pk).update(state="called_back", verdict="satisfied")
    with pytest.raises(EvidenceMissing) as missing:
        operations.close(Complaint.objects.get(pk=complaint.pk), by=cast.caoli)
    assert row.number in missing.value.message
    with pytest.raises(OperationError) as refused:
        compensating.pay(row, proof="PZ-88", paid_on=timezone.localdate() - timedelta(days=1), by=cast.wangfang)
    assert refused.value.field == "paid_on"
    seen = row.revision
    row = compensating.pay(row, proof="PZ-2611-088", by=cast.wangfang, revision=seen)
    with pytest.raises(Stale):
        compensating.pay(row, proof="PZ-2611-089", by=cast.wangfang, revision=seen)
    with pytest.raises(MoveForbidden):
        compensating.pay(row, proof="PZ-2611-089", by=cast.wangfang)
    Complaint.objects.filter(pk=complaint.pk).update(cause="虚焊", decision="换板")
    assert operations.close(documented(cast, complaint), by=cast.caoli).state == "closed"
    notes = [entry.note for entry in history.of("complaints.complaint", complaint.pk) if "compensation" in entry.verb]
    assert [note.split(" ")[0] for note in notes] == [row.number] * 3
    assert print_form("compensation", row, by=cast.caoli).startswith(b"%PDF")
    assert print_form("complaint_report", complaint, by=cast.caoli).startswith(b"%PDF")


@pytest.mark.req("CMP-14")
def test_the_manager_who_approves_is_that_of_the_department_responsible_and_no_other(cast):
    complaint = operations.hand_on(judged(cast), responsible=department("PROD"), note="请查", by=cast.caoli)
    row = proposed(cast, "1800", complaint)
    signoff.sign(form_of(row).stations.get(state="open"), by=cast.xuwen)
    station = form_of(row).stations.get(state="open")
    assert (station.post, station.staff) == ("department_manager", cast.yaojun)
    for other in (cast.xuwen, cast.qianjin):
        with pytest.raises(PermissionDenied):
            signoff.sign(station, by=other, opinion="同意")
    signoff.sign(station, by=cast.yaojun, opinion="同意")
    row.refresh_from_db()
    assert row.state == CompensationState.APPROVED


@pytest.mark.req("CMP-14", "RPT-01")
def test_all_compensations_stand_in_one_list_with_their_complaints(cast):
    first, second = proposed(cast, "1800"), proposed(cast, "25000")
    compensating.take_back(second, note="客户放弃", by=cast.caoli)
    client = Client()
    client.force_login(cast.caoli)
    page = client.get("/complaints/compensations/").content.decode()
    assert all(text in page for text in (first.number, second.number, first.complaint.number, "1,800.00"))
    asked = client.get("/complaints/compensations/?state=proposed").content.decode()
    assert first.number in asked
    assert second.number not in asked
    client.force_login(cast.chenlijun)
    assert first.number not in client.get("/complaints/compensations/").content.decode()


@pytest.mark.req("CMP-14")
def test_a_refused_one_stands_refused_and_another_may_be_proposed(cast):
    complaint = judged(cast)
    row = proposed(cast, "900", complaint)
    signoff.sign(form_of(row).stations.get(state="open"), by=cast.xuwen)
    signoff.sign(form_of(row).stations.get(state="open"), by=cast.xuwen, opinion="无票据", verdict="refuse")
    row.refresh_from_db()
    assert row.state == CompensationState.REFUSED
    with pytest.raises(MoveForbidden):
        compensating.pay(row, proof="PZ-1", by=cast.wangfang)
    again = proposed(cast, "600", complaint)
    assert again.counted == Decimal(600)
    operations.turn_down(Complaint.objects.get(pk=complaint.pk), judgement="电压不足", by=cast.caoli)
    again.refresh_from_db()
    assert (again.state, form_of(again).state) == (CompensationState.CANCELLED, "withdrawn")
    with pytest.raises(OperationError):
        proposed(cast, "600", complaint)


def test_whom_it_is_said_of_proposes_nothing(cast):
    complaint = rude(cast)
    with pytest.raises(PermissionDenied):
        proposed(cast, "100", complaint, by=cast.chenlijun)


@pytest.mark.req("CMP-06", "CMP-14")
def test_both_are_begun_from_the_complaints_page_and_wait_on_the_right_desks(cast):
    complaint, client = judged(cast), Client()
    client.force_login(cast.caoli)
    page = client.get(complaint.get_absolute_url()).content.decode()
    assert "call_inspection/" in page
    assert "propose_compensation/" in page
    base = complaint.get_absolute_url()
    bad = client.post(f"{base}propose_compensation/", {"form": "money", "amount": "0", "ground": "损失"})
    assert bad.status_code == 422
    assert "损失" in bad.content.decode()
    shown = client.get(f"{base}propose_compensation/").content.decode()
    assert "FULL6 2.6" in shown
    sent = {"form": "money", "amount": "800", "ground": "换房损失"}
    assert client.post(f"{base}propose_compensation/", sent).status_code == 303
    assert client.post(f"{base}call_inspection/", {"purpose": "看样机"}).status_code == 303
    page = client.get(base).content.decode()
    assert "¥800.00" in page
    desk = Client()
    desk.force_login(cast.qianjin)
    assert complaint.inspections.get().number in desk.get("/").content.decode()
