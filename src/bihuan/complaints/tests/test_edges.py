"""Complaints that come twice, are joined, withdrawn, taken up again; forms that end early; the signed document."""

import pytest
from django.test import Client
from django.utils import timezone
from tests.cast import SIGNATURE, at

from bihuan.complaints import operations, queries
from bihuan.complaints.models import Complaint
from bihuan.complaints.states import ComplaintState
from bihuan.complaints.tests.test_circulation import form_of, handed_on, here, sign
from bihuan.complaints.tests.test_complaints import decided, department, documented, judged, registered
from bihuan.kernel import attachments, history
from bihuan.kernel.actors import VisitorActor
from bihuan.kernel.moves import EvidenceMissing, MoveForbidden
from bihuan.kernel.records import OperationError
from bihuan.kernel.signing import drawn
from bihuan.organization.models import Leave
from bihuan.quality.models import IssueProposal, ReportedCase
from bihuan.quality.queries import knowledge
from bihuan.signoff import operations as signoff
from bihuan.signoff.models import Circulation


@pytest.fixture(autouse=True)
def _morning(monkeypatch):
    monkeypatch.setattr(timezone, "now", lambda: at("2026-11-18 09:00"))


def again(complaint):
    return Complaint.objects.get(pk=complaint.pk)


def answered(cast, **values):
    """A product complaint by the short form, answered."""
    complaint = operations.hand_on(
        judged(cast, has_loss=False, **values), responsible=department("PROD"), by=cast.caoli
    )
    complaint = operations.find(complaint, cause="密封圈错装", countermeasure="首件确认", by=cast.qianjin)
    return operations.reply(decided(cast, complaint, "换圈"), text="已换圈", reply_by="phone", by=cast.caoli)


def test_the_same_order_the_same_caller_or_the_same_unit_is_seen_as_a_double(cast):
    first = registered(cast, order_no="SO-1", phone="13900001111")
    assert [one.pk for one in queries.similar(order_no=" SO-1 ")] == [first.pk]
    assert [one.pk for one in queries.similar(phone="139 0000 1111")] == [first.pk]
    assert [one.pk for one in queries.similar(unit=cast.unit)] == [first.pk]
    assert queries.similar(order_no="SO-2", phone="13900002222", serial="X") == []
    client = Client()
    client.force_login(cast.caoli)
    form = {"channel": "hotline", "complainant": "customer", "kind_of": "quality", "sample": "none",
            "description": "又来电", "order_no": "SO-1"}  # fmt: skip
    answer = client.post("/complaints/new/", form)
    assert (answer.status_code, Complaint.objects.count()) == (422, 1)
    assert first.number in answer.content.decode()


def test_what_the_customer_writes_on_a_joined_complaint_is_heard_at_the_one_that_stands(cast):
    first, second = answered(cast), registered(cast)
    second = operations.cancel(second, note="重复", same_as=first.number, by=cast.caoli)
    first = operations.call_back(documented(cast, first), verdict="satisfied", by=cast.hejing)
    first = operations.close(first, by=cast.caoli)
    heard = operations.say(second, text="又漏水了", by=VisitorActor("沈雅琴"), source="portal")
    assert (heard.pk, heard.state, again(second).state) == (first.pk, ComplaintState.REGISTERED, "cancelled")
    for one in (first, second):
        assert history.of(one.kind(), one.pk).filter(verb="comment", note="又漏水了").count() == 1
    assert first.pk in [one.record.pk for one in queries.waiting(cast.caoli, 20)]
    client = Client()
    client.force_login(cast.caoli)
    assert second.number in client.get(first.get_absolute_url()).content.decode()


def test_a_withdrawn_complaint_takes_its_proposal_back_and_a_reopened_one_proposes_anew(cast):
    complaint = registered(cast, loss=20000)
    assert IssueProposal.objects.open().count() == 1
    complaint = operations.cancel(complaint, note="客户撤回", by=cast.caoli)
    assert IssueProposal.objects.open().count() == 0
    operations.reopen(complaint, note="客户又来电", by=cast.caoli)
    assert IssueProposal.objects.open().count() == 1


