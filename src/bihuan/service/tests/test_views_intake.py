"""Taking a call in: by one sentence, by the form, recognising who calls, not registering twice."""

import pytest
from django.test import Client
from tests.cast import Cast

from bihuan.kernel.attachments import Attachment
from bihuan.regulations.models import Clause, Parameter, RulesStamp
from bihuan.service.models import ServiceRequest
from bihuan.service.queries.hearing import understand
from bihuan.service.tests.test_views_record import picture, sign_in

FORM, SENTENCE = "/service/take-in/", "/service/take-in/sentence/"
CALL = "尾号 6021，滨江星澜苑 6 幢，空调又不制冷了，外机嗡嗡响"


@pytest.fixture
def desk(cast: Cast, client: Client) -> Client:
    return sign_in(client, cast.zhoumin)


def filled(**values: object) -> dict[str, object]:
    return {"channel": "hotline", "urgency": "normal", "description": "不制冷", **values}


@pytest.mark.req("SVC-01")
def test_a_sentence_is_understood_from_what_is_on_file(cast: Cast) -> None:
    known = understand(CALL, by=cast.zhoumin)
    assert known.customer == cast.customer
    assert known.unit == cast.unit
    assert known.region == cast.region("滨江区")
    assert known.fault_class == cast.fault
    assert known.description == "空调又不制冷了，外机嗡嗡响"


def test_nothing_is_guessed_about_a_stranger(cast: Cast) -> None:
    known = understand("13900001111 热水器点不着火", by=cast.zhoumin)
    assert known.customer is None
    assert known.unit is None
    assert known.phone == "13900001111"


@pytest.mark.req("SVC-01", "SVC-03", "WAR-02")
def test_one_sentence_makes_a_whole_line_of_the_register(cast: Cast, desk: Client) -> None:
    answer = desk.post(SENTENCE, {"sentence": CALL})
    record = ServiceRequest.objects.get()
    assert answer.status_code == 303
    assert answer.headers["Location"] == record.get_absolute_url()
    assert record.unit == cast.unit
    assert record.owner == cast.zhoumin
    assert record.service_class == "C"
    assert record.phone.reveal() == "13812346021"
    assert record.remarks == CALL.replace("星澜苑 6 幢", "****"), "where he lives is kept sealed, not in a remark"
    assert record.address.reveal().endswith("1202 室"), "the file knows the address better than the sentence"


def test_take_in_and_dispatch_goes_to_the_board_with_the_request_chosen(cast: Cast, desk: Client) -> None:
    answer = desk.post(SENTENCE, {"sentence": CALL, "then": "dispatch"})
    record = ServiceRequest.objects.get()
    assert answer.headers["Location"] == f"/service/board/?request={record.pk}"
    assert f'data-request="{record.pk}"' in desk.get(answer.headers["Location"]).content.decode()


@pytest.mark.req("SVC-01")
def test_while_typing_the_sentence_shows_whom_it_means_and_what_would_follow(cast: Cast, desk: Client) -> None:
    open_one = cast.request()
    text = desk.get("/service/take-in/hear/", {"sentence": CALL}).content.decode()
    for words in ("沈雅琴", "138 **** 6021", "保修期内", "不制冷", "FULL 3.4", open_one.number, "并入原单"):
        assert words in text, words
    assert "13812346021" not in text


def test_a_sentence_fills_the_form_without_putting_personal_data_on_the_page(cast: Cast, desk: Client) -> None:
    text = desk.get(FORM, {"sentence": CALL}).content.decode()
    assert 'value="35B3-2407-018826"' in text
    assert "空调又不制冷了" in text
    assert "13812346021" not in text


@pytest.mark.req("SVC-01")
def test_the_form_registers_with_photos_and_the_files_address(cast: Cast, desk: Client) -> None:
    answer = desk.post(FORM, filled(serial_text="35b3 2407 018826", photos=[picture()]))
    assert answer.status_code == 303
    record = ServiceRequest.objects.get()
    assert record.unit == cast.unit
    assert record.contact_name == "沈雅琴"
    assert record.area == "city"
    assert Attachment.objects.filter(kind=record.kind(), subject_id=record.pk, purpose="photo").count() == 1


def test_what_is_wrong_stands_at_its_field_and_the_rest_stays(desk: Client) -> None:
    answer = desk.post(
        FORM, filled(description="", phone="没有", contact_name="王淑芬", reported_at="2099-01-01T08:00")
    )
    text = answer.content.decode()
    assert answer.status_code == 422
    assert 'value="王淑芬"' in text
    assert "这不是电话号码" in text
    assert "报修时间晚于现在" in text
    assert not ServiceRequest.objects.exists()


@pytest.mark.req("SVC-03")
def test_a_second_call_about_the_same_unit_is_asked_about_before_it_is_doubled(cast: Cast, desk: Client) -> None:
    first = cast.request()
    answer = desk.post(FORM, filled(serial_text=cast.unit.serial))
    assert answer.status_code == 422
    assert first.number in answer.content.decode()
    assert ServiceRequest.objects.count() == 1
    assert desk.post(FORM, filled(serial_text=cast.unit.serial, is_another="on")).status_code == 303
    assert ServiceRequest.objects.count() == 2


@pytest.mark.req("SVC-03")
def test_a_repeated_call_is_joined_with_the_open_request(cast: Cast, desk: Client) -> None:
    first = cast.request()
    answer = desk.post(f"{first.get_absolute_url()}join/", {"sentence": CALL})
    assert answer.status_code == 303
    first.refresh_from_db()
    assert first.urged_count == 1
    assert ServiceRequest.objects.count() == 1


def test_a_form_sent_twice_registers_once(desk: Client) -> None:
    values = filled(submission="0123456789abcdef")
    first, second = desk.post(FORM, values), desk.post(FORM, values)
    assert first.headers["Location"] == second.headers["Location"]
    assert ServiceRequest.objects.count() == 1


@pytest.mark.req("WAR-02")
def test_a_serial_number_in_the_form_is_recognised_at_once(cast: Cast, desk: Client) -> None:
    text = desk.get("/service/take-in/recognise/", {"serial_text": "35B324-07018826", "phone": ""}).content.decode()
    assert "沈雅琴" in text
    assert "保修至 2027-08-02" in text


@pytest.mark.req("REG-02")
def test_a_field_that_a_clause_adds_is_on_the_form_asked_for_and_kept(cast: Cast, desk: Client) -> None:
    clause = Clause.objects.filter(version__regulation__key="FULL").first()
    Parameter.objects.create(
        clause=clause, kind="form_field", name="floor",
        data={"form": "request", "label": "楼层", "type": "text", "required": True},
    )  # fmt: skip
    RulesStamp.objects.update(stamp="another")
    assert "楼层" in desk.get(FORM).content.decode()
    assert desk.post(FORM, filled()).status_code == 422
    assert desk.post(FORM, filled(extra_floor="12 层")).status_code == 303
    record = ServiceRequest.objects.get()
    assert record.extra == {"floor": "12 层"}
    text = desk.get(record.get_absolute_url()).content.decode()
    assert "楼层" in text
    assert "12 层" in text


def test_only_who_may_take_in_sees_the_form(cast: Cast, client: Client) -> None:
    sign_in(client, cast.liuwei)
    assert client.get(FORM).status_code == 403
    assert client.post(SENTENCE, {"sentence": CALL}).status_code == 403
