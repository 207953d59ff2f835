"""An emergency in a real browser: declared at the desk, answered on two phones, watched live, stood down."""

import re

import pytest

from bihuan.config import demo
from bihuan.regulations.models import Parameter, RulesStamp
from bihuan.service.models import Emergency
from bihuan.service.operations import plans


def two_are_enough():
    for row in Parameter.objects.filter(kind="call_out"):
        Parameter.objects.filter(pk=row.pk).update(data={**row.data, "people": 2})
    RulesStamp.objects.update(stamp="two-are-enough")


@pytest.mark.req("SVC-23")
def test_two_phones_answer_and_the_page_at_the_desk_follows(company, visit):
    two_are_enough()
    plan = plans.save_plan(
        None, name="停电停梯应急方案", business="物业", measures="先救人，再断电", is_active=True, levels={},
        by=company.hanli,
    )  # fmt: skip
    for order, name in enumerate(("chenlijun", "xuyang", "liguodong"), 1):
        plans.put_on_call(plan, staff=company.people[name], order=order, by=company.hanli)
    manager = visit("emergency-desk")
    first, second, third = (visit(f"emergency-phone-{n}", phone=True) for n in (1, 2, 3))

    # 1 the manager declares
    manager.sign_in("hanli", demo.PASSWORD)
    page = manager.open("/service/emergencies/declare/")
    page.locator("label.pick", has_text="三级").click()
    page.fill("input[name=place]", "滨和花园 3 幢")
    page.fill("textarea[name=situation]", "3 幢停电，一人被困电梯")
    manager.picture("declare")
    page.click("button:has-text('宣布并呼叫')")
    page.wait_for_url(re.compile(r"/emergencies/\d+/$"))
    emergency = Emergency.objects.get()
    assert "PROP 1.6" in page.content()
    manager.picture("calling")

    # 2 the first says yes, the second no: the third is called
    for visitor, name, button in ((first, "chenlijun", "马上到场"), (second, "xuyang", "不能到场")):
        visitor.sign_in(name, demo.PASSWORD)
        phone = visitor.open("/service/today/")
        phone.click("a:has-text('应急呼叫')")
        visitor.picture("asked")
        phone.click(f"footer.dock button:has-text('{button}')")
        phone.wait_for_load_state("networkidle")
        visitor.picture("answered")
    page.wait_for_selector(".roll-count b:text-is('1')")
    page.wait_for_selector(".roll-columns li:has-text('李国栋')")
    manager.picture("one-of-two")

    # 3 the third makes it enough; the page says so by itself
    third.sign_in("liguodong", demo.PASSWORD)
    call = emergency.calls.get(staff=company.liguodong)
    third.open(call.get_absolute_url()).click("footer.dock button:has-text('马上到场')")
    page.wait_for_selector(".path li[aria-current=step]:has-text('人员到位')")
    manager.picture("mobilised")

    # 4 stood down
    page.click(".moves a:has-text('解除应急')")
    page.fill("dialog textarea[name=note]", "被困人员已救出，供电恢复")
    page.click("dialog button[type=submit]")
    page.wait_for_selector(".path li[aria-current=step]:has-text('已解除')")
    manager.picture("stood-down")
    emergency.refresh_from_db()
    assert emergency.state == "stood_down"
    assert "应急已解除" in third.open(call.get_absolute_url()).content()
    third.picture("over")
