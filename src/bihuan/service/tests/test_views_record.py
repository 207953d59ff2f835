"""A request's page: everything on it, everything behind its buttons."""

from datetime import date, timedelta
from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from PIL import Image
from tests.cast import SIGNATURE, Cast

from bihuan.kernel.attachments import Attachment
from bihuan.kernel.history import HistoryEntry
from bihuan.kernel.records import OperationError
from bihuan.products.models import FaultCode, ProductLine, ProductModel, Unit
from bihuan.service import operations
from bihuan.service.forms.phone import DiagnosisForm
from bihuan.service.models import FaultClass, ServiceRequest, ServiceVoucher


def sign_in(client: Client, staff: Any) -> Client:
    client.force_login(staff, backend="django.contrib.auth.backends.ModelBackend")
    return client


def picture() -> SimpleUploadedFile:
    content = BytesIO()
    Image.new("RGB", (40, 30), "white").save(content, "PNG")
    return SimpleUploadedFile("门前照片.png", content.getvalue(), "image/png")


@pytest.fixture
def desk(cast: Cast, client: Client) -> Client:
    return sign_in(client, cast.zhoumin)


def page(client: Client, record: Any) -> str:
    answer = client.get(record.get_absolute_url())
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.mark.req("SVC-01", "WAR-02", "REG-02")
def test_the_page_shows_register_voucher_entitlement_limits_and_history(cast: Cast, desk: Client) -> None:
    order = cast.signed()
    text = page(desk, order.request)
    for words in (
        "报修登记簿",
        "维修服务凭证",
        "沈雅琴",
        "138 **** 6021",
        "35B3-2407-018826",
        "保修至 2027-08-02",
        "验收合格 2024-08-03",
        "FULL 3.1",
        "FULL 3.4",
        "更换启动电容",
        order.number,
        order.voucher.number,
        "客户签字",
    ):
        assert words in text, words
    assert "13812346021" not in text, "the phone is masked"
    assert "星澜苑" not in text, "the address is masked"


@pytest.mark.req("SVC-01")
def test_the_page_takes_at_most_25_queries(cast: Cast, desk: Client, django_assert_max_num_queries: Any) -> None:
    first = cast.signed().request
    again = cast.order(cast.request(description="又不制冷"))
    for number in range(6):
        operations.say(again.request, text=f"第 {number} 条", by=cast.hanli)
    for record in (first, again.request):
        desk.get(record.get_absolute_url())
        with django_assert_max_num_queries(25):
            assert desk.get(record.get_absolute_url()).status_code == 200


def test_what_is_unknown_is_shown_as_such(cast: Cast, desk: Client) -> None:
    record = operations.register(operations.Intake(description="不知道什么牌子，漏水"), by=cast.zhoumin)
    assert "不详" in page(desk, record)


def test_somebody_elses_request_is_not_found(cast: Cast, client: Client) -> None:
    record = cast.request()
    sign_in(client, cast.sunhao)
    assert client.get(record.get_absolute_url()).status_code == 404
    assert client.post(f"{record.get_absolute_url()}comment/", {"text": "x"}).status_code == 404


MOVES = {
    "contact": ({"note": "先关机，明早上门"}, "contact"),
    "urge": ({"note": "客户又打来"}, "urge"),
    "pass_up": ({"note": "超出权限"}, "pass_up"),
    "cancel": ({"note": "客户自己修好了"}, "cancel"),
}


@pytest.mark.req("SVC-03")
@pytest.mark.parametrize("name", MOVES)
def test_each_button_opens_its_form_and_does_its_work(cast: Cast, desk: Client, name: str) -> None:
    record = cast.request()
    values, verb = MOVES[name]
    url = f"{record.get_absolute_url()}{name}/"
    assert desk.get(url).status_code == 200
    answer = desk.post(url, {**values, "revision": record.revision})
    assert answer.status_code == 303
    assert HistoryEntry.objects.filter(
        kind=record.kind(), subject_id=record.pk, verb=verb, note__contains=values["note"]
    ).exists()


