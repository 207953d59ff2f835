"""Two at once: the last stock leaves once, and a change and a signature find each other's work."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db.models import Sum
from tests.cast import TEMPLATE
from tests.together import at_once

from bihuan.kernel.actors import SYSTEM
from bihuan.kernel.records import OperationError
from bihuan.orders.models import Delivery, GoodsMove, GoodsStock, OrderChange
from bihuan.orders.operations import changing, reviewing, shipping
from bihuan.orders.tests.company import fresh, ordered, stocked
from bihuan.orders.tests.test_changes import wanted
from bihuan.signoff import operations as signoff
from bihuan.signoff.models import Circulation


@pytest.mark.req("ORD-02")
@pytest.mark.django_db(transaction=True)
def test_the_last_stock_is_shipped_once_though_two_orders_want_it_and_one_of_them_twice() -> None:
    cast = TEMPLATE.fresh()
    stocked(10)
    first, second = (reviewing.release(ordered(cast, 10), by=cast.xuwen) for _number in range(2))
    pieces = {one.pk: one.positions()[0].pk for one in (first, second)}

    def ship(order: Any) -> Callable[[], Any]:
        return lambda: shipping.ship(order, {pieces[order.pk]: 10}, by=cast.xuwen)

    answers = at_once(ship(first), ship(first), ship(second), ship(second))
    assert sum(isinstance(answer, OperationError) for answer in answers) == 3
    assert (Delivery.objects.count(), GoodsStock.objects.get().quantity) == (1, 0)
    assert GoodsMove.objects.aggregate(sum=Sum("quantity"))["sum"] == 0
    assert sorted((fresh(first).state, fresh(second).state)) == ["shipped", "to_ship"]


@pytest.mark.req("ORD-02", "ORD-03")
@pytest.mark.django_db(transaction=True)
def test_a_change_while_the_last_station_signs_leaves_no_form_behind() -> None:
    cast = TEMPLATE.fresh()
    order = reviewing.send_round(ordered(cast), by=cast.xuwen)
    form = Circulation.objects.of(order).running().get()
    while form.stations.filter(signed_at=None).count() > 1:
        signoff.sign(form.stations.filter(state="open").order_by("pk")[0], by=SYSTEM, opinion="能满足", verdict="agree")
    last = form.stations.get(state="open")
    told = wanted(order, 20)
    answers = at_once(
        lambda: signoff.sign(last, by=SYSTEM, opinion="能满足", verdict="agree"),
        lambda: changing.ask_change(order, told, by=cast.xuwen),
    )
    assert not isinstance(answers[1], OperationError)
    assert not Circulation.objects.of(order).running().exists()
    signed = not isinstance(answers[0], OperationError)
    assert fresh(order).state == ("agreed" if signed else "registered")
    assert OrderChange.objects.get().state == "asked"
