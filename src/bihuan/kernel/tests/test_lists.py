"""Lists: paging without counting off, filters, kept views, Excel; on rows of the kernel's own."""

import io
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import AnonymousUser
from django.contrib.messages.storage.fallback import FallbackStorage
from django.db import connection
from django.http import HttpResponse, QueryDict
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext
from python_calamine import CalamineWorkbook

from bihuan.kernel.lists import Choice, Column, Export, ListPage, Period, SavedView, exports, picked
from bihuan.kernel.lists.columns import cells
from bihuan.kernel.lists.paging import Order, cut
from bihuan.kernel.submissions import SubmittedForm

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 11, 20, 4, tzinfo=UTC)
WHO = [("a", "甲"), ("b", "乙")]


class Forms(ListPage):
    """Submitted forms, because the kernel has no record with a page of its own."""

    name = "kernel.forms"
    title = "表单"
    order = "-submitted_at"
    size = 10
    columns = (
        Column("token", "编号", kind="no", sort=True),
        Column("path", "路径", kind="title"),
        Column("owner", "人员", kind="choice", choices=WHO),
        Column("submitted_at", "时间", kind="time", sort=True),
        Column("phone", "电话", kind="phone", value=lambda row: "13812346021"),
        Column("result_url", "去向", is_optional=True),
    )
    filters = (Choice("owner", "人员", choices=WHO), Period("submitted_at", "时间"))
    search_fields = ("path__icontains", "token__icontains")
    needs = ("token",)

    def rows(self, user: Any) -> Any:
        return SubmittedForm.objects.exclude(owner="hidden")

    def url(self, row: dict[str, Any]) -> str:
        return f"/forms/{row['token']}/"


@pytest.fixture
def user(db: None) -> Any:
    return get_user_model().objects.create_user("zhoumin", name="周敏")