@pytest.mark.req("SVC-03")
def test_handing_over_changes_the_owner(cast: Cast, desk: Client) -> None:
    record = cast.request()
    url = f"{record.get_absolute_url()}hand_over/"
    assert desk.post(url, {"to": cast.guojing.pk, "note": "交班", "revision": record.revision}).status_code == 303
    record.refresh_from_db()
    assert record.owner_id == cast.guojing.pk


@pytest.mark.req("SVC-09")
def test_the_manager_overrides_the_class_with_a_reason(cast: Cast, client: Client) -> None:
    record = cast.request()
    sign_in(client, cast.hanli)
    url = f"{record.get_absolute_url()}override_class/"
    assert client.post(url, {"service_class": "A", "note": "", "revision": record.revision}).status_code == 422
    assert client.post(url, {"service_class": "A", "note": "人为进水", "revision": record.revision}).status_code == 303
    assert "类别已人工改判" in page(client, record)


def test_a_form_without_its_reason_keeps_what_was_typed(cast: Cast, desk: Client) -> None:
    record = cast.request()
    answer = desk.post(f"{record.get_absolute_url()}hand_over/", {"to": cast.guojing.pk, "note": ""})
    assert answer.status_code == 422
    assert f'value="{cast.guojing.pk}" selected' in answer.content.decode()


def test_a_stale_form_is_told_so_and_changes_nothing(cast: Cast, desk: Client) -> None:
    record = cast.request()
    operations.contact(record, note="已联系", by=cast.zhoumin)
    answer = desk.post(f"{record.get_absolute_url()}cancel/", {"note": "重复登记", "revision": record.revision})
    assert answer.status_code == 422
    assert "重复登记" in answer.content.decode()
    record.refresh_from_db()
    assert record.state == "registered"


def test_a_move_from_the_wrong_state_is_a_clear_refusal(cast: Cast, desk: Client) -> None:
    record = cast.request()
    answer = desk.post(f"{record.get_absolute_url()}close/", {"note": ""})
    assert answer.status_code == 422
    assert record.number in answer.content.decode()


def test_a_remark_and_a_file_are_added(cast: Cast, desk: Client) -> None:
    record = cast.request()
    url = record.get_absolute_url()
    assert desk.post(f"{url}comment/", {"text": "客户说五点后在家"}).status_code == 303
    assert desk.post(f"{url}attach/", {"file": picture(), "caption": "铭牌"}).status_code == 303
    text = page(desk, record)
    assert "客户说五点后在家" in text
    assert "铭牌" in text


def test_a_broken_picture_is_refused_at_the_field(cast: Cast, desk: Client) -> None:
    record = cast.request()
    broken = SimpleUploadedFile("坏.png", picture().read()[:60], "image/png")
    answer = desk.post(f"{record.get_absolute_url()}attach/", {"file": broken})
    assert answer.status_code == 422
    assert "坏.png" in answer.content.decode()
    assert not Attachment.objects.filter(kind=record.kind(), subject_id=record.pk).exists()


@pytest.mark.req("SEC-01", "SEC-02")
def test_correcting_the_register_keeps_masked_data_and_tells_what_changed(cast: Cast, desk: Client) -> None:
    record = cast.request()
    url = f"{record.get_absolute_url()}change/"
    shown = desk.get(url).content.decode()
    assert "13812346021" not in shown
    values = {
        "description": "不制冷，遥控器也坏了",
        "urgency": "urgent",
        "serial_text": record.serial_text,
        "model_text": record.model_text,
        "contact_name": record.contact_name,
        "revision": record.revision,
    }
    assert desk.post(url, values).status_code == 303
    record.refresh_from_db()
    assert record.urgency == "urgent"
    assert record.phone.reveal() == "13812346021"
    entry = HistoryEntry.objects.get(kind=record.kind(), subject_id=record.pk, verb="change")
    assert entry.changes["description"] == ["不制冷，外机有异响", "不制冷，遥控器也坏了"]


