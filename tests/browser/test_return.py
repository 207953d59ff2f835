"""A return in a real browser: registered, taken in, inspected in full, replenished from stock, answered, closed."""

import re

import pytest

from bihuan.config import demo
from bihuan.orders.models import Delivery, GoodsReturn, GoodsStock
from bihuan.orders.tests.company import model, stocked
from bihuan.quality.models import Nonconformity


def step(page, place, name, **values):
    """Open what a button of the return's page offers, fill in what it asks, and come back to the page."""
    page.goto(place)
    assert page.locator(f"main [href^='{place}{name}/']").count() == 1
    page.goto(f"{place}{name}/")
    for field, value in values.items():
        box = page.locator(f"main [name={field}]").first
        if box.get_attribute("type") == "radio":
            page.locator(
                f"main label:has(input[name={field}][value={value}]), main input[name={field}][value={value}] + label"
            ).first.click()
        elif box.evaluate("one => one.tagName") == "SELECT":
            box.select_option(index=1)
        else:
            box.fill(str(value))
    page.click("main form button[type=submit]")
    page.wait_for_url(re.compile(f"{place}$"))


@pytest.mark.req("RET-01", "RET-02")
def test_a_return_is_registered_inspected_in_full_and_replenished(company, visit):
    stocked(5)
    sales, store, quality = visit("return-sales"), visit("return-store"), visit("return-quality")
    for who, name in ((sales, "xuwen"), (store, "liuwei"), (quality, "qianjin")):
        who.sign_in(name, demo.PASSWORD)

    page = sales.open(f"/orders/returns/new/?customer={company.customer.number}")
    page.select_option("select[name=model]", str(model().pk))
    page.fill("input[name=quantity]", "3")
    page.fill("textarea[name=reason]", "面板开裂")
    sales.picture("announced")
    page.click("main form button[type=submit]")
    page.wait_for_url(re.compile(r"/orders/returns/\d+/$"))
    place = GoodsReturn.objects.get().get_absolute_url()

    step(store.page, place, "arrive", received=3)
    step(quality.page, place, "inspect", good=1, bad=2, findings="卡扣断裂", nature="", class_code="")
    quality.picture("inspected")
    assert Nonconformity.objects.get().quantity == 2
    assert GoodsStock.objects.get().quantity == 6

    step(page, place, "decide", replenish=3, words="三台补货")
    sales.picture("decided")
    step(store.page, place, "replenish", quantity=3, carrier="德邦物流")
    assert GoodsStock.objects.get().quantity == 3
    store.picture("shipped")
    step(page, place, "reply", reply_by="phone", text="补货三台已发出")
    step(page, place, "close", verdict="content")
    sales.picture("closed")
    assert GoodsReturn.objects.get().state == "closed"
    page = sales.open(Delivery.objects.get().get_absolute_url())
    assert "补货" in page.locator("header.head").inner_text()
    sales.picture("delivery")
