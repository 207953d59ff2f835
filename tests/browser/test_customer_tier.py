"""A tier in a real browser: revenue imported, the year rated, sent, signed; the customer's clause follows at once."""

import re
from datetime import date

import pytest
from django.utils import timezone

from bihuan.config import demo
from bihuan.customers.models import Customer, Rating
from bihuan.customers.operations import revenue as revenues
from bihuan.deadlines.models import Deadline
from bihuan.kernel.imports.models import ImportRun
from bihuan.kernel.imports.tasks import import_rows
from bihuan.regulations import operations as regulations
from bihuan.signoff.models import Circulation
from tests.cast import SYSTEM
from tests.flows.test_customer_tiers import FASTER, write


@pytest.mark.req("CUS-02", "CUS-06")
def test_revenue_becomes_a_tier_and_the_tiers_clause_holds(company, visit, tmp_path):
    year, shen = timezone.localdate().year - 1, company.customer
    regulations.load_pack(write(tmp_path / "VIPX.md", FASTER), by=SYSTEM, in_force=True)
    signed = {"agreement_number": "XY-2024-018", "agreed_on": date(2024, 1, 1), "employees": 1200}
    revenues.change_account(shen, by=company.xuwen, **signed)
    Customer.objects.filter(pk=shen.pk).update(keeper=company.panfeng)
    ledger = write(
        tmp_path / "收入.csv",
        f'客户编号,年度,全年收入\n{shen.number},{year - 1},481.2万\n{shen.number},{year},"5,236,800 元"\n',
    )
    finance, sales, boss = visit("tier-finance"), visit("tier-sales"), visit("tier-boss")

    # 1 finance brings the ledger in
    finance.sign_in("wangfang", demo.PASSWORD)
    page = finance.open("/imports/")
    page.select_option("select[name=kind]", "customer-revenue")
    page.set_input_files("input[name=file]", ledger)
    page.click("main button[type=submit]")
    page.wait_for_url(re.compile(r"/imports/\d+/$"))
    finance.picture("mapping")
    page.click("button[name=start]")
    page.wait_for_load_state()
    import_rows.func(run_id=ImportRun.objects.get().pk)
    finance.open(shen.get_absolute_url())
    finance.picture("customer")

    # 2 sales rates the year and sends the proposal
    sales.sign_in("xuwen", demo.PASSWORD)
    page = sales.open("/customers/ratings/review/")
    sales.picture("review")
    page.click("main button[type=submit]:has-text('提出')")
    page.wait_for_url(re.compile(r"/customers/ratings/"))
    sales.picture("list")
    path = Rating.objects.get().get_absolute_url()
    page = sales.open(path)
    sales.picture("proposed")
    page = sales.open(f"{path}submit/")
    page.fill("textarea[name=note]", "收入已与财务核对")
    page.click("main button[type=submit]:has-text('送审')")
    page.wait_for_url(re.compile(r"/customers/ratings/\d+/$"))
    sales.picture("sent")

    # 3 the province approves it
    boss.sign_in("hejianguo", demo.PASSWORD)
    boss.picture("desk")
    page = boss.open(Circulation.objects.get().get_absolute_url())
    boss.picture("form")
    page.fill("textarea[name=opinion]", "收入属实，同意")
    page.fill("input[name=password]", demo.PASSWORD)
    page.click("button[name=verdict][value=agree]")
    page.wait_for_load_state()
    boss.open(path)
    boss.picture("approved")
    shen.refresh_from_db()
    assert shen.tier == "钻石"

    # 4 the next request follows the clause for diamonds; a need is written down
    company.request(description="外机滴水")
    assert Deadline.objects.get(name="first_call").limit_minutes == 10
    page = sales.open(shen.get_absolute_url())
    assert "钻石" in page.inner_text("main header.head")
    sales.picture("customer")
    page = sales.open(f"{shen.get_absolute_url()}lead/")
    page.fill("input[name=subject]", "三号楼中央空调更换")
    page.click("main button[type=submit]")
    page.wait_for_url(re.compile(r"/customers/leads/\d+/$"))
    sales.picture("lead")