@pytest.mark.req("SVC-22")
def test_the_customers_link_opens_as_text_and_qr_code(cast: Cast, desk: Client) -> None:
    record = cast.request()
    text = desk.get(f"{record.get_absolute_url()}link/").content.decode()
    assert "/t/" in text
    assert "data:image/svg+xml;base64," in text


@pytest.mark.req("SVC-10")
def test_the_paper_signed_by_hand_is_filed_as_voucher(cast: Cast, desk: Client) -> None:
    order = cast.finished()
    url = f"{order.get_absolute_url()}file_paper/"
    assert desk.post(url, {"signer_name": "沈雅琴", "revision": order.revision}).status_code == 422
    answer = desk.post(url, {"paper": picture(), "signer_name": "沈雅琴", "revision": order.revision})
    assert answer.status_code == 303
    voucher = ServiceVoucher.objects.get(order=order)
    assert voucher.is_paper
    assert voucher.document is not None
    assert ServiceRequest.objects.get(pk=order.request_id).state == "completed"
    again = desk.post(url, {"paper": picture(), "signer_name": "沈雅琴"})
    assert again.status_code == 422
    assert ServiceVoucher.objects.filter(order=order).count() == 1


@pytest.mark.req("SVC-10", "SVC-07")
@pytest.mark.parametrize("form", ["draft_voucher", "return_slip"])
def test_papers_of_a_job_are_printed(cast: Cast, desk: Client, form: str) -> None:
    order = cast.finished()
    answer = desk.get(f"/print/{form}/service.workorder/{order.pk}.pdf")
    assert answer.status_code == 200
    assert answer.content.startswith(b"%PDF-")
    assert page(desk, order)


def test_codes_of_every_line_are_offered_beside_those_of_the_product(cast: Cast) -> None:
    line, other = cast.unit.model.line, ProductLine.objects.create(code="WM", name="洗衣机")
    for code, of in (("E3", line), ("F1", other), ("P0", None)):
        FaultCode.objects.create(code=code, name=code, line=of)
    offered = DiagnosisForm(order=cast.order()).fields["fault_code"].queryset  # type: ignore[attr-defined]
    assert [code.code for code in offered] == ["E3", "P0"]


@pytest.mark.req("WAR-02")
def test_a_phone_that_fails_again_as_before_is_in_repair_warranty(cast: Cast, desk: Client) -> None:
    model = ProductModel.objects.create(
        code="P9", name="手机", line=ProductLine.objects.create(code="phone", name="手机"), warranty_months=12
    )
    old = Unit.objects.create(serial="P9-1", model=model, customer=cast.customer, accepted_on=date(2020, 1, 1))
    other = FaultClass.objects.create(code="PH-2", name="屏幕", parent=cast.fault.parent)
    saved = {"data_backup": "已备份"}
    first = cast.signed(cast.order(cast.request(unit=old, serial_text="", extra=saved, fault_class=cast.fault))).request
    again = cast.request(unit=old, serial_text="", extra=saved, fault_class=cast.fault)
    assert (first.service_class, again.service_class) == ("A", "C")
    assert "维修保修期内" in page(desk, again)
    assert cast.request(unit=old, serial_text="", extra=saved, fault_class=other).service_class == "A"


def test_a_technician_gives_a_job_back_with_the_reason(cast: Cast, client: Client) -> None:
    order, phone = cast.order(), sign_in(client, cast.chenlijun)
    url = reverse("service:decline", args=[order.pk])
    assert phone.post(url, {"note": ""}).status_code == 422
    assert phone.post(url, {"note": "车坏了"}).status_code == 303
    order.refresh_from_db()
    assert order.state == "withdrawn"


def test_nobody_signs_in_the_future(cast: Cast) -> None:
    order, tomorrow = cast.finished(), timezone.now() + timedelta(days=1)
    with pytest.raises(OperationError, match="这个时间还没到"):
        operations.sign(
            order,
            signature=operations.drawn(SIGNATURE),
            signer_name="沈雅琴",
            is_paper=True,
            at=tomorrow,
            by=cast.hejing,
        )
    assert not ServiceVoucher.objects.exists()
