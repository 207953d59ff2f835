"""The register, the ledger, daily reports and fault classes on the screen and on paper."""

from datetime import timedelta
from io import BytesIO

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone
from python_calamine import CalamineWorkbook
from tests.cast import Cast

from bihuan.kernel.actors import SYSTEM
from bihuan.kernel.lists.paging import Order
from bihuan.kernel.prepared import written
from bihuan.service import operations as service
from bihuan.service.models import DailyReport, FaultClass, ServiceRequest
from bihuan.service.operations import preset_classes
from bihuan.service.tables.register import Register
from bihuan.service.tests.test_views_record import sign_in

REGISTER = "/service/requests/"


@pytest.fixture
def desk(cast: Cast, client: Client) -> Client:
    return sign_in(client, cast.zhoumin)


def listed(client: Client, query: str = "?all=1") -> str:
    answer = client.get(f"{REGISTER}{query}")
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.mark.req("SVC-01", "RPT-01")
def test_the_register_shows_each_request_with_its_nearest_limit_and_clause(cast: Cast, desk: Client) -> None:
    record = cast.request()
    text = listed(desk)
    for words in (record.number, "沈雅琴", "138 **** 6021", "滨江区", "C 免费", "待派工", "FULL 3.4", "派工"):
        assert words in text, words
    assert "13812346021" not in text


@pytest.mark.req("RPT-01")
@pytest.mark.parametrize(
    ("query", "is_there"),
    [
        ("state=registered", True), ("state=closed", False), ("urgency=urgent", True), ("urgency=normal", False),
        ("class=C", True), ("class=A", False), ("reported_at=today", True), ("limit=late", False), ("limit=soon", True),
        ("q=异响", True), ("q=漏水", False),
    ],
)  # fmt: skip
def test_filters_and_words_narrow_the_register(cast: Cast, desk: Client, query: str, is_there: bool) -> None:
    record = cast.request(urgency="urgent")
    assert (record.number in listed(desk, f"?{query}")) is is_there


@pytest.mark.req("RPT-01")
@pytest.mark.parametrize(
    ("query", "table", "index"),
    [
        (Register.views[0].query, "service_servicerequest", "request_open"),
        ("limit=late", "deadlines_deadline", "deadline_running_kind"),
        ("limit=soon", "deadlines_deadline", "deadline_running_kind"),
        ("all=1", "service_servicerequest", "request_by_time"),
    ],
)
def test_the_lists_everybody_begins_with_can_be_read_by_their_index(
    cast: Cast, query: str, table: str, index: str
) -> None:
    """Which one a database takes depends on what it holds; that it may take this one depends on the statement."""
    page = Register(user=cast.zhoumin, query=query)
    rows = Order(page.sort).apply(page.narrowed()).values("pk")[:51]
    sql, values = rows.query.sql_with_params()
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "SET LOCAL enable_seqscan = off; SET LOCAL enable_bitmapscan = off; SET LOCAL enable_sort = off"
            )
            cursor.execute(f"EXPLAIN {sql}", values)
        else:
            sql = sql.replace(f'"{table}" U0', f'"{table}" U0 INDEXED BY "{index}"')
            sql = sql.replace(f'FROM "{table}" WHERE', f'FROM "{table}" INDEXED BY "{index}" WHERE')
            cursor.execute(f"EXPLAIN QUERY PLAN {sql}", values)
        plan = str(cursor.fetchall())
    assert index in plan if connection.vendor == "sqlite" else "Seq Scan" not in plan


@pytest.mark.parametrize("words", [["open'; --"], ["a b"], [""]])
def test_only_words_are_written_into_a_statement(words: list[str]) -> None:
    with pytest.raises(ValueError, match=r".*"):
        written(words)


def test_the_first_visit_shows_what_is_in_work(cast: Cast, desk: Client) -> None:
    done, fresh = cast.signed().request, cast.request()
    text = listed(desk, "")
    assert fresh.number in text
    assert done.number not in text
    assert done.number in listed(desk, "?all=1")


@pytest.mark.req("SEC-01", "RPT-01")
def test_excel_holds_the_rows_with_masked_phones(cast: Cast, desk: Client) -> None:
    record = cast.request(description="=1+1")
    answer = desk.get(f"{REGISTER}?export=xlsx&state=registered")
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    rows = CalamineWorkbook.from_filelike(BytesIO(content)).get_sheet_by_index(0).to_python()
    cells = [str(cell) for row in rows for cell in row]
    assert record.number in cells
    assert "138 **** 6021" in cells
    assert any("=1+1" in cell for cell in cells)


@pytest.mark.req("RPT-01")
def test_chosen_rows_alone_are_exported(cast: Cast, desk: Client) -> None:
    chosen, other = cast.request(), cast.request()
    answer = desk.post(f"{REGISTER}export/", {"pick": chosen.pk})
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    cells = [
        str(cell)
        for row in CalamineWorkbook.from_filelike(BytesIO(content)).get_sheet_by_index(0).to_python()
        for cell in row
    ]
    assert chosen.number in cells
    assert other.number not in cells


@pytest.mark.req("SVC-02")
def test_chosen_requests_are_put_into_one_class(cast: Cast, desk: Client) -> None:
    records = [cast.request(), cast.request()]
    picks = "&".join(f"pick={record.pk}" for record in records)
    assert desk.get(f"{REGISTER}classify/?{picks}").status_code == 200
    assert desk.post(f"{REGISTER}classify/?{picks}", {"fault_class": cast.fault.pk}).status_code == 303
    assert ServiceRequest.objects.filter(fault_class=cast.fault).count() == 2
    assert desk.get(f"{REGISTER}classify/").status_code == 422, "nothing chosen"