def test_a_decided_complaint_that_turns_out_unjustified_counts_nowhere_any_more(cast):
    complaint = operations.handle_again(answered(cast), note="仍漏", by=cast.caoli)
    assert complaint.pk in Complaint.objects.standing().values_list("pk", flat=True)
    complaint = operations.turn_down(complaint, judgement="客户自行改装", by=cast.caoli)
    complaint = operations.explain(complaint, text="已说明改装影响", reply_by="phone", by=cast.caoli)
    complaint = operations.change(complaint, circumstances="客户理解", by=cast.caoli)
    assert not Complaint.objects.standing().filter(pk=complaint.pk).exists()
    case = ReportedCase.objects.get(source_kind=complaint.kind(), source_id=complaint.pk)
    assert case.withdrawn_at is not None


def test_a_form_ends_with_its_complaint_and_nobody_signs_it_afterwards(cast):
    complaint = handed_on(cast)
    station = here(form_of(complaint))
    operations.turn_down(complaint, judgement="客户误用，非产品原因", by=cast.caoli)
    assert form_of(complaint).state == "withdrawn"
    with pytest.raises(signoff.NotOpen):
        signoff.sign(station, by=cast.xuwen, opinion="太晚")
    complaint = operations.explain(again(complaint), text="感谢您的反映", reply_by="phone", by=cast.caoli)
    with pytest.raises(MoveForbidden):
        operations.decide(complaint, decision="换机", by=cast.yaojun)


@pytest.mark.req("CMP-05")
def test_stations_fill_in_cause_countermeasure_and_proposal_a_deputy_too(cast):
    complaint = handed_on(cast)
    form = form_of(complaint)
    sign(form, cast.xuwen, "请速查")
    sign(form, cast.gaoyuan, "送查")
    Leave.objects.create(
        staff=cast.qianjin, deputy=cast.fangting, starts_at=at("2026-11-17 00:00"), ends_at=at("2026-11-25 00:00")
    )
    cast.fangting.forget_posts()
    client = Client()
    client.force_login(cast.fangting)
    page = client.get(form.get_absolute_url()).content.decode()
    assert 'name="cause"' in page
    assert 'name="responsible"' in page
    url = f"/signoff/stations/{here(form).pk}/sign/"
    sent = {"verdict": "agree", "password": "beichen-2026", "opinion": "", "cause": "", "responsible": ""}
    assert client.post(url, sent).status_code == 422
    found = {**sent, "cause": "光耦焊点虚焊", "responsible": department("PROD").pk}
    assert client.post(url, found).status_code == 303
    station = form.stations.get(name="原因、责任归属")
    assert (again(complaint).cause, again(complaint).responsible) == ("光耦焊点虚焊", department("PROD"))
    assert "光耦焊点虚焊" in station.opinion
    assert (station.signed_by, station.signed_for) == (cast.fangting, cast.qianjin)
    filled = {"cause": "光耦焊点虚焊", "countermeasure": "首件炉温曲线列入点检"}
    signoff.sign(here(form), by=cast.yaojun, opinion="已整改", filled=filled)
    signoff.sign(here(form), by=cast.gaoyuan, opinion="同意", filled={"cause": "改写"})
    signoff.sign(here(form), by=cast.xuwen, filled={"proposal": "换板并延保一年"})
    row = again(complaint)
    assert (row.cause, row.countermeasure, row.proposal) == (
        "光耦焊点虚焊", "首件炉温曲线列入点检", "换板并延保一年"
    )  # fmt: skip
    assert history.of(row.kind(), row.pk).filter(verb="find").count() == 3


@pytest.mark.req("CMP-11")
def test_the_handling_document_is_signed_by_a_head_kept_for_good_and_signed_anew_after_reopening(cast):
    complaint = answered(cast)
    client = Client()
    client.force_login(cast.caoli)
    assert client.get(f"{complaint.get_absolute_url()}document/").status_code == 403
    client.force_login(cast.qianjin)
    page = client.get(f"{complaint.get_absolute_url()}document/").content.decode()
    assert "密封圈错装" in page
    sent = {"revision": complaint.revision, "signature": ""}
    assert client.post(f"{complaint.get_absolute_url()}document/", sent).status_code == 422
    signed = client.post(f"{complaint.get_absolute_url()}document/", {**sent, "signature": SIGNATURE})
    assert signed.status_code == 303
    complaint = again(complaint)
    paper = complaint.document
    assert (complaint.document_signed_by, paper.is_locked, paper.content_type) == (
        cast.qianjin,
        True,
        "application/pdf",
    )
    assert paper.read().startswith(b"%PDF")
    with pytest.raises(OperationError):
        operations.sign_document(complaint, signature=drawn(SIGNATURE), by=cast.hejianguo)
    complaint = operations.handle_again(complaint, note="又漏", by=cast.caoli)
    assert complaint.document is None
    assert attachments.of(complaint.kind(), complaint.pk).filter(pk=paper.pk).exists()
    with pytest.raises(MoveForbidden):
        operations.sign_document(complaint, signature=drawn(SIGNATURE), by=cast.qianjin)


