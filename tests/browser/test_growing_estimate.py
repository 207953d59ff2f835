"""An estimate of more than six lines in a real browser: rows are added, what was typed stays, the clock stands."""

from datetime import timedelta

import pytest
from django.utils import timezone

from bihuan.config import demo
from bihuan.deadlines.models import Deadline
from bihuan.service import operations as service
from bihuan.service.operations import bench
from tests.cast import SIGNATURE


@pytest.mark.req("SVC-13", "REG-02")
def test_an_estimate_grows_and_the_clock_stands_until_the_customer_answers(company, visit):
    goods = bench.Goods(
        condition="面板划痕", promised_at=timezone.now() + timedelta(days=4), signature=service.drawn(SIGNATURE),
        signer_name="沈雅琴", technician=company.chenlijun,
    )  # fmt: skip
    job = bench.receive(company.request(fault_class=company.fault), goods, by=company.zhoumin)
    bench.diagnose(job, findings="电源板击穿，风机轴承异响", cause="component", by=company.chenlijun)
    for name, is_phone in (("estimate-desk", False), ("estimate-phone", True)):
        at_bench = visit(name, phone=is_phone)
        at_bench.sign_in("chenlijun", demo.PASSWORD)
        page = at_bench.open(f"/service/bench/{job.pk}/estimate/")
        page.fill("textarea[name=plan]", "更换电源板和风机轴承，整机试运行两小时")
        page.fill("input[name=text_0]", "电源板")
        page.fill("input[name=unit_price_0]", "180")
        if is_phone:
            _one_by_one(page)
        else:
            page.click("button[name=more]:visible")
            page.wait_for_selector("input[name=text_9]")
            page.click("button[name=more]:visible")
            page.wait_for_selector("input[name=text_13]")
        assert page.input_value("input[name=text_0]") == "电源板"
        assert page.input_value("textarea[name=plan]").startswith("更换电源板")
        at_bench.picture("grown")
    page.click("button:has-text('发给客户')")
    page.wait_for_url(f"**/service/bench/{job.pk}/")
    at_bench.picture("sent")
    limit = Deadline.objects.get(kind="service.servicerequest", subject_id=job.request_id, name="repair")
    assert limit.state == "paused"
    desk = visit("estimate-why")
    desk.sign_in("zhoumin", demo.PASSWORD)
    assert "待客户同意报价" in desk.open(limit.get_absolute_url()).content()
    desk.picture("why")
    job.refresh_from_db()
    desk.open(f"/service/bench/{job.pk}/")
    desk.picture("job")


def _one_by_one(page):
    """On a phone the lines there are stand one below the other, and a button adds one."""
    for number in range(1, 9):
        assert page.locator(".lines-row:visible").count() == number
        page.click("button[name=more]:visible")
        page.wait_for_selector(f"input[name=text_{number}]")
        page.fill(f"input[name=text_{number}]", f"配件 {number}")
        page.fill(f"input[name=unit_price_{number}]", "10")
