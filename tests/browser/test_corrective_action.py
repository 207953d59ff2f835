"""A corrective action in a real browser: required from a request, planned, carried out, spread, verified."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from bihuan.config import demo
from bihuan.products.models import ProductModel
from bihuan.quality.models import CorrectiveAction
from tests.browser.conftest import SCREENSHOTS


@pytest.mark.req("QUA-07")
def test_an_action_is_required_planned_carried_out_and_verified(company, visit, tmp_path):
    ProductModel.objects.create(code="KFR-26GW", name="分体挂壁式空调", line=company.unit.model.line)
    request = company.request(fault_class=company.fault, model=company.unit.model)
    quality, works = visit("action-quality"), visit("action-works")

    # 1 quality requires it from the request
    quality.sign_in("qianjin", demo.PASSWORD)
    page = quality.open(request.get_absolute_url())
    page.click("#panel-actions a:has-text('要求纠正措施')")
    page.fill("#dialog-body textarea[name=ground]", "两周内启动电容失效五起，换件后仍有一起再修。")
    page.locator("#dialog-body select[name=owner]").select_option(str(company.yaojun.pk), force=True)
    quality.picture("require")
    page.click("#dialog-body button[type=submit]")
    page.wait_for_url(re.compile(r"/quality/actions/\d+/$"))
    action = CorrectiveAction.objects.get()
    path = action.get_absolute_url()

    # 2 the works say why, what, by when, and how the effect is judged
    works.sign_in("yaojun", demo.PASSWORD)
    page = works.open(f"{path}plan/")
    page.fill("textarea[name=cause]", "供应商换膜材后未做高温耐久试验，进料只查容量不查耐压。")
    page.fill("textarea[name=action]", "进料检验增加耐压抽检；库存逐只复检。")
    page.fill("input[name=due_on]", (timezone.localdate() + timedelta(days=10)).isoformat())
    page.select_option("select[name=figure]", "requests_per_month")
    page.fill("input[name=limit]", "1")
    works.picture("plan")
    page.click("form button[type=submit]:has-text('制订措施')")
    page.wait_for_url(re.compile(r"/quality/actions/\d+/$"))
    page.click("button:has-text('开始实施')")
    page.wait_for_selector(".state:has-text('实施中')")
    page = works.open(f"{path}finish/")
    page.fill("textarea[name=result]", "新规程已下发，首批五十台抽检合格。")
    proof = tmp_path / "proof.pdf"
    proof.write_bytes(b"%PDF-1.4 proof")
    page.set_input_files("input[name=proofs]", str(proof))
    page.click("form button[type=submit]:has-text('报告完成')")
    page.wait_for_url(re.compile(r"/quality/actions/\d+/$"))

    # 3 elsewhere too?
    page.locator("td a[href*='/similar/']").first.click()
    page.wait_for_selector("#dialog-body textarea[name=action]")
    page.locator("#dialog-body input[value=yes]").check(force=True)
    page.fill("#dialog-body textarea[name=action]", "同批来料全检")
    works.picture("decide")
    page.click("#dialog-body button[type=submit]")
    page.wait_for_selector("td:has-text('同批来料全检')")

    # 4 quality verifies; the effect is watched
    page = quality.open(f"{path}verify/")
    page.fill("textarea[name=note]", "到现场查看作业指导书和进料检验记录 20 份。")
    page.click("form button[type=submit]:has-text('验证')")
    page.wait_for_selector(".state:has-text('效果观察中')")
    quality.picture("watched")
    quality.open("/quality/actions/?all=1")
    quality.picture("list")
    phone = visit("action-phone", phone=True)
    phone.sign_in("qianjin", demo.PASSWORD)
    phone.open(path)
    phone.picture("watched")
    action.refresh_from_db()
    assert action.state == "watched"
    answer = quality.page.request.get(f"/print/corrective_action/quality.correctiveaction/{action.pk}.pdf")
    assert answer.body().startswith(b"%PDF")
    (SCREENSHOTS / "action.pdf").write_bytes(answer.body())