@pytest.mark.req("SVC-08")
def test_chosen_requests_are_dispatched_together_or_not_at_all(cast: Cast, desk: Client) -> None:
    records = [cast.request(), cast.request()]
    picks = "&".join(f"pick={record.pk}" for record in records)
    values = {"technician": cast.chenlijun.pk, "planned_minutes": 60}
    assert desk.post(f"{REGISTER}dispatch/?{picks}", values).status_code == 303
    assert set(ServiceRequest.objects.values_list("state", flat=True)) == {"dispatched"}
    fresh = cast.request()
    answer = desk.post(f"{REGISTER}dispatch/?pick={fresh.pk}&{picks}", values)
    assert answer.status_code == 422
    fresh.refresh_from_db()
    assert fresh.state == "registered"


@pytest.mark.req("SVC-01", "SVC-07", "SVC-16")
@pytest.mark.parametrize("form", ["repair_register", "service_ledger", "daily_report"])
def test_lists_are_printed_as_their_paper_originals(cast: Cast, desk: Client, form: str) -> None:
    cast.signed()
    answer = desk.get(f"/print/{form}.pdf?technician={cast.chenlijun.pk}")
    assert answer.status_code == 200
    assert answer.content.startswith(b"%PDF-")


def test_chosen_requests_go_to_print(cast: Cast, desk: Client) -> None:
    record = cast.request()
    answer = desk.post(f"{REGISTER}print/", {"pick": record.pk})
    assert answer.status_code == 302
    assert desk.get(answer.headers["Location"]).content.startswith(b"%PDF-")


def test_a_technician_sees_only_his_own_requests(cast: Cast, client: Client) -> None:
    his, other = cast.order().request, cast.request()
    sign_in(client, cast.chenlijun)
    text = listed(client)
    assert his.number in text
    assert other.number not in text


@pytest.mark.req("SVC-07", "SVC-09")
def test_the_ledger_lists_finished_jobs(cast: Cast, desk: Client) -> None:
    order, running = cast.signed(), cast.order(cast.request())
    text = desk.get("/service/ledger/?all=1").content.decode()
    assert order.number in text
    assert running.number not in text
    assert "已签认" in text


@pytest.mark.req("SVC-16")
def test_the_daily_report_is_built_from_the_orders_and_reviewed_once(cast: Cast, client: Client) -> None:
    order = cast.signed()
    today = timezone.localdate().isoformat()
    url = f"/service/reports/{cast.chenlijun.pk}/{today}/"
    sign_in(client, cast.lintao)
    assert cast.chenlijun.name in client.get("/service/reports/").content.decode()
    text = client.get(url).content.decode()
    assert order.number in text
    assert "53" in text
    service.submit_daily(cast.chenlijun, day=timezone.localdate(), by=cast.chenlijun)
    assert client.post(url, {"remark": "按时完成"}).status_code == 303
    assert DailyReport.objects.get().reviewed_by == cast.lintao
    assert "按时完成" in client.get(url).content.decode()
    assert client.post(url, {"remark": "再来"}).status_code == 422


@pytest.mark.req("SVC-16")
def test_a_technician_sees_his_own_report_and_can_not_review_it(cast: Cast, client: Client) -> None:
    cast.signed()
    sign_in(client, cast.chenlijun)
    today = timezone.localdate()
    assert client.get(f"/service/reports/{cast.chenlijun.pk}/{today}/").status_code == 200
    url = f"/service/reports/{cast.chenlijun.pk}/{today}/"
    assert client.post(url, {"summary": ""}).status_code == 303, "his own form hands it in"
    assert client.post(url, {"remark": ""}).status_code == 403
    assert DailyReport.objects.get().reviewed_at is None
    assert client.get(f"/service/reports/{cast.sunhao.pk}/{today - timedelta(days=1)}/").status_code == 404
    assert client.get(f"/service/reports/{cast.chenlijun.pk}/2026-13-99/").status_code == 404


@pytest.mark.req("SVC-02")
def test_the_classification_is_edited_and_requests_are_counted_by_it(cast: Cast, client: Client) -> None:
    cast.request(fault_class=cast.fault)
    sign_in(client, cast.hanli)
    text = client.get("/service/classes/").content.decode()
    assert "不制冷" in text
    assert f"fault={cast.fault.pk}" in text
    values = {"code": "AC-09", "name": "异响", "parent": cast.fault.parent_id, "is_active": "on"}
    assert client.post("/service/classes/new/", values).status_code == 303
    assert client.post("/service/classes/new/", values).status_code == 422, "a code is used once"
    assert FaultClass.objects.get(code="AC-09").parent == cast.fault.parent


def test_the_desk_may_look_at_the_classes_but_not_edit_them(desk: Client) -> None:
    assert desk.get("/service/classes/").status_code == 200
    assert desk.get("/service/classes/new/").status_code == 403


@pytest.mark.req("SVC-02")
def test_a_new_installation_begins_with_the_classes_of_the_clause(cast: Cast) -> None:
    FaultClass.objects.filter(parent__isnull=False).delete()
    FaultClass.objects.all().delete()
    made = preset_classes(by=SYSTEM)
    assert (made, FaultClass.objects.count()) == (21, 21)
    assert str(FaultClass.objects.get(code="water-leak")) == "水路 › 漏水"
    assert preset_classes(by=SYSTEM) == 0
