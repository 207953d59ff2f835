"""A regulation invented on the pages runs: time limit, station, further field, print (REG-02)."""

import io
from datetime import timedelta

import pytest
from django.utils import timezone
from pypdf import PdfReader

from bihuan.deadlines import operations as deadlines
from bihuan.deadlines.models import Deadline, Rung
from bihuan.deadlines.queries import for_record
from bihuan.kernel.outbox import Notice
from bihuan.products.models import ProductLine, ProductModel, Unit
from bihuan.service.models import ServiceRequest
from bihuan.signoff.models import Station
from tests.cast import SIGNATURE
from tests.flows.desks import add_parameter, draft_regulation, put_in_force

pytestmark = pytest.mark.django_db
WASHER = "XQB75-240901-0007"


@pytest.fixture
def washer(cast):
    """沈雅琴's washing machine: another product line than the air-conditioner."""
    line = ProductLine.objects.create(code="WM", name="洗衣机")
    model = ProductModel.objects.create(code="XQB75-J", name="波轮洗衣机", line=line, warranty_months=36)
    return Unit.objects.create(serial=WASHER, model=model, customer=cast.customer)


@pytest.fixture
def clause(cast, washer, desk):
    """The office invents, the general manager approves; it counts for washing machines only."""
    office, manager = desk("zhulin"), desk("linhai")
    clause = draft_regulation(office, "WASH")
    add_parameter(
        office, clause, "time_limit", name="first_call", label="首次联系", starts="request.registered",
        met_by="request.contacted", limit_number="30", limit_unit="min", limit_calendar="always", ladder__count="2",
        ladder__0__at="50", ladder__0__tell="owner", ladder__1__at="100", ladder__1__tell="quality", pauses__count="0",
    )  # fmt: skip
    add_parameter(
        office, clause, "route", name="dispatch_washers", label="洗衣机派工会签", form="dispatch", stations__count="1",
        stations__0__order="1", stations__0__name="售后服务管理师审批", stations__0__post="supervisor",
        stations__0__limit_minutes="1 h",
    )  # fmt: skip
    add_parameter(
        office, clause, "form_field", name="place", label="安装环境", form="request", type="choice",
        choices="阳台\n卫生间\n厨房", required="on",
    )  # fmt: skip
    manager.send("/regulations/WASH/scope/", product_line="WM", revision=1)
    put_in_force(office, manager, clause)
    return clause


def take_in(desk, serial, expect=303, **more):
    values = {
        "contact_name": "沈雅琴", "phone": "13812346021", "serial_text": serial, "description": "脱水时剧烈抖动",
        "channel": "hotline", "urgency": "normal", "is_another": "on",
    }  # fmt: skip
    return desk.send("/service/take-in/", expect=expect, **{**values, **more})


def text_of(pdf):
    pages = PdfReader(io.BytesIO(pdf)).pages
    return "".join(page.extract_text() for page in pages).replace("\n", "").replace(" ", "")


@pytest.mark.req("REG-01", "REG-02", "REG-04", "SVC-07")
def test_the_invented_limit_station_and_field_run_from_the_call_to_the_print(
    cast, clause, desk, django_capture_on_commit_callbacks
):
    zhoumin, shenjie = desk("zhoumin"), desk("shenjie")

    # the field is on the page, and required
    page = zhoumin.open(f"/service/take-in/recognise/?serial_text={WASHER}")
    assert "安装环境" in page
    assert "卫生间" in page
    refused = take_in(zhoumin, WASHER, expect=422)
    assert "extra_place" in refused.context["form"].errors
    assert "脱水时剧烈抖动" in refused.content.decode()
    assert not ServiceRequest.objects.exists()
    take_in(zhoumin, WASHER, extra_place="卫生间")
    request = ServiceRequest.objects.get()
    assert request.extra == {"place": "卫生间"}

    # the time limit runs, beside those of the other regulations, and says why
    limit = Deadline.objects.get(name="first_call", subject_id=request.pk)
    assert limit.due_at - request.reported_at == timedelta(minutes=30)
    assert {one.name for one in for_record(request)} == {"first_call", "dispatch", "arrival", "repair"}
    page = zhoumin.open(f"/service/requests/{request.pk}/")
    for words in ("首次联系", "WASH 2.1", "安装环境", "卫生间"):
        assert words in page, words
    why = zhoumin.open(f"/deadlines/{limit.pk}/")
    for words in ("WASH 2.1", "半小时内与客户联系", f"/regulations/clauses/{clause.pk}/"):
        assert words in why, words

    # the ladder fires on the sweep and tells the right people
    deadlines.sweep(request.reported_at + timedelta(minutes=31))
    told = {rung.percent: rung.told for rung in Rung.objects.filter(deadline=limit)}
    assert told == {50: ["周敏"], 100: ["钱进"]}
    assert Notice.objects.filter(recipient=cast.qianjin, title__contains="首次联系").count() == 1

    # dispatch asks the station; its signature dispatches
    zhoumin.send(f"/service/requests/{request.pk}/assign/", technician=cast.chenlijun.pk, revision=request.revision)
    request.refresh_from_db()
    assert request.state == "awaiting_approval"
    station = Station.objects.get()
    assert (station.name, station.post) == ("售后服务管理师审批", "supervisor")
    assert request.number in shenjie.open("/signoff/")
    shenjie.send(f"/signoff/stations/{station.pk}/sign/", opinion="同意", password="beichen-2026", verdict="agree")
    request.refresh_from_db()
    assert (request.state, request.technician) == ("dispatched", cast.chenlijun)

    # reaching the customer meets the limit, late
    zhoumin.send(f"/service/requests/{request.pk}/contact/", note="请先断电，今天下午到", revision=request.revision)
    limit.refresh_from_db()
    assert limit.state == "met"

    # the field is on the printed forms
    register = text_of(zhoumin.file(f"/print/repair_register.pdf?ids={request.pk}"))
    assert "卫生间" in register
    order = request.current_order()
    cast.finished(order)
    technician = desk("chenlijun")
    with django_capture_on_commit_callbacks(execute=True):
        technician.send(f"/service/jobs/{order.pk}/sign/", signature=SIGNATURE, signer_name="沈雅琴")
    order.refresh_from_db()
    voucher = text_of(order.voucher.document.read())
    for words in ("维修服务凭证", "安装环境", "卫生间"):
        assert words in voucher, words


