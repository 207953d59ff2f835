"""A field that a clause requires is asked for whatever the channel; a ledger's old lines may lack it (REG-02)."""

import json

import pytest

from bihuan.service import operations as service
from bihuan.service.models import ServiceRequest
from bihuan.service.tests.test_api_edges import TYPE, bearer
from tests.flows.desks import Desk, add_parameter, draft_regulation, put_in_force
from tests.flows.test_ledgers import send

pytestmark = [pytest.mark.django_db, pytest.mark.req("REG-02", "SVC-01")]
REPORT = {"name": "沈雅琴", "phone": "13812346021", "words": "脱水时抖动"}
LEDGER = "\r\n".join([
    "报修时间,报修人,手机,机型,故障描述,安装环境,楼层,装机日期",
    "2025/9/8 9:00,永兴纺织,13900000011,KFR-35GW,制冷效果差,阳台,3,2020/6/8",
    "2025/9/8 9:30,刘洋,13900000012,KFR-35GW,不制冷,露台,看不清,",
    "2025/9/8 9:40,龙泉小学,13900000013,KFR-35GW,漏水,,,",
])  # fmt: skip


@pytest.fixture
def clause(cast, desk):
    """Every request must say where the product stands; floor and day of installation may be said."""
    office, manager = desk("zhulin"), desk("linhai")
    clause = draft_regulation(office, "PLACE")
    add_parameter(
        office, clause, "form_field", name="place", label="安装环境", form="request", type="choice",
        choices="阳台\n卫生间\n厨房", required="on",
    )  # fmt: skip
    add_parameter(office, clause, "form_field", name="floor", label="楼层", form="request", type="number")
    add_parameter(office, clause, "form_field", name="installed", label="装机日期", form="request", type="date")
    put_in_force(office, manager, clause)
    return clause


def test_the_customer_is_asked_on_the_report_page(cast, clause):
    visitor = Desk()
    page = visitor.open(f"/q/{cast.unit.serial}/")
    assert "安装环境" in page
    assert "PLACE 2.1" not in page, "a clause's number says nothing to a customer"
    refused = visitor.send(f"/q/{cast.unit.serial}/", expect=422, **REPORT)
    assert "extra_place" in refused.context["form"].errors
    assert "脱水时抖动" in refused.content.decode()
    assert not ServiceRequest.objects.exists()
    visitor.send(f"/q/{cast.unit.serial}/", **REPORT, extra_place="厨房", extra_floor="12")
    assert ServiceRequest.objects.get().extra == {"place": "厨房", "floor": "12"}


def test_a_sentence_falls_through_to_the_form_with_the_field_marked(cast, clause, desk):
    zhoumin = desk("zhoumin")
    call = "尾号 6021，滨江星澜苑 6 幢，空调又不制冷了"
    answer = zhoumin.send("/service/take-in/sentence/", expect=422, sentence=call)
    form, page = answer.context["form"], answer.content.decode()
    assert list(form.errors) == ["extra_place"]
    assert "空调又不制冷了" in page
    assert cast.unit.serial in page
    assert "13812346021" not in page
    assert not ServiceRequest.objects.exists()
    values = {name: value for name in form.fields if (value := form[name].value()) not in (None, "")}
    zhoumin.send("/service/take-in/", **{**values, "reported_at": "", "extra_place": "阳台", "is_another": "on"})
    made = ServiceRequest.objects.get()
    assert (made.extra, made.unit) == ({"place": "阳台"}, cast.unit)


def test_a_sentence_alone_is_enough_where_nothing_more_is_required(cast, desk):
    desk("zhoumin").send("/service/take-in/sentence/", sentence="尾号 6021，空调又不制冷了")
    assert ServiceRequest.objects.get().unit == cast.unit


def test_another_system_is_told_which_fields_there_are_and_which_is_missing(cast, clause, client):
    headers = bearer(cast.zhoumin, "requests:read", "requests:write")
    fields = client.get("/api/requests/fields", headers=headers).json()
    ours = [one for one in fields if one["clause"] == "PLACE 2.1"]
    assert [(one["name"], one["required"], one["clause"]) for one in ours] == [
        ("place", True, "PLACE 2.1"), ("floor", False, "PLACE 2.1"), ("installed", False, "PLACE 2.1"),
    ]  # fmt: skip
    assert ours[0]["choices"] == ["阳台", "卫生间", "厨房"]

    def post(**extra):
        body = json.dumps({"description": "不制冷", "serial": cast.unit.serial, "extra": extra})
        return client.post("/api/requests", body, TYPE, headers=headers)

    for extra, wrong in (({}, "place"), ({"place": "露台"}, "place"), ({"place": "阳台", "floor": "三楼"}, "floor")):
        answer = post(**extra)
        assert answer.status_code == 422, extra
        assert [error["field"] for error in answer.json()["errors"]] == [f"extra.{wrong}"]
    assert not ServiceRequest.objects.exists()
    good = post(place="阳台", floor=3, their_own="7")
    assert good.status_code == 201
    request = ServiceRequest.objects.get()
    assert request.extra == {"place": "阳台", "floor": "3", "their_own": "7"}
    body = {"revision": request.revision, "extra": {"place": "厨房"}}
    assert client.patch(f"/api/requests/{request.pk}", json.dumps(body), TYPE, headers=headers).status_code == 200
    request.refresh_from_db()
    assert request.extra == {"place": "厨房", "floor": "3", "their_own": "7"}


def test_the_document_of_the_api_names_the_fields(client):
    document = client.get("/api/openapi.json").json()
    assert "/api/requests/fields" in document["paths"]
    assert "/requests/fields" in document["components"]["schemas"]["RequestIn"]["properties"]["extra"]["description"]


def test_a_ledger_brings_the_fields_as_columns_and_may_lack_them(cast, clause, desk, tmp_path):
    path = tmp_path / "登记.csv"
    path.write_text(LEDGER, "utf-8")
    run = send(desk("zhoumin"), path)
    assert {"further.place", "further.floor", "further.installed"} <= set(run.mapping)
    assert (run.imported, run.rejected) == (3, 0)
    full, doubtful, empty = ServiceRequest.objects.order_by("pk")
    assert full.extra == {"place": "阳台", "floor": "3", "installed": "2020-06-08"}
    assert doubtful.extra == {}
    assert "安装环境：露台" in doubtful.remarks
    assert "楼层：看不清" in doubtful.remarks
    assert empty.extra == {}
    page = desk("zhoumin").open(f"/service/requests/{empty.pk}/")
    assert "安装环境" in page
    assert "不详" in page[page.index("安装环境") :][:200]


def test_a_correction_does_not_ask_for_what_nobody_was_asked_before(cast, clause, desk):
    row = service.register(service.Intake(description="脱水时抖动", asks_further=False), by=cast.zhoumin)
    page = desk("zhoumin").open(f"/service/requests/{row.pk}/change/")
    assert "安装环境（尚缺）" in page
    desk("zhoumin").send(
        f"/service/requests/{row.pk}/change/", description="脱水时抖动，走位", urgency="normal", revision=row.revision
    )
    row.refresh_from_db()
    assert (row.description, row.extra) == ("脱水时抖动，走位", {})
