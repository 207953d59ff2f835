"""An order in a real browser: its fax kept, reviewed, made; changed, reviewed again, the old notice struck out."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from bihuan.config import demo
from bihuan.kernel.documents import print_form
from bihuan.orders.models import Delivery, GoodsStock, Order, OrderChange, ProductionNotice
from bihuan.orders.queries.clauses import checklist
from bihuan.orders.tests.company import model, stocked
from bihuan.signoff.models import Circulation
from tests.browser.conftest import SCREENSHOTS
from tests.browser.test_complaint import dialog
from tests.browser.test_complaint import sign as signed_there

STATIONS = {
    "sales": ("xuwen", "客户信用良好，价格在授权范围内"), "production_planning": ("liuyan", "产线排得开"),
    "purchasing": ("luxin", "压缩机在途，能满足"), "rnd": ("tangyi", "标准机型"),
    "quality": ("qianjin", "按现行标准检验"), "production": ("yaojun", "能满足"),
}  # fmt: skip


def written(page, **values):
    """Fill in a form that stands on a page of its own, and send it."""
    for name, value in values.items():
        page.fill(f"main [name={name}]", str(value))
    page.click("main form button.btn-primary[type=submit]")


def reviewed(visit, record, *, on_phone=()):
    """Have each department sign at its own screen, in the order of the route."""
    form = Circulation.objects.of(record).running().get()
    for station in form.stations.order_by("order", "pk"):
        name, opinion = STATIONS[station.post]
        who = visit(f"order-{name}", phone=name in on_phone)
        who.sign_in(name, demo.PASSWORD)
        who.open(record.get_absolute_url())
        who.picture(f"to-review-{record.number}")
        signed_there(who.page, form, opinion=opinion)


@pytest.mark.req("ORD-01", "ORD-02", "ORD-03")
def test_an_order_is_reviewed_made_changed_reviewed_again_and_the_old_notice_stays_struck_out(company, visit, tmp_path):
    stocked(4)
    sales, store = visit("order-sales"), visit("order-store", phone=True)
    sales.sign_in("xuwen", demo.PASSWORD)
    store.sign_in("liuwei", demo.PASSWORD)

    # 1 registered from the fax, which is kept; a stock of four doesn't do for twenty
    page = sales.open(f"/orders/new/?customer={company.customer.number}")
    page.select_option("main select[name=way]", "fax")
    wish = timezone.localdate() + timedelta(days=25)
    (tmp_path / "fax.pdf").write_bytes(b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n")
    page.set_input_files("main input[name=originals]", str(tmp_path / "fax.pdf"))
    for name, value in {
        "their_number": "CG2611-08", "model_0": model().code, "line_0": "20", "price_0": "2680",
        "wanted_0": wish.isoformat(), "words_0": "冷凝器防腐",
    }.items():  # fmt: skip
        page.fill(f"main [name={name}]", value)
    sales.picture("register")
    page.click("main form button.btn-primary[type=submit]")
    page.wait_for_url(re.compile(r"/orders/\d+/$"))
    order = Order.objects.get()
    place = order.get_absolute_url()
    assert order.has_original
    assert page.locator(".moves >> text='安排现货出货'").count() == 0

    # 2 every requirement looked at, then the departments say whether it can be met, one of them on a phone
    page = sales.open(f"{place}identify/")
    written(page, **{f"point_{code}": "无特别要求" for code, _label in checklist()})
    page.wait_for_url(re.compile(f"{place}$"))
    sales.picture("checked")
    dialog(page, "送评审")
    reviewed(visit, order, on_phone=("yaojun", "liuyan"))
    order.refresh_from_db()
    assert order.state == "agreed"

    # 3 the notice names what the stock lacks; the customer is answered
    page = sales.open(f"{place}produce/")
    assert page.input_value("main [name=lines]") == f"{model()} 16"
    sales.picture("produce")
    written(page, due_on=wish.isoformat())
    page.wait_for_url(re.compile(f"{place}$"))
    page = sales.open(f"{place}answer/")
    page.click("main input[name=answer_way][value=fax] + label")
    written(page, promised_on=wish.isoformat(), text="二十五日内交货")
    page.wait_for_url(re.compile(f"{place}$"))
    old = ProductionNotice.objects.get()
    page = store.open(f"{old.get_absolute_url()}stock_in/")
    written(page, **{f"line_{old.lines.get().pk}": 6})
    page.wait_for_url(re.compile(r"/orders/notices/\d+/$"))
    store.picture("made")

    # 4 the customer wants thirty: reviewed again, then the old notice is void and a new one goes out
    page = sales.open(f"{place}ask_change/")
    line = order.lines.get()
    page.click("main input[name=side][value=customers] + label")
    later = wish + timedelta(days=10)
    page.fill("main [name=reason]", "客户新开门店，追加十台")
    page.fill("main [name=promised_on]", later.isoformat())
    page.fill(f"main [name=line_{line.pk}]", "30")
    sales.picture("change")
    page.click("main form button.btn-primary[type=submit]")
    page.wait_for_url(re.compile(r"/orders/changes/\d+/$"))
    change = OrderChange.objects.get()
    page = sales.open(change.get_absolute_url())
    dialog(page, "送评审")
    reviewed(visit, change)
    page = sales.open(f"{change.get_absolute_url()}take_effect/")
    written(page, due_on=later.isoformat())
    page.wait_for_url(re.compile(r"/orders/changes/\d+/$"))
    sales.picture("in-force")

    # 5 nothing is deleted: the old position and the old notice are struck out
    page = sales.open(place)
    sales.picture("changed")
    struck = page.locator("#positions tr.gone td").first.evaluate("one => getComputedStyle(one).textDecorationLine")
    assert struck == "line-through"
    page = sales.open(old.get_absolute_url())
    sales.picture("void")
    title = page.locator("header.head h1")
    assert title.evaluate("one => getComputedStyle(one).textDecorationLine") == "line-through"
    assert "作废" in page.locator("header.head").inner_text()
    new = ProductionNotice.objects.get(state="issued")
    assert (new.replaces_id, new.lines.get().quantity, new.version) == (old.pk, 20, 2)
    for name, key, record in (
        ("review", "order_review", order), ("change", "order_change", change), ("void", "production_notice", old),
        ("notice", "production_notice", new),
    ):  # fmt: skip
        record.refresh_from_db()
        (SCREENSHOTS / f"order-{name}.pdf").write_bytes(print_form(key, record, by=company.xuwen))

    # 6 made, shipped, received, closed
    page = store.open(f"{new.get_absolute_url()}stock_in/")
    written(page)
    page.wait_for_url(re.compile(r"/orders/notices/\d+/$"))
    page = store.open(f"{place}ship/")
    store.picture("ship")
    written(page, carrier="德邦物流")
    page.wait_for_url(re.compile(f"{place}$"))
    store.picture("shipped")
    assert GoodsStock.objects.get().quantity == 0
    page = store.open(f"{Delivery.objects.get().get_absolute_url()}receive/")
    written(page, receiver="沈雅琴")
    page.wait_for_url(re.compile(r"/orders/deliveries/\d+/$"))
    page = sales.open(place)
    dialog(page, "关闭")
    sales.picture("closed")
    order.refresh_from_db()
    assert (order.state, order.version) == ("closed", 2)
