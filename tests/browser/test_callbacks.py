"""A clerk's call-back day in a real browser: the next call by one key, the script, Enter, the next; then a visit."""

from datetime import timedelta

import pytest
from django.utils import timezone

from bihuan.config import demo
from bihuan.customers.models import Customer
from bihuan.feedback import operations
from bihuan.feedback.models import CallBack, OpinionCase
from bihuan.feedback.operations import callbacks
from bihuan.products.models import Unit
from tests.browser.test_first_loop import sign_on_glass


def choose(page, name, value):
    """Press the label of a choice: the box itself is under it."""
    chosen = page.locator(f"input[name={name}][value='{value}']").get_attribute("id")
    page.locator(f"label[for={chosen}]").click()


@pytest.mark.req("VIS-01")
def test_a_clerk_works_off_the_day_by_keys_and_a_technician_visits(company, visit):
    today = timezone.localdate()
    other = Customer.objects.create(
        number="CU-0002", name="钱江宾馆", phone="13900001111", region=company.customer.region
    )
    Unit.objects.create(serial="35B3-2407-000002", model=company.unit.model, customer=other,
                        accepted_on=today - timedelta(days=90))  # fmt: skip
    operations.plan_calls(today.year)
    for customer, number, limit in ((company.customer, "CB-1", 1), (other, "CB-2", 3)):
        CallBack.objects.create(number=number, customer=customer, way="phone", state="planned", planned_on=today,
                                due_on=today + timedelta(days=limit))  # fmt: skip
    clerk, technician = visit("callback-clerk"), visit("callback-visitor", phone=True)

    # 1 the day; C takes the call that is due first
    clerk.sign_in("hejing", demo.PASSWORD)
    page = clerk.open("/feedback/callbacks/today/")
    clerk.picture("day")
    page.keyboard.press("c")
    page.wait_for_selector("text=设备近来运行是否正常")
    assert "沈雅琴" in page.text_content("h1")
    assert "13812346021" not in page.content()

    # 2 the number for one key, with its reason in the log
    page.keyboard.press("p")
    page.wait_for_selector("dialog[open] >> text=/138 ?1234 ?6021/")
    clerk.picture("number")
    page.keyboard.press("Escape")

    # 3 a bad grade; the next call stands there at once
    choose(page, "running", "yes")
    choose(page, "promises", "no")
    choose(page, "service", "1")
    page.fill("[name=words]", "约了两次才来")
    page.fill("[name=need]", "明年给客厅换一台")
    clerk.picture("sheet")
    page.focus("[name=need]")
    page.keyboard.press("Enter")
    page.wait_for_selector("h1:has-text('钱江宾馆')")
    first = CallBack.objects.get(number="CB-1")
    assert (first.state, first.is_good, first.need) == ("done", False, "明年给客厅换一台")
    assert OpinionCase.objects.get(call=first).description == "约了两次才来"

    # 4 nobody answers
    page.click("a:has-text('未联系上')")
    page.wait_for_selector("dialog[open] input[name=again_on]")
    page.click("dialog[open] button[type=submit]")
    page.wait_for_url("**/today/")
    assert CallBack.objects.get(number="CB-2").tries == 1
    for path, what in (("calendar/", "plan"), ("?all=1", "list"), ("files/", "files"), ("gaps/", "gaps"),
                       (f"{first.pk}/", "done")):  # fmt: skip
        clerk.open(f"/feedback/callbacks/{path}")
        clerk.picture(what)
    clerk.open(company.customer.get_absolute_url())
    clerk.picture("customer")

    # 5 on site, with the customer's signature
    region = company.customer.region
    call = CallBack.objects.create(number="CB-3", customer=company.customer, way="visit", state="planned",
                                   planned_on=today, due_on=today, region=region, route=region.pk)  # fmt: skip
    callbacks.take(callbacks.assign(call, to=company.chenlijun, by=company.hejing), by=company.chenlijun)
    technician.sign_in("chenlijun", demo.PASSWORD)
    page = technician.open(call.get_absolute_url())
    technician.picture("visit")
    for name, value in (("running", "yes"), ("usage", "yes"), ("service", "4")):
        choose(page, name, value)
    page.fill("[name=checked]", "清洗滤网，正常")
    sign_on_glass(page)
    page.click("button[type=submit]:has-text('保存')")
    page.wait_for_load_state("networkidle")
    technician.picture("visited")
    call.refresh_from_db()
    assert call.state == "done"
