"""What one sees of limits."""

import pytest

from bihuan.deadlines import operations, queries
from bihuan.deadlines.models import Deadline
from bihuan.deadlines.tests.stage import Case, Completed, Dispatched, at


@pytest.fixture
def limit(stage):
    stage.limit("修复", 600)
    stage.case()
    deadline = Deadline.objects.get()
    operations.pause(deadline, reason="客户不在家", by=stage.zhoumin, at=at("11-20T09:40"), note="门前照片")
    operations.resume(deadline, by=stage.zhoumin, at=at("11-20T10:25"))
    deadline.refresh_from_db()
    return deadline


@pytest.fixture(autouse=True)
def _today(monkeypatch):
    from django.utils import timezone

    monkeypatch.setattr(timezone, "now", lambda: at("11-20T15:05"))


@pytest.mark.req("REG-02")
def test_why_shows_every_stretch_that_counted_and_they_add_up_to_the_limit(stage, limit):
    why = queries.why(limit)
    assert [(line.amount.total_seconds() / 60, bool(line.pause)) for line in why.lines] == [
        (180, False), (240, False), (-45, True), (225, False)]  # fmt: skip
    assert sum(line.amount.total_seconds() for line in why.lines) == limit.limit.total_seconds()
    assert (why.used.total_seconds() / 60, why.percent) == (470, 78)
    assert why.calendar_name == "上班时间"


def test_a_long_limit_is_shown_with_its_middle_folded(stage):
    stage.limit("整改", 14400)
    stage.case()
    lines = queries.why(Deadline.objects.get()).lines
    assert len(lines) == 7
    assert sum(line.amount.total_seconds() for line in lines) == 14400 * 60


@pytest.mark.req("REG-02")
def test_the_page_says_clause_windows_pauses_and_ladder(client, stage, limit):
    client.force_login(stage.chenlijun)
    operations.sweep(at("11-20T15:05"))
    page = client.get(limit.get_absolute_url()).content.decode()
    for words in ("接到报修后按时上门。", "FULL 3.1", "11-19", "09:40 – 10:25 客户不在家，门前照片", "陈立军", "78"):
        assert words in page
    assert "<html" in page


def test_the_popover_is_the_same_without_the_frame(client, stage, limit):
    client.force_login(stage.chenlijun)
    page = client.get(limit.get_absolute_url(), headers={"HX-Request": "true"}).content.decode()
    assert "接到报修后按时上门。" in page
    assert "<html" not in page


def test_a_notice_leads_to_the_record(client, stage, limit):
    client.force_login(stage.hanli)
    assert client.get(f"/deadlines/{limit.pk}/record/").url == "/"


def test_the_list_shows_running_limits_the_most_urgent_first_to_those_who_may_see_them(client, stage):
    stage.limit("派工", 120)
    early, late, done = stage.case(at("11-19T08:00")), stage.case(at("11-20T14:00")), stage.case()
    stage.happens(Dispatched, done, at("11-19T15:00"))
    client.force_login(stage.hanli)
    page = client.get("/deadlines/").content.decode()
    assert page.index(early.code) < page.index(late.code)
    assert done.code not in page
    assert late.code not in client.get("/deadlines/?due=late").content.decode()
    client.force_login(stage.xuwen)
    assert early.code not in client.get("/deadlines/").content.decode()


def test_a_list_of_limits_costs_the_same_number_of_queries_however_long(client, stage, django_assert_max_num_queries):
    stage.limit("派工", 120)
    stage.case()
    client.force_login(stage.hanli)
    client.get("/deadlines/")
    with django_assert_max_num_queries(30) as one:
        client.get("/deadlines/")
    for _ in range(30):
        stage.case()
    with django_assert_max_num_queries(len(one)):
        client.get("/deadlines/")


def test_a_list_of_records_gets_the_next_limit_of_each_in_one_query(stage, django_assert_num_queries):
    stage.limit("派工", 120)
    stage.limit("修复", 600)
    cases = [stage.case() for _ in range(5)]
    with django_assert_num_queries(1):
        found = queries.nearest(Case.kind(), [case.pk for case in cases])
    assert {deadline.name for deadline in found.values()} == {"派工"}
    assert len(found) == 5


def test_the_clock_is_stopped_and_goes_on_from_the_page(client, stage, limit):
    client.force_login(stage.zhoumin)
    url = f"/deadlines/{limit.kind}/{limit.subject_id}/"
    form = client.get(url + "pause/").content.decode()
    assert "等配件" in form
    refused = client.post(url + "pause/", {"reason": "等配件", "note": "到货三天"})
    assert refused.status_code == 422
    assert "到货三天" in refused.content.decode()
    client.post(url + "pause/", {"reason": "客户不在家"})
    assert Deadline.objects.get().state == "paused"
    client.post(url + "resume/")
    assert Deadline.objects.get().state == "open"
    client.force_login(stage.xuwen)
    assert client.post(url + "pause/", {"reason": "客户不在家"}).status_code == 403


@pytest.mark.req("RPT-01")
def test_the_on_time_rate_counts_what_is_overdue_as_missed(stage):
    stage.limit("派工", 120)
    stage.limit("修复", 600, met_by="request.completed")
    kept, missed, _left = stage.case(), stage.case(), stage.case()
    stage.happens(Dispatched, kept, at("11-19T16:00"))
    stage.happens(Dispatched, missed, at("11-19T17:00"))
    stage.happens(Completed, kept, at("11-20T09:00"))
    rates = {rate.name: rate for rate in queries.on_time(at("11-01T00:00"), at("12-01T00:00"))}
    assert (rates["派工"].total, rates["派工"].in_time, rates["派工"].department) == (3, 1, "技术部")
    assert rates["修复"].percent == 100.0