@pytest.mark.req("REG-04")
def test_requests_of_other_product_lines_are_untouched(cast, clause, desk):
    zhoumin = desk("zhoumin")
    assert "安装环境" not in zhoumin.open(f"/service/take-in/recognise/?serial_text={cast.unit.serial}")
    take_in(zhoumin, cast.unit.serial)
    request = ServiceRequest.objects.get()
    assert {one.name for one in for_record(request)} == {"dispatch", "arrival", "repair"}
    zhoumin.send(f"/service/requests/{request.pk}/assign/", technician=cast.chenlijun.pk, revision=request.revision)
    request.refresh_from_db()
    assert request.state == "dispatched"
    assert "安装环境" not in zhoumin.open(f"/service/requests/{request.pk}/")


@pytest.mark.req("REG-02")
def test_what_was_entered_stays_readable_when_the_regulation_is_gone(cast, clause, desk):
    zhoumin, manager = desk("zhoumin"), desk("linhai")
    take_in(zhoumin, WASHER, extra_place="阳台")
    request = ServiceRequest.objects.get()
    manager.send(f"/regulations/versions/{clause.version_id}/withdraw/", note="不再需要")
    assert "阳台" in zhoumin.open(f"/service/requests/{request.pk}/")
    assert "安装环境" not in zhoumin.open(f"/service/take-in/recognise/?serial_text={WASHER}")
    order = cast.finished(cast.order(request))
    assert "阳台" in text_of(zhoumin.file(f"/print/draft_voucher/service.workorder/{order.pk}.pdf"))


@pytest.mark.req("REG-02")
def test_the_time_limit_is_that_of_the_clause_when_the_trouble_came_in(cast, clause, desk):
    """A later version of the clause changes new requests, not those that run."""
    zhoumin, office, manager = desk("zhoumin"), desk("zhulin"), desk("linhai")
    take_in(zhoumin, WASHER, extra_place="阳台")
    old = Deadline.objects.get(name="first_call")
    office.send("/regulations/WASH/version/", version="A/1", note="改为十分钟")
    newer = clause.version.regulation.versions.get(version="A/1")
    parameter = newer.clauses.get(number="2.1").parameters.get(name="first_call")
    office.send(
        f"/regulations/parameters/{parameter.pk}/edit/",
        name="first_call",
        label="首次联系",
        starts="request.registered",
        met_by="request.contacted",
        limit_number="10",
        limit_unit="min",
        limit_calendar="always",
        ladder__count="1",
        ladder__0__at="100",
        ladder__0__tell="owner",
        pauses__count="0",
    )
    put_in_force(office, manager, newer.clauses.get(number="2.1"))
    take_in(zhoumin, WASHER, extra_place="阳台", description="进水慢")
    first, second = Deadline.objects.filter(name="first_call").order_by("pk")
    assert (first.due_at, first.limit_minutes) == (old.due_at, 30)
    assert second.limit_minutes == 10
    request = ServiceRequest.objects.get(pk=first.subject_id)
    zhoumin.send(
        f"/service/requests/{request.pk}/change/", contact_name="沈雅琴", serial_text=WASHER, model_text="XQB75-J",
        description="脱水时剧烈抖动，有异响", urgency="normal", extra_place="阳台", revision=request.revision,
    )  # fmt: skip
    first.refresh_from_db()
    assert (first.state, first.limit_minutes) == ("open", 30)
    assert timezone.localtime(first.due_at) == timezone.localtime(old.due_at)