def fill(count: int, **values: Any) -> None:
    """Store so many rows; each three share a moment, so that the key has to break ties."""
    base = {"owner": "a", "path": "/x/", "result_url": "/y/"} | values
    SubmittedForm.objects.bulk_create([SubmittedForm(token=f"t{number:05}", **base) for number in range(count)])
    rows = list(SubmittedForm.objects.order_by("token"))
    for number, row in enumerate(rows):
        row.submitted_at = NOON + timedelta(minutes=number // 3)
    SubmittedForm.objects.bulk_update(rows, ["submitted_at"], batch_size=400)


def ask(user: Any, query: str = "all=1", **options: Any) -> Any:
    request = RequestFactory().get(f"/forms/?{query}" if query else "/forms/", **options)
    return prepared(request, user)


def prepared(request: Any, user: Any) -> Any:
    request.user, request.session = user, {}
    request._messages = FallbackStorage(request)
    return request


def tokens(page: ListPage) -> list[str]:
    return [row["token"] for row in page.slice.rows]


def test_paging_forward_and_back_shows_every_row_once_in_order(user: Any) -> None:
    fill(35)
    every = [f"t{number:05}" for number in range(34, -1, -1)]
    seen, query, pages = [], "all=1", []
    while query:
        page = Forms(ask(user, query))
        seen += tokens(page)
        pages.append(tokens(page))
        query = page.address(after=page.slice.next)[1:] if page.slice.next else ""
    assert seen == every
    back = Forms(ask(user, page.address(before=page.slice.previous)[1:]))
    assert tokens(back) == pages[-2]
    assert page.slice.next == ""


def test_upwards_order_pages_as_well(user: Any) -> None:
    fill(25)
    first = Forms(ask(user, "sort=submitted_at"))
    second = Forms(ask(user, first.address(after=first.slice.next)[1:]))
    assert tokens(first) + tokens(second) == [f"t{number:05}" for number in range(20)]


@pytest.mark.parametrize("cursor", ["nonsense", "W10", "WzEsMl0", "eyJhIjoxfQ", "%00", "WyIyMDI2IiwgbnVsbF0"])
def test_a_broken_cursor_gives_the_first_page(user: Any, cursor: str) -> None:
    fill(12)
    assert tokens(Forms(ask(user, f"after={cursor}")))[0] == "t00011"


def test_an_unknown_sort_is_ignored(user: Any) -> None:
    assert Forms(ask(user, "sort=-owner__password")).sort == "-submitted_at"


def test_a_page_costs_the_same_few_queries_however_many_rows_there_are(user: Any) -> None:
    fill(30)
    Forms(ask(user)).respond()  # the user's posts are read once
    with CaptureQueriesContext(connection) as few:
        Forms(ask(user)).respond()
    SubmittedForm.objects.bulk_create([SubmittedForm(token=f"u{n:05}", owner="b", path="/z/") for n in range(900)])
    with CaptureQueriesContext(connection) as many:
        Forms(ask(user)).respond()
    assert len(few) == len(many) == 4  # rows, count, kept views, unread notices


def test_counting_stops_beyond_ten_thousand(user: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bihuan.kernel.lists.paging.MOST", 20)
    monkeypatch.setattr("bihuan.kernel.lists.page.MOST", 20)
    fill(30)
    assert Forms(ask(user)).context()["counted"] == "20+"
    assert Forms(ask(user, "q=t0000")).context()["counted"] == "10"


@pytest.mark.req("RPT-01")
def test_filters_narrow_and_unknown_values_do_nothing(user: Any) -> None:
    fill(6)
    SubmittedForm.objects.filter(token="t00001").update(owner="b")
    assert tokens(Forms(ask(user, "owner=b"))) == ["t00001"]
    assert len(tokens(Forms(ask(user, "owner=nobody' OR 1=1")))) == 6
    assert len(tokens(Forms(ask(user, "submitted_at_from=2026-11-20&submitted_at_to=2026-11-20")))) == 6
    assert tokens(Forms(ask(user, "submitted_at_from=2026-11-21"))) == []
    assert tokens(Forms(ask(user, "q=T00003"))) == ["t00003"]


def test_filters_stay_for_the_next_visit_until_they_are_cleared(user: Any) -> None:
    fill(4)
    response = Forms(ask(user, "owner=b&q=secret")).respond()
    cookie = response.cookies["list-kernel-forms"]
    assert cookie.value == "owner%3Db"
    request = ask(user, "")
    request.COOKIES["list-kernel-forms"] = cookie.value
    assert tokens(Forms(request)) == []
    assert Forms(ask(user, "all=1")).respond().cookies["list-kernel-forms"].value == ""


def test_invisible_rows_are_in_no_page_count_or_export(user: Any) -> None:
    fill(3)
    SubmittedForm.objects.filter(token="t00000").update(owner="hidden")
    page = Forms(ask(user))
    assert "t00000" not in tokens(page)
    assert page.count == 2
    assert sheet(Forms(ask(user, "export=xlsx")).respond())[1:] != []
    assert all("t00000" not in line for line in sheet(Forms(ask(user, "export=xlsx")).respond()))


def test_what_people_typed_is_escaped_in_the_page(user: Any) -> None:
    fill(1, path="<script>alert(1)</script>")
    html = Forms(ask(user)).respond().content.decode()
    assert "<script>alert" not in html
    assert "&lt;script&gt;alert(1)" in html


def test_htmx_gets_the_list_alone(user: Any) -> None:
    fill(2)
    html = Forms(ask(user, headers={"HX-Request": "true", "HX-Target": "div#list"})).respond().content.decode()
    assert html.strip().startswith('<div id="list"')
    assert "<html" not in html
    back = {"HX-Request": "true", "HX-Target": "div#list", "HX-History-Restore-Request": "true"}
    assert "<html" in Forms(ask(user, headers=back)).respond().content.decode()


def test_a_kept_view_is_ones_own_and_can_be_replaced_and_forgotten(user: Any) -> None:
    other = get_user_model().objects.create_user("hejing", name="何静")
    for query in ("owner=a", "owner=b"):
        post(user, do="view", name="我的", query=query)
    view = SavedView.objects.get()
    assert (view.query, view.is_shared) == ("owner=b", False)
    assert [tab.label for tab in Forms(ask(user)).tabs()][0] == "我的"
    assert Forms(ask(other)).tabs() == []
    post(other, do="forget", pk=str(view.pk))
    assert SavedView.objects.exists()
    post(user, do="forget", pk=str(view.pk))
    assert not SavedView.objects.exists()


def test_a_name_that_is_too_long_is_refused_at_its_field_and_stays_as_typed(user: Any) -> None:
    name = "本月华东片区所有超时未派工的上门维修单以及其它还没有归类的全部报修记录清单一览表格"
    answer = post(user, do="view", name=name, query="owner=a")
    page = answer.content.decode()
    assert len(name) > 40
    assert (answer.status_code, SavedView.objects.count()) == (422, 0)
    assert name in page
    assert "view-error" in page
    assert post(user, do="view", name=name[:40], query="owner=a").status_code == 303


def post(user: Any, **data: Any) -> HttpResponse:
    return Forms(prepared(RequestFactory().post("/forms/", data), user)).respond()


def test_chosen_columns_are_remembered(user: Any) -> None:
    fill(1)
    response = post(user, do="columns", column=["path", "result_url", "password"], query="owner=a")
    assert response.headers["Location"] == "/forms/?owner=a"
    cookie = response.cookies["list-kernel-forms-columns"]
    assert cookie.value == "path.result_url"
    request = ask(user)
    request.COOKIES[cookie.key] = cookie.value
    assert [column.field for column in Forms(request).chosen] == ["path", "result_url"]


def sheet(response: Any) -> list[list[Any]]:
    content = b"".join(response.streaming_content)
    return CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python()


@pytest.mark.req("RPT-01", "SEC-01")
def test_excel_holds_all_filtered_rows_masked_labelled_and_no_formula(user: Any) -> None:
    fill(25, path="=HYPERLINK(1)")
    lines = sheet(Forms(ask(user, "owner=a&export=xlsx")).respond())
    assert lines[0] == ["编号", "路径", "人员", "时间", "电话"]
    assert len(lines) == 26
    assert lines[1][:3] == ["t00024", "=HYPERLINK(1)", "甲"]
    assert lines[1][3] == datetime(2026, 11, 20, 12, 8)  # noqa: DTZ001  Excel knows no zones
    assert lines[1][4] == "138 **** 6021"


def test_a_long_export_is_written_in_the_background_for_its_owner(user: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exports, "AT_ONCE", 10)
    fill(15)
    answer = Forms(ask(user, "owner=a&export=xlsx")).respond()
    export = Export.objects.get()
    assert answer.headers["Location"].endswith(f"/exports/{export.pk}/")
    assert export.path == ""
    exports.write_export.call(pk=export.pk)
    export.refresh_from_db()
    assert (export.rows, bool(export.done_at)) == (15, True)
    assert len(sheet(exports.fetched(export))) == 16


def test_the_print_view_stops_at_five_hundred_rows(user: Any) -> None:
    fill(3)
    html = Forms(ask(user, "print=1")).respond().content.decode()
    assert html.count("<tr>") == 4
    assert "138 **** 6021" in html


def test_picks_are_numbers_each_once() -> None:
    request = prepared(RequestFactory().get("/?pick=3&pick=x&pick=3&pick=5&pick=-1"), AnonymousUser())
    assert picked(request) == [3, 5]


def test_a_time_limit_is_coloured_and_said_in_words() -> None:
    column = Column("due", "时限", kind="due", is_computed=True)
    late = {"due_at": NOON - timedelta(days=400), "starts_at": NOON - timedelta(days=401), "state": "open"}
    html = cells([(column, {})], {"due": late, "url": ""}, {})
    assert "due-over" in html
    assert "超时" in html


def test_the_place_behind_equal_values_is_exact() -> None:
    fill(9)
    rows = SubmittedForm.objects.filter(token__gte="t")
    first = cut(rows, Order("-submitted_at"), ["token"], 4)
    second = cut(rows, Order("-submitted_at"), ["token"], 4, after=first.next)
    assert [row["token"] for row in first.rows + second.rows] == [f"t{n:05}" for n in range(8, 0, -1)]


def test_a_period_by_name_begins_at_local_midnight(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bihuan.kernel.lists.filters.timezone.localdate", lambda: date(2026, 11, 20))
    condition = str(Period("at", "时间").condition(QueryDict("at=today")))
    assert "2026, 11, 20, 0, 0" in condition
    assert "Asia/Shanghai" in condition
