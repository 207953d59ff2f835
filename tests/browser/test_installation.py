"""Installation to acceptance in a real browser: the desk plans, the technician works, the customer signs by link."""

import re
from datetime import date

import pytest

from bihuan.config import demo
from bihuan.kernel import seals
from bihuan.products.models import Unit
from bihuan.service.models import Installation, ServiceCommitment
from bihuan.service.queries.installations import installation_token
from tests.browser.test_first_loop import photo, sign_on_glass

SERIAL = "35B3-2611-000101"


@pytest.mark.req("SVC-18", "WAR-01", "WAR-05")
def test_from_the_contract_to_the_acceptance_that_starts_the_warranty(company, visit):
    Unit.objects.create(serial=SERIAL, model=company.unit.model, produced_on=date(2026, 10, 20))
    desk, technician = visit("installation-desk"), visit("installation-technician", phone=True)
    customer = visit("installation-customer", phone=True)

    # 1 the desk plans it from the sales contract
    desk.sign_in("zhoumin", demo.PASSWORD)
    page = desk.open("/service/installations/new/")
    page.fill("input[name=sales_contract]", "XS-2026-118")
    page.fill("input[name=customer]", company.customer.number)
    page.fill("textarea[name=serials]", SERIAL)
    page.evaluate(
        "id => { const box = document.querySelector('select[name=technician]');"
        " box.tomselect ? box.tomselect.setValue(id) : box.value = id }",
        str(company.chenlijun.pk),
    )
    desk.picture("plan")
    page.click("main button[type=submit]:has-text('立项')")
    page.wait_for_url(re.compile(r"/installations/\d+/$"))
    job = Installation.objects.get()
    desk.picture("planned")

    # 2 the technician delivers, installs and trains
    technician.sign_in("chenlijun", demo.PASSWORD)
    page = technician.open("/service/today/")
    assert company.customer.name in page.content()
    technician.picture("today")
    page = technician.open(f"{job.get_absolute_url()}deliver/")
    page.fill("input[name=received_by]", "沈雅琴")
    page.locator("label.pick", has_text="齐全完好").click()
    page.set_input_files("input[name=photos]", photo())
    technician.picture("delivery")
    page.click("footer.dock button")
    page.wait_for_url(re.compile(r"/installations/\d+/$"))
    page = technician.open(f"{job.get_absolute_url()}commission/")
    page.fill("textarea[name=work_done]", "挂机安装，抽真空，试机制冷正常")
    page.locator("label.pick", has_text=re.compile("^合格")).click()
    technician.picture("commissioning")
    page.click("footer.dock button")
    page.wait_for_url(re.compile(r"/installations/\d+/$"))
    page = technician.open(f"{job.get_absolute_url()}train/")
    page.fill("input[name=trainees]", "沈雅琴")
    page.fill("textarea[name=topics]", "遥控操作、滤网清洗")
    page.fill("input[name=hours]", "1.5")
    page.locator("label.pick", has_text="能，且表示满意").click()
    page.click("main button[type=submit]:has-text('客户培训')")
    page.wait_for_url(re.compile(r"/installations/\d+/$"))

    # 3 we sign on the glass, the customer by his link
    page = technician.open(f"{job.get_absolute_url()}countersign/")
    sign_on_glass(page)
    technician.picture("countersign")
    page.click("footer.dock button")
    page.wait_for_url(re.compile(r"/installations/\d+/$"))
    page = customer.open(f"/i/{installation_token(job)}/")
    sign_on_glass(page)
    customer.picture("sign")
    page.click("footer.dock button:has-text('验收签字')")
    page.wait_for_selector("a:has-text('产品验收证明书')")
    customer.picture("accepted")

    # 4 accepted: the unit's warranty runs
    page = desk.open(job.get_absolute_url())
    desk.picture("accepted")
    job.refresh_from_db()
    unit = Unit.objects.get(serial=SERIAL)
    assert (job.state, unit.accepted_on, unit.customer) == ("accepted", job.accepted_on, company.customer)
    page = desk.open(unit.get_absolute_url())
    assert job.number in page.content()
    desk.picture("unit")

    # 5 what he was promised in writing, by the same link; he says that he has it
    page = customer.open(f"/i/{installation_token(job)}/")
    page.click("a:has-text('服务承诺书')")
    page.wait_for_url(re.compile("/p/"))
    assert "FULL 3.1" in page.content()
    customer.picture("commitment")
    page.click("footer.dock button:has-text('确认已收到')")
    page.wait_for_selector("a:has-text('我要报修')")
    one = ServiceCommitment.objects.get(unit=unit)
    assert (one.state, one.way, one.installation) == ("received", "link", job)
    desk.open(one.get_absolute_url())
    desk.picture("commitment")
    assert list(seals.verify()) == []