def test_a_document_without_a_cause_is_not_signed(cast):
    complaint = operations.hand_on(judged(cast, has_loss=False), responsible=department("PROD"), by=cast.caoli)
    complaint = decided(cast, complaint, "换圈")
    with pytest.raises(EvidenceMissing):
        operations.sign_document(complaint, signature=drawn(SIGNATURE), by=cast.qianjin)


@pytest.mark.req("QUA-11")
def test_a_closed_complaint_is_offered_to_the_knowledge_base_and_an_open_one_is_not(cast):
    complaint = answered(cast)
    assert knowledge.draft_from(complaint) is None
    complaint = operations.call_back(documented(cast, complaint), verdict="satisfied", by=cast.hejing)
    complaint = operations.close(complaint, by=cast.caoli)
    draft = knowledge.draft_from(complaint)
    assert (draft["causes"], draft["treatment"], draft["prevention"]) == ("密封圈错装", "换圈", "首件确认")
    client = Client()
    client.force_login(cast.qianjin)
    page = client.get(complaint.get_absolute_url()).content.decode()
    assert f"/quality/knowledge/for/{complaint.kind()}/{complaint.pk}/" in page
    assert f"about={complaint.kind()}:{complaint.pk}" in page
    assert "/quality/issues/report/?case=" in page


def test_a_form_begins_anew_for_a_complaint_taken_up_again(cast):
    complaint = handed_on(cast)
    operations.cancel(complaint, note="客户撤回", by=cast.caoli)
    complaint = operations.reopen(again(complaint), note="客户又来电", by=cast.caoli)
    complaint = operations.judge(complaint, kind_of="quality", severity="general", by=cast.caoli)
    operations.hand_on(complaint, responsible=department("PROD"), by=cast.caoli)
    assert [form.state for form in Circulation.objects.of(complaint)] == ["running", "withdrawn"]


@pytest.mark.req("CMP-01", "RPT-03")
def test_several_fault_codes_are_registered_and_corrected_by_hand(cast, client):
    client.force_login(cast.caoli)
    form = {"channel": "hotline", "complainant": "customer", "kind_of": "quality", "sample": "none",
            "description": "E6 停机", "fault_codes": "e6，H147 漏水"}  # fmt: skip
    refused = client.post("/complaints/new/", form)
    assert (refused.status_code, "漏水" in refused.content.decode()) == (422, True)
    assert client.post("/complaints/new/", {**form, "fault_codes": "e6，H147"}).status_code == 303
    one = Complaint.objects.get()
    assert [str(fault) for fault in one.faults.all()] == ["E6", "H147"]
    page = client.get(one.get_absolute_url()).content.decode()
    assert "H147" in page
    change = {**form, "fault_codes": "H147 E9", "revision": one.revision}
    assert client.post(f"{one.get_absolute_url()}change/", change).status_code == 303
    one.refresh_from_db()
    assert [fault.code.code for fault in one.faults.order_by("position")] == ["H147", "E9"]
    assert one.fault_code.code == "H147"
    entry = next(entry for entry in history.of(one.kind(), one.pk) if "fault_code" in (entry.changes or {}))
    assert entry.changes["fault_code"] == ["E6 H147", "H147 E9"]
    client.force_login(cast.chenlijun)
    unknown = client.post("/complaints/new/", {**form, "description": "又一台", "fault_codes": "Z99"})
    assert (unknown.status_code, "Z99" in unknown.content.decode()) == (422, True)


def test_a_complaint_is_joined_neither_with_itself_nor_in_a_circle(cast):
    first, second = registered(cast), registered(cast)
    with pytest.raises(OperationError):
        operations.cancel(first, note="重复", same_as=first.number, by=cast.caoli)
    second = operations.cancel(second, note="重复", same_as=first.number, by=cast.caoli)
    with pytest.raises(OperationError) as refused:
        operations.cancel(first, note="重复", same_as=second.number, by=cast.caoli)
    assert refused.value.field == "same_as"
    assert (again(first).state, again(first).same_as) == ("registered", None)
