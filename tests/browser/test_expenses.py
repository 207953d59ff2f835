"""A month of relationship expenses in a real browser, and a visit on the phone (CUS-04, CUS-05)."""

import io
import re

import pypdf
import pytest
from django.utils import timezone

from bihuan.config import demo
from bihuan.customers.models import Customer, ExpenseAdvance, ExpenseCheck, ExpenseSheet
from bihuan.customers.operations import accounts, sheets, visits
from bihuan.kernel.actors import SYSTEM
from bihuan.signoff.models import Circulation
from tests.browser.conftest import SCREENSHOTS
from tests.flows.clock import Clock


def sign(visitor, sheet):
    """Sign at one's own station, from the sheet's page."""
    page = visitor.open(Circulation.objects.of(sheet).first().get_absolute_url())
    page.fill("input[name=password]", demo.PASSWORD)
    page.click("button[value=agree]")
    page.wait_for_load_state("networkidle")


def filled(visitor, sheet, names):
    """Fill a sheet in: one line a customer, all of the money in."""
    page = visitor.open(f"{sheet.get_absolute_url()}fill/")
    for number, name in enumerate(names):
        page.fill(f"input[name=customer_{number}]", name)
        page.select_option(f"select[name=account_{number}]", label="进口模块")
        for field, value in (("quantity", "30"), ("sale", "36000"), ("received", "36000")):
            page.fill(f"input[name={field}_{number}]", value)
    visitor.picture("filled")
    page.click("main button[type=submit]:has-text('保存')")
    page.wait_for_url(re.compile(r"/expenses/\d+/$"))
    page.click("button:has-text('交销售文员')")
    page.wait_for_selector("text=检核中")


@pytest.mark.req("CUS-04", "CUS-05")
def test_a_month_is_filled_in_signed_one_void_the_other_paid_on_the_ninth_and_asked_back(company, visit, monkeypatch):
    clock = Clock(monkeypatch, "2026-11-02 05:40")
    names = ["东湖宾馆", "江南食品厂", "钱塘纺织", "萧山医院"]
    for number, name in enumerate(names):
        Customer.objects.create(number=f"CU-6{number}", name=name, customer_kind="company")
    accounts.add_account(code="imported_module", name="进口模块", by=SYSTEM)
    sheets.open_month(timezone.localdate())
    one, other = (ExpenseSheet.objects.get(salesman=company.people[who]) for who in ("panfeng", "yuhui"))
    seller, second = visit("expense-seller"), visit("expense-second")
    clerk, manager, finance = visit("expense-clerk"), visit("expense-manager"), visit("expense-finance")

    # 1 two salesmen fill their sheets in on the second working day
    clock.set("2026-11-03 10:00")
    for visitor, who, sheet in ((seller, "panfeng", one), (second, "yuhui", other)):
        visitor.sign_in(who, demo.PASSWORD)
        visitor.open("/")
        visitor.picture("desk")
        filled(visitor, sheet, names)

    # 2 the clerk signs both, manager and finance one of them: the other is void when the eighth day ends
    for visitor, who in ((clerk, "caoli"), (manager, "xuwen"), (finance, "wangfang")):
        visitor.sign_in(who, demo.PASSWORD)
        sign(visitor, one)
    sign(clerk, other)
    clock.set("2026-11-12 05:40")
    sheets.void_unsigned(timezone.now())
    page = second.open(other.get_absolute_url())
    assert page.locator("text=本表无效").count()
    second.picture("void")

    # 3 from the ninth working day on: cash within the limit, paid to each customer
    clock.set("2026-11-12 09:00")
    page = seller.open(f"{one.get_absolute_url()}advance/")
    for number in range(len(names)):
        page.fill(f"input[name=recipient_{number}]", "采购科")
    seller.picture("advance")
    page.click("main button[type=submit]:has-text('申请借支')")
    page.wait_for_url(re.compile(r"/advances/\d+/$"))
    advance = ExpenseAdvance.objects.get()
    page = finance.open(advance.get_absolute_url())
    page.click("button:has-text('付款')")
    page.wait_for_selector("text=已付款")
    clock.set("2026-11-13 15:00")
    for number in range(len(names)):
        page = seller.open(advance.get_absolute_url())
        page.locator("a[href*='/pay/']").first.click()
        page.fill("dialog input[name=note]", f"收条 {number + 1} 号")
        page.click("dialog button[type=submit]")
        page.wait_for_load_state("networkidle")
    seller.picture("paid")

    # 4 the manager asks three of them back, finance clears
    assert ExpenseCheck.objects.count() == 3
    for _check in range(3):
        page = manager.open(advance.get_absolute_url())
        page.locator("a[href*='/checks/']").first.click()
        page.locator("dialog input[name=answer][value=agrees]").check(force=True)
        page.fill("dialog input[name=note]", "电话问采购科")
        page.click("dialog button[type=submit]")
        page.wait_for_load_state("networkidle")
    manager.picture("asked-back")
    page = finance.open(advance.get_absolute_url())
    page.click("button:has-text('核销')")
    page.wait_for_selector("text=已核销")
    one.refresh_from_db()
    assert one.state == "closed"
    content = finance.context.request.get(f"/print/expense_sheet/customers.expensesheet/{one.pk}.pdf").body()
    (SCREENSHOTS / "expense-sheet.pdf").write_bytes(content)
    text = "".join(sheet.extract_text() for sheet in pypdf.PdfReader(io.BytesIO(content)).pages)
    assert all(words in text for words in ("潘峰", "2,400.00", "东湖宾馆", "王芳"))

    # 5 a visit on the phone
    visits.add_visit(Customer.objects.get(name="东湖宾馆"), on=timezone.localdate(), by=company.people["yuhui"])
    phone = visit("visit", phone=True)
    phone.sign_in("yuhui", demo.PASSWORD)
    page = phone.open("/customers/visits/mine/")
    phone.picture("mine")
    page.click("a:has-text('东湖宾馆')")
    page.fill("input[name=met_who]", "采购科 周科长")
    page.fill("textarea[name=effect]", "答应下月试销新款柜机。")
    phone.picture("writing")
    page.click("button:has-text('保存')")
    page.wait_for_url(re.compile(r"/visits/\d+/$"))
    phone.picture("written")
