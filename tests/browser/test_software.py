"""An upgrade of software in a real browser: asked for, put on, found worse, rolled back, put on again, signed."""

import re
from datetime import date

import pytest

from bihuan.config import demo
from bihuan.kernel import seals
from bihuan.kernel.actors import SYSTEM
from bihuan.products.models import UnitSoftware
from bihuan.products.operations import software as catalogue
from bihuan.products.queries.software import runs
from bihuan.service import operations as service
from bihuan.service.models import FunctionCheck, ServiceRequest, ServiceVoucher, SoftwareJob
from bihuan.service.queries.software import for_voucher
from tests.browser.test_first_loop import sign_on_glass


@pytest.mark.req("SVC-19")
def test_an_upgrade_on_the_phone_from_the_list_of_old_versions_to_the_signature(company, visit):
    model = company.unit.model
    control = catalogue.save_software(None, code="AC-MC", name="主控程序", model=model, by=SYSTEM)
    old = catalogue.release(control, version="2.0", released_on=date(2024, 5, 1), by=SYSTEM)
    new = catalogue.release(control, version="2.1", released_on=date(2026, 9, 1), note="修正除霜逻辑", by=SYSTEM)
    catalogue.put_on(company.unit, old, way="factory", by=SYSTEM)
    FunctionCheck.objects.create(model=model, occasion="software", position=1, name="制冷、制热、除湿切换")
    FunctionCheck.objects.create(model=model, occasion="software", position=2, name="内机噪声", is_measured=True,
                                 unit="dB(A)", better="lower", high=46)  # fmt: skip
    desk, technician = visit("software-desk"), visit("software-technician", phone=True)

    # 1 the desk sees who runs an old version, and asks for the upgrade
    desk.sign_in("zhoumin", demo.PASSWORD)
    page = desk.open("/products/software/units/?behind=0")
    assert company.unit.serial in page.content()
    desk.picture("versions")
    page.check("tbody input[name=pick]")
    page.click(".bulk button:has-text('升级')")
    page.wait_for_selector("dialog[open] textarea[name=note]")
    desk.picture("campaign")
    page.click("dialog[open] button:has-text('登记报修')")
    page.wait_for_load_state("networkidle")
    page.wait_for_timeout(500)
    request = ServiceRequest.objects.get()
    desk.open(request.get_absolute_url())
    desk.picture("request")
    chosen = service.Assignment(technician_id=company.chenlijun.pk)
    order = service.dispatch(request, chosen, by=company.zhoumin)
    for step in (service.accept, service.depart, service.arrive):
        order = step(order, by=company.chenlijun)

    # 2 on site: diagnosis, before, after: worse, rolled back
    technician.sign_in("chenlijun", demo.PASSWORD)
    page = technician.open(f"/service/jobs/{order.pk}/")
    technician.picture("arrived")
    page.fill("textarea[name=findings]", "主控程序 2.0，除霜频繁")
    page.locator("label.pick", has_text="系统自身").click()
    page.locator("footer.dock button.btn-primary").click()
    page.wait_for_selector("textarea[name=work_done]")
    prepare(page, technician, "41")
    check(page, technician, "44")
    assert "劣于原系统" in page.content()
    technician.picture("worse")
    page.fill("textarea[name=work_done]", "升级到 2.1")
    page.locator("label.pick", has_text="已修复").click()
    page.fill("input[name=minutes_spent]", "40")
    page.locator("footer.dock button.btn-primary").click()
    page.wait_for_selector(".form-error")
    technician.picture("refused")
    technician.complaints.clear()  # the refusal itself, 422
    page.click("a:has-text('退回原版本')")
    page.fill("textarea[name=note]", "噪声增大，退回 2.0，运行正常")
    technician.picture("roll-back")
    page.click("button:has-text('保存')")
    page.wait_for_url(re.compile(r"/jobs/\d+/$"))
    assert runs(company.unit, control) == old

    # 3 once more, and not worse: the job is finished and signed
    prepare(page, technician, "41")
    check(page, technician, "40")
    technician.picture("not-worse")
    page.fill("textarea[name=work_done]", "清洁风道后升级到 2.1，试机正常")
    page.locator("label.pick", has_text="已修复").click()
    page.fill("input[name=minutes_spent]", "60")
    page.locator("footer.dock button.btn-primary").click()
    page.wait_for_url(re.compile("/sign/"))
    sign_on_glass(page)
    page.click("button:has-text('确认签字')")
    page.wait_for_url(re.compile(r"/jobs/\d+/$"))
    technician.picture("signed")
    assert runs(company.unit, control) == new
    assert [job.state for job in SoftwareJob.objects.order_by("pk")] == ["rolled_back", "checked"]
    assert len(for_voucher(ServiceVoucher.objects.get().order)) == 2
    assert UnitSoftware.objects.filter(unit=company.unit).count() == 4

    # 4 the unit's page tells the whole story, the request why it cost nothing
    desk.open(company.unit.get_absolute_url())
    desk.picture("unit")
    desk.open(SoftwareJob.objects.latest("pk").get_absolute_url())
    desk.picture("job")
    request.refresh_from_db()
    assert request.service_class == "C"
    assert list(seals.verify()) == []


def prepare(page, technician, noise):
    """Put on file how it runs before."""
    page.click("a:has-text('安装或升级软件')")
    page.wait_for_selector("select[name=version]")
    page.locator("input[name=point_0][value=yes] + label, label.pick:has(input[name=point_0][value=yes])").first.click()
    page.fill("input[name=point_1]", noise)
    technician.picture("before")
    page.click("button:has-text('保存')")
    page.wait_for_url(re.compile(r"/jobs/\d+/$"))


def check(page, technician, noise):
    """Put on file how it runs afterwards."""
    page.click("a:has-text('升级后核对')")
    page.locator("input[name=point_0][value=yes] + label, label.pick:has(input[name=point_0][value=yes])").first.click()
    page.fill("input[name=point_1]", noise)
    technician.picture("after")
    page.click("button:has-text('保存')")
    page.wait_for_url(re.compile(r"/jobs/\d+/$"))
