"""The printed forms of orders and returns: every one is set, in each case that has its own look (ORD-02, RET-02)."""

from datetime import timedelta

import pytest
from django.utils import timezone
from tests.cast import Cast

from bihuan.kernel.documents import print_form
from bihuan.orders.models import Delivery, OrderChange, ProductionNotice
from bihuan.orders.operations import changing, producing, returning, reviewing, settling, shipping
from bihuan.orders.queries import papers
from bihuan.orders.tests.company import announced, fresh, letter, model, ordered, reviewed, stocked
from bihuan.orders.tests.test_changes import wanted
from bihuan.orders.tests.test_returns import found

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]


@pytest.mark.req("ORD-02", "ORD-03", "RET-01", "RET-02")
def test_every_form_of_orders_and_returns_is_printed(cast: Cast) -> None:
    stocked(1)
    day = timezone.localdate() + timedelta(days=9)
    order = reviewed(cast, way="fax", originals=[letter()])
    producing.produce(order, lines=[(model(), 10)], due_on=day, by=cast.xuwen)
    ours = wanted(fresh(order), 10, side="ours", reason="到料延误", reason_code="material")
    change = changing.ask_change(fresh(order), ours, by=cast.xuwen)
    change = changing.consent(change, consent_by="沈雅琴", consent_way="fax", proof=letter(), by=cast.xuwen)
    changing.take_effect(change, by=cast.xuwen)
    stocked(2)
    one = announced(cast, 2)
    returning.arrive(one, received=2, by=cast.xuwen)
    returning.inspect(fresh(one), found(0, 2), by=cast.qianjin)
    settling.decide(fresh(one), settling.Decision(words="补货两台", replenish=2), by=cast.xuwen)
    settling.replenish(fresh(one), quantity=1, by=cast.xuwen)
    settling.produce(fresh(one), due_on=day, by=cast.xuwen)
    for key, rows in {
        "order_record": [order], "order_review": [order], "order_change": OrderChange.objects.all(),
        "production_notice": ProductionNotice.objects.all(), "delivery_note": Delivery.objects.all(),
        "goods_return": [one],
    }.items():  # fmt: skip
        for row in rows:
            assert print_form(key, fresh(row), by=cast.xuwen).startswith(b"%PDF")
    looks = {(one.state, one.is_replenishment) for one in ProductionNotice.objects.all()}
    assert looks == {("void", False), ("issued", False), ("issued", True)}


@pytest.mark.req("ORD-02")
def test_the_review_says_that_stock_was_enough_as_soon_as_it_is_released(cast: Cast) -> None:
    stocked(20)
    order = ordered(cast)
    assert not papers.order_review(order, cast.xuwen).data["from_stock"]
    order = reviewing.release(order, by=cast.xuwen)
    assert papers.order_review(order, cast.xuwen).data["from_stock"]
    shipping.ship(order, {order.positions()[0].pk: 10}, by=cast.xuwen)
    assert papers.order_review(fresh(order), cast.xuwen).data["from_stock"]
