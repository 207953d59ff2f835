"""Pages of the workshop: what is typed stays, who is late reads it, the list costs what it costs."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.test import Client
from django.utils import timezone
from tests.cast import SIGNATURE
from tests.flows.desks import Desk

from bihuan.service import operations as service
from bihuan.service.models import BenchJob, FunctionCheck
from bihuan.service.operations import bench
from bihuan.service.queries.record import track_token

pytestmark = pytest.mark.django_db


def soon():
    return timezone.localtime(timezone.now() + timedelta(days=4)).replace(second=0, microsecond=0)


def receive(cast, **values):
    goods = bench.Goods(
        condition="完好", promised_at=soon(), signature=service.drawn(SIGNATURE), signer_name="沈雅琴",
        technician=cast.chenlijun, lock_code="2580",
    )  # fmt: skip
    return bench.receive(cast.request(**values), goods, by=cast.zhoumin)


def filled(**values):
    return {
        "accessories": "遥控器 1 个", "condition": "面板划痕", "promised_at": soon().strftime("%Y-%m-%dT%H:%M"),
        "signer_name": "沈雅琴", "signature": SIGNATURE, **values,
    }  # fmt: skip


@pytest.mark.req("SVC-12")
def test_the_receipt_keeps_what_was_typed_until_it_is_signed(cast):
    request, zhoumin = cast.request(), Desk(cast.zhoumin)
    path = f"/service/requests/{request.pk}/receive/"
    answer = zhoumin.client.post(path, filled(signature="", condition="面板左下角划痕"))
    assert answer.status_code == 422
    assert "面板左下角划痕" in answer.content.decode()
    assert BenchJob.objects.count() == 0
    zhoumin.send(path, **filled())
    job = BenchJob.objects.get()
    assert job.accessories == ["遥控器 1 个"]
    page = zhoumin.open(job.get_absolute_url())
    assert "面板划痕" in page
    assert job.number in zhoumin.open(f"/service/requests/{request.pk}/")
    zhoumin.send(path, expect=422, **filled())


@pytest.mark.req("SVC-12", "SVC-15")
def test_every_paper_of_the_workshop_prints(cast):
    job = receive(cast)
    bench.diagnose(job, findings="电源板击穿", cause="component", by=cast.chenlijun)
    line = bench.Line(kind="part", text="电源板", unit_price=Decimal(180), is_covered=True)
    made = bench.estimate(job, plan="更换电源板", promised_at=job.promised_at, lines=[line], by=cast.chenlijun)
    assert made.total == Decimal("0.00")
    zhoumin = Desk(cast.zhoumin)
    for key in ("goods_receipt", "shelf_label", "quotation", "bench_tag", "bench_return"):
        assert zhoumin.file(f"/print/{key}/{BenchJob.kind()}/{job.pk}.pdf")[:5] == b"%PDF-", key


@pytest.mark.req("SVC-13")
def test_an_estimate_shows_its_errors_in_their_rows_and_minds_the_version(cast):
    job = receive(cast)
    bench.diagnose(job, findings="电源板击穿", cause="component", by=cast.chenlijun)
    path, desk = f"/service/bench/{job.pk}/estimate/", Desk(cast.chenlijun)
    typed = {
        "plan": "更换电源板",
        "promised_at": soon().strftime("%Y-%m-%dT%H:%M"),
        "kind_0": "part",
        "text_0": "电源板",
    }
    answer = desk.client.post(path, {**typed, "revision": job.revision + 1})
    assert answer.status_code == 422
    assert "更换电源板" in answer.content.decode()
    desk.send(path, expect=422, **{**typed, "text_0": ""})
    desk.send(path, expect=422, **typed, unit_price_0="180", revision=1)
    desk.send(path, **typed, unit_price_0="180")
    job.refresh_from_db()
    assert (job.state, job.estimate.lines.get().unit_price) == ("estimated", Decimal("180.00"))


@pytest.mark.req("SVC-13")
def test_an_estimate_grows_by_rows_and_keeps_what_was_typed(cast):
    job = receive(cast)
    bench.diagnose(job, findings="电源板击穿", cause="component", by=cast.chenlijun)
    path, desk = f"/service/bench/{job.pk}/estimate/", Desk(cast.chenlijun)
    typed = {"text_0": "电源板", "rows": "6", "more": "lines"}
    page = desk.client.post(path, typed)
    assert page.status_code == 200
    answer = page.content.decode()
    assert 'name="text_9"' in answer
    assert 'value="电源板"' in answer
    assert 'role="alert"' not in answer
    assert job.estimates.count() == 0
    lines = {f"{name}_{n}": value for n in range(9) for name, value in (
        ("kind", "part"), ("text", f"配件 {n}"), ("unit_price", "10"))}  # fmt: skip
    desk.send(path, plan="更换", promised_at=soon().strftime("%Y-%m-%dT%H:%M"), rows="10", **lines)
    job.refresh_from_db()
    assert job.estimate.lines.count() == 9
    again = desk.open(path)
    assert "配件 8" in again
    assert 'name="text_10"' in again
    assert again.count("is-spare") == 2, "a phone shows the lines there are"


@pytest.mark.req("SVC-13")
def test_a_phone_shows_the_lines_begun_and_one_more_when_asked_for(cast):
    job = receive(cast)
    bench.diagnose(job, findings="电源板击穿", cause="component", by=cast.chenlijun)
    path, desk = f"/service/bench/{job.pk}/estimate/", Desk(cast.chenlijun)
    assert desk.open(path).count('class="lines-row"') == 1
    typed = {"text_0": "电源板", "unit_price_1": "20", "rows": "6", "more": "one"}
    assert desk.client.post(path, typed).content.decode().count('class="lines-row"') == 3
    kept = desk.client.post(path, {name: value for name, value in typed.items() if name != "more"})
    assert (kept.status_code, kept.content.decode().count('class="lines-row"')) == (422, 2)


@pytest.mark.req("SVC-13")
def test_the_function_test_asks_each_point_of_the_models_checklist(cast):
    hanli = Desk(cast.hanli)
    measured = {"is_measured": "on", "unit": "℃", "low": "8"}
    new = {"name": "出风温差", "model": cast.unit.model.pk, "position": "1", "is_active": "on", **measured}
    hanli.send("/service/bench/checklists/new/", expect=422, **{**new, "high": "5"})
    hanli.send("/service/bench/checklists/new/", expect=422, **{**new, "line": cast.unit.model.line_id})
    hanli.send("/service/bench/checklists/new/", **new)
    assert FunctionCheck.objects.get().low == 8
    job = receive(cast)
    bench.diagnose(job, findings="缺氟", cause="component", by=cast.chenlijun)
    bench.begin_repair(job, by=cast.chenlijun)
    bench.finish_repair(job, work_done="检漏补焊充氟", minutes_spent=90, by=cast.chenlijun)
    desk, path = Desk(cast.chenlijun), f"/service/bench/{job.pk}/try_out/"
    assert "出风温差" in desk.open(path)
    desk.send(path, expect=422, note="没有结果")
    desk.send(path, point_0="7.9")
    job.refresh_from_db()
    assert job.state == "repairing"


@pytest.mark.req("SEC-01")
def test_the_lock_code_stands_nowhere_in_clear_but_behind_a_reason(cast):
    job, desk = receive(cast), Desk(cast.chenlijun)
    assert "2580" not in desk.open(job.get_absolute_url())
    path = f"/unmask/{BenchJob.kind()}/{job.pk}/lock_code/"
    assert "2580" in desk.client.post(path, {"reason": "测试开机"}).content.decode()


@pytest.mark.req("SVC-13")
def test_the_customer_follows_his_product_like_a_parcel(cast):
    job = receive(cast)
    page = Client().get(f"/t/{track_token(job.request)}/").content.decode()
    for words in ("商品已收到", "已收取", job.number):
        assert words in page, words
    assert "2580" not in page


def test_a_job_asks_the_database_a_fixed_number_of_times(cast, django_assert_max_num_queries):
    job, desk = receive(cast), Desk(cast.hanli)
    desk.open(job.get_absolute_url())
    with django_assert_max_num_queries(32):
        desk.open(job.get_absolute_url())
