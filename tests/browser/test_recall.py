"""A recall in a real browser: from the lot to the letter, the customer's answer on the phone (WAR-06, WAR-07)."""

import re
from datetime import date

import pytest

from bihuan.config import demo
from bihuan.kernel.actors import SYSTEM
from bihuan.organization.models import Staff
from bihuan.products import operations as products
from bihuan.products.models import Batch, Recall, RecallLetter, RecallUnit
from bihuan.products.operations import recalls
from bihuan.products.operations.materials import LotRow
from bihuan.products.queries.recalls import letter_token


def holder(post: str) -> Staff:
    return Staff.objects.filter(post_holdings__post=post).order_by("pk")[0]


@pytest.mark.req("WAR-06", "WAR-07", "CMP-12")
def test_from_the_lot_to_the_customers_answer(company, visit):
    unit = company.unit
    batch = Batch.objects.create(code="35-24Q3", model=unit.model, produced_on=date(2024, 7, 20))
    products.change_unit(unit, batch=batch, by=SYSTEM)
    lot = products.receive_lot(LotRow(supplier="宁波甬江电子厂", material="内机温控器", code="2407-318"), by=SYSTEM)
    products.consume(batch, lot, by=SYSTEM)
    quality, boss, customer = visit("recall-quality"), visit("recall-boss"), visit("recall-customer", phone=True)

    # 1 quality traces the lot, step by step
    quality.sign_in(holder("quality").username, demo.PASSWORD)
    page = quality.open("/products/trace/?q=2407-318")
    page.click("a:has-text('内机温控器 2407-318')")
    page.click("summary:has-text('产品')")
    page.wait_for_selector(f"text={unit.serial}")
    page.click("summary:has-text('客户')")
    page.wait_for_selector(f"text={unit.customer.name}")
    quality.picture("trace")

    # 2 drafts the recall, looks at the numbers, lays it before the general manager
    page.click("a:has-text('拟定召回')")
    page.fill("input[name=subject]", "KFR-35GW 温控器")
    page.select_option("select[name=severity]", "serious")
    page.fill("textarea[name=reason]", "温控器触点可能粘连")
    page.fill("textarea[name=hazard]", "线路过热，可能起火")
    page.fill("textarea[name=advice]", "无人在家时请断开空气开关")
    page.click("form.form-sheet button[type=submit]")
    page.wait_for_selector("button:has-text('先看数量')")
    assert page.input_value("input[name=lot]") == "2407-318"
    page.click("button:has-text('先看数量')")
    page.wait_for_selector("ul.states")
    quality.picture("preview")
    page.click("button:has-text('纳入召回')")
    page.wait_for_url(re.compile(r"/recalls/\d+/$"))
    page.click("button:has-text('报请决定')")
    page.wait_for_selector("text=待决定")

    # 3 the general manager decides
    recall = Recall.objects.get()
    boss.sign_in(holder("general_manager").username, demo.PASSWORD)
    page = boss.open("/signoff/")
    page.click(f"li:has-text('{recall.number}') a")
    page.wait_for_selector("text=线路过热")
    boss.picture("decision")
    page.fill("textarea[name=opinion]", "同意召回")
    page.fill("input[type=password]", demo.PASSWORD)
    page.click("button:has-text('同意并签署')")
    page.wait_for_selector("text=已通过")
    recall.refresh_from_db()
    assert recall.state == "under_way"
    while recalls.spread(recall) is not None:
        pass

    # 4 the letters are posted
    page = quality.open(recall.get_absolute_url())
    page.click("summary:has-text('信函已寄出')")
    page.click("button:has-text('是，已寄出')")
    page.wait_for_selector("text=已登记寄出")
    quality.picture("posted")

    # 5 the customer answers on the phone
    letter = RecallLetter.objects.get()
    page = customer.open(f"/r/{letter_token(letter)}/")
    customer.picture("notice")
    page.locator("label", has_text="在我这里").click()
    page.click("button:has-text('发送'), button:has-text('提交')")
    page.wait_for_selector("text=您已答复")
    customer.picture("answered")
    one = RecallUnit.objects.get()
    assert one.state == "arranged"

    # 6 the unit says so, and how far it has come stands on the recall
    page = quality.open(unit.get_absolute_url())
    assert recall.number in page.content()
    page = quality.open(recall.get_absolute_url())
    quality.picture("progress")
    page = quality.open(one.get_absolute_url())
    quality.picture("unit")
