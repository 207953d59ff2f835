"""Bench repair in a real browser: taken along on the phone, estimated, agreed on the customer's phone, handed back."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from bihuan.config import demo
from bihuan.kernel import seals
from bihuan.products.models import Unit
from bihuan.service import operations as service
from bihuan.service.models import BenchJob
from bihuan.service.queries.bench import estimate_token
from tests.browser.test_first_loop import photo, sign_on_glass


def on_site(company):
    """Have 陈立军 find on site what he can't mend there; the warranty is over."""
    Unit.objects.filter(pk=company.unit.pk).update(accepted_on="2019-05-01", sold_on="2019-04-20")
    order = company.order()
    for step in (service.accept, service.arrive):
        order = step(order, by=company.chenlijun)
    return service.diagnose(order, findings="主控板无输出，须上台架检测", cause="component", by=company.chenlijun)


@pytest.mark.req("SVC-12", "SVC-13", "SVC-15", "SVC-05")
def test_a_bench_repair_with_consent_on_the_customers_phone(company, visit):
    order = on_site(company)
    technician, customer = visit("bench-technician", phone=True), visit("bench-customer", phone=True)
    desk = visit("bench-desk")

    # 1 on site: it can't be fixed here; the receipt is filled in and signed on the glass, then the voucher
    technician.sign_in("chenlijun", demo.PASSWORD)
    page = technician.open(f"/service/jobs/{order.pk}/")
    page.click("a:has-text('现场修不好')")
    page.wait_for_url(re.compile("/take_along/"))
    page.fill("textarea[name=reason]", "主控板须上台架检测")
    page.fill("textarea[name=accessories]", "遥控器 1 个\n电源线 1 根")
    page.fill("textarea[name=condition]", "面板左下角划痕 2 cm，其余完好")
    page.set_input_files("input[name=photos]", photo())
    page.fill("input[name=minutes_spent]", "35")
    sign_on_glass(page)
    technician.picture("receipt")
    page.click("button:has-text('收取')")
    page.wait_for_url(re.compile("/sign/"))
    sign_on_glass(page)
    page.click("button:has-text('确认签字')")
    page.wait_for_url(re.compile(r"/jobs/\d+/$"))
    job = BenchJob.objects.select_related("request").get()
    assert (job.state, job.request.state) == ("received", "in_service")
    assert job.receipt.is_locked

    # 2 in the workshop: diagnosis, plan and price; the desk gives the customer the link
    page = technician.open(job.get_absolute_url())
    technician.picture("job")
    page = technician.open(f"{job.get_absolute_url()}diagnose/")
    page.fill("textarea[name=findings]", "主控板电源芯片击穿")
    page.locator("label.pick", has_text="元器件失效").click()
    page.click("main button[type=submit]:has-text('填写鉴定')")
    page.wait_for_url(re.compile(r"/bench/\d+/$"))
    page = technician.open(f"{job.get_absolute_url()}estimate/")
    page.fill("textarea[name=plan]", "更换主控板，整机复测")
    page.fill("input[name=unit_price_0]", "120")
    page.click("button:has-text('加一行')")
    page.wait_for_selector("select[name=kind_1]:visible")
    page.select_option("select[name=kind_1]", "part")
    page.fill("input[name=text_1]", "主控电路板")
    page.fill("input[name=unit_price_1]", "268")
    technician.picture("estimate")
    page.click("main button[type=submit]:has-text('发给客户')")
    page.wait_for_url(re.compile(r"/bench/\d+/$"))
    desk.sign_in("zhoumin", demo.PASSWORD)
    page = desk.open(job.get_absolute_url())
    page.click("a:has-text('报价链接')")
    page.wait_for_selector("#given-link")
    desk.picture("link")

    # 3 the customer agrees on his phone, once
    job.refresh_from_db()
    link = f"/e/{estimate_token(job.estimate)}/"
    page = customer.open(link)
    assert "388.00" in page.content()
    customer.picture("estimate")
    page.click("footer.dock button:has-text('同意维修')")
    page.wait_for_selector("[role=status]")
    customer.picture("agreed")
    assert page.locator("footer.dock button:has-text('同意维修')").count() == 0

    # 4 repair, function test, ready
    page = technician.open(f"{job.get_absolute_url()}begin_repair/")
    page.click("main button[type=submit]")
    page.wait_for_url(re.compile(r"/bench/\d+/$"))
    page = technician.open(f"{job.get_absolute_url()}finish_repair/")
    page.fill("textarea[name=work_done]", "更换主控板，制冷正常")
    page.fill("input[name=minutes_spent]", "70")
    page.click("main button[type=submit]")
    page.wait_for_url(re.compile(r"/bench/\d+/$"))
    page = technician.open(f"{job.get_absolute_url()}try_out/")
    page.locator("label.pick", has_text=re.compile("^合格")).click()
    technician.picture("test")
    page.click("main button[type=submit]")
    page.wait_for_url(re.compile(r"/bench/\d+/$"))
    page = desk.open("/service/bench/")
    desk.picture("workshop")
    assert job.number in page.content()

    # 5 handed back against the customer's signature; the opinion card follows, the case goes on like a parcel
    page = technician.open(f"{job.get_absolute_url()}return_goods/")
    sign_on_glass(page)
    technician.picture("hand-over")
    page.click("footer.dock button:has-text('交付')")
    page.wait_for_url(re.compile(r"/bench/\d+/$"))
    page = desk.open(job.get_absolute_url())
    desk.picture("job-done")
    for words in ("已交付", "功能测试", "388.00"):
        assert words in page.content(), words
    job.refresh_from_db()
    job.request.refresh_from_db()
    assert (job.state, job.request.state) == ("handed_over", "completed")
    assert job.request.cards.count() == 1
    assert job.handed_over_at > timezone.now() - timedelta(minutes=5)
    assert list(seals.verify()) == []
