"""What the customer is promised by clause: a word within a day, service for life (ELEC, FULL 3.2)."""

import io
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from bihuan.deadlines.models import Deadline
from bihuan.products.models import ProductLine, ProductModel, ServiceContract, Unit
from bihuan.service import operations as service
from bihuan.service.models import ServiceRequest
from tests.flows.desks import add_parameter, draft_regulation, put_in_force

pytestmark = pytest.mark.django_db


@pytest.mark.req("SVC-05")
def test_an_electronics_customer_is_contacted_within_a_day_with_a_first_solution(cast, desk):
    line = ProductLine.objects.create(code="electronics", name="电子产品")
    model = ProductModel.objects.create(code="TV-55U7", name="电视机", line=line)
    request, zhoumin = cast.request(serial_text="", model=model, description="屏幕闪"), desk("zhoumin")
    limit = Deadline.objects.get(subject_id=request.pk, kind=request.kind(), name="contact")
    assert limit.due_at - request.reported_at == timedelta(hours=24)
    path = f"/service/requests/{request.pk}/contact/"
    zhoumin.send(path, expect=422, note="", revision=request.revision)
    zhoumin.send(path, note="先关机重启；技术员明天上午到", revision=request.revision)
    limit.refresh_from_db()
    assert (limit.state, limit.is_late) == ("met", False)
    assert "先关机重启" in zhoumin.open(f"/service/requests/{request.pk}/")


@pytest.mark.req("WAR-02", "WAR-03", "SVC-09")
def test_after_warranty_service_goes_on_for_life_at_cost_and_the_page_says_so(cast, desk):
    Unit.objects.filter(pk=cast.unit.pk).update(accepted_on="2019-05-01")
    request = cast.request()
    assert request.service_class == "A"
    page = desk("zhoumin").open(f"/service/requests/{request.pk}/")
    for words in ("A 有费", "终身维护", "只收配件、人工、差旅成本"):
        assert words in page, words


@pytest.mark.req("WAR-02", "SVC-09")
def test_misuse_found_on_site_makes_a_warranty_repair_a_paid_one_and_the_manager_may_decide_otherwise(cast, desk):
    order = cast.order()
    request = ServiceRequest.objects.get()
    assert request.service_class == "C"
    service.accept(order, by=cast.chenlijun)
    service.arrive(order, by=cast.chenlijun)
    service.diagnose(order, findings="外壳被撬，进水", cause="misuse", by=cast.chenlijun)
    request.refresh_from_db()
    assert request.service_class == "A"
    assert "最低成本价" in desk("hanli").open(f"/service/requests/{request.pk}/")
    path = f"/service/requests/{request.pk}/override_class/"
    desk("zhoumin").send(path, expect=403, service_class="C", note="老客户")
    desk("hanli").send(path, service_class="C", note="老客户，本次免收", revision=request.revision)
    request.refresh_from_db()
    assert (request.service_class, request.is_class_overridden) == ("C", True)


@pytest.mark.req("WAR-01", "SVC-09")
def test_a_unit_under_contract_is_served_by_contract(cast):
    contract = ServiceContract.objects.create(
        number="HT-2026-01", customer=cast.customer, starts_on="2026-01-01", ends_on="2027-12-31", covers_all=True
    )
    assert contract
    assert cast.request().service_class == "B"


@pytest.mark.req("SVC-09", "REG-02")
def test_a_clause_says_which_verdict_leads_to_which_service_class(cast, desk):
    assert cast.request().service_class == "C"
    office = desk("zhulin")
    clause = draft_regulation(office, "CLASS")
    add_parameter(
        office, clause, "service_class", name="in_town", label="市区保修", code="B", verdicts__count="1",
        verdicts__0__code="warranty", verdicts__0__label="保修期内", when__count="1", when__0__fact="area",
        when__0__sign="=", when__0__value="city",
    )  # fmt: skip
    put_in_force(office, desk("linhai"), clause)
    assert cast.request(description="另一件事").service_class == "B"
    assert cast.request(description="第三件事", region=cast.region("临安区")).service_class == "C"


@pytest.mark.req("SVC-05")
def test_who_does_not_pick_up_is_written_down_with_the_call_log_and_the_day_goes_on(cast, desk):
    """ELEC 3.1: an unanswered call needs its proof, and stops no clock."""
    line = ProductLine.objects.create(code="electronics", name="电子产品")
    model = ProductModel.objects.create(code="TV-55U7", name="电视机", line=line)
    request, zhoumin = cast.request(serial_text="", model=model, description="屏幕闪"), desk("zhoumin")
    limit = Deadline.objects.get(subject_id=request.pk, kind=request.kind(), name="contact")
    due, path = limit.due_at, f"/deadlines/service.servicerequest/{request.pk}/pause/"
    shown = zhoumin.open(path)
    assert "客户电话无人接听，计时不停，须有凭据" in shown
    unproved = zhoumin.send(path, expect=422, reason="客户电话无人接听", note="连拨三次")
    assert "连拨三次" in unproved.content.decode()
    assert not limit.pauses.exists()
    screen = io.BytesIO()
    Image.new("RGB", (320, 240), (90, 90, 90)).save(screen, "PNG")
    log = SimpleUploadedFile("通话记录.png", screen.getvalue(), "image/png")
    zhoumin.send(path, reason="客户电话无人接听", note="连拨三次", evidence=log)
    limit.refresh_from_db()
    note = limit.pauses.get()
    assert (note.stops_clock, note.evidence.name, limit.state, limit.due_at) == (False, "通话记录.png", "open", due)
    assert f"/files/{note.evidence_id}/" in zhoumin.open(f"/deadlines/{limit.pk}/")


@pytest.mark.req("SVC-05")
def test_other_products_know_no_unanswered_call(cast, desk):
    request = cast.request()
    path = f"/deadlines/service.servicerequest/{request.pk}/pause/"
    desk("zhoumin").send(path, expect=422, reason="客户电话无人接听", note="连拨三次")
