"""Two at once: the last stock leaves once, and a change and a signature find each other's work."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db.models import Sum
from django.utils import timezone
from tests.cast import TEMPLATE
from tests.together import at_once

from bihuan.kernel.actors import SYSTEM
from bihuan.kernel.records import OperationError
from bihuan.orders.models import Delivery, GoodsMove, GoodsReturn, GoodsStock, OrderChange, Reservation
from bihuan.orders.operations import changing, producing, returning, reviewing, shipping
from bihuan.orders.tests.company import announced, fresh, model, ordered, reviewed, stocked
from bihuan.orders.tests.test_changes import wanted
from bihuan.signoff import operations as signoff
from bihuan.signoff.models import Circulation


@pytest.mark.req("ORD-02")
@pytest.mark.django_db(transaction=True)
def test_two_orders_are_not_released_on_the_same_stock_at_the_same_moment() -> None:
    cast = TEMPLATE.fresh()
    stocked(10)
    orders = [ordered(cast, 10) for _number in range(3)]
    answers = at_once(*(lambda one=one: reviewing.release(one, by=cast.xuwen) for one in orders))
    assert sum(isinstance(answer, OperationError) for answer in answers) == 2
    assert sorted(fresh(one).state for one in orders) == ["registered", "registered", "to_ship"]
    level = GoodsStock.objects.get()
    assert (level.quantity, level.reserved) == (10, 10)
    released = next(one for one in orders if fresh(one).state == "to_ship")
    assert Reservation.objects.get().order_id == released.pk


@pytest.mark.req("ORD-02")
@pytest.mark.django_db(transaction=True)
def test_reserved_pieces_are_shipped_once_to_the_one_they_wait_for_though_another_wants_them_too() -> None:
    cast = TEMPLATE.fresh()
    stocked(10)
    first, second = reviewing.release(ordered(cast, 10), by=cast.xuwen), reviewed(cast, 10)
    due = timezone.localdate() + timedelta(days=9)
    producing.produce(second, lines=[(model(), 10)], due_on=due, by=cast.xuwen)
    pieces = {one.pk: one.positions()[0].pk for one in (first, second)}

    def ship(order: Any) -> Callable[[], Any]:
        return lambda: shipping.ship(order, {pieces[order.pk]: 10}, by=cast.xuwen)

    answers = at_once(ship(first), ship(first), ship(second), ship(second))
    assert sum(isinstance(answer, OperationError) for answer in answers) == 3
    assert (Delivery.objects.count(), GoodsStock.objects.get().quantity) == (1, 0)
    assert GoodsMove.objects.aggregate(sum=Sum("quantity"))["sum"] == 0
    assert (fresh(first).state, fresh(second).state) == ("shipped", "producing")


@pytest.mark.req("ORD-02")
@pytest.mark.django_db(transaction=True)
def test_a_count_and_a_release_at_the_same_moment_promise_no_piece_that_is_not_there() -> None:
    cast = TEMPLATE.fresh()
    stocked(10)
    order = ordered(cast, 10)
    at_once(lambda: reviewing.release(order, by=cast.xuwen), lambda: stocked(4))
    level = GoodsStock.objects.get()
    held = Reservation.objects.aggregate(sum=Sum("quantity"))["sum"] or 0
    assert level.reserved == held <= level.quantity


@pytest.mark.req("RET-01")
@pytest.mark.django_db(transaction=True)
def test_two_returns_of_one_order_do_not_bring_back_more_than_it_shipped() -> None:
    cast = TEMPLATE.fresh()
    stocked(6)
    order = reviewing.release(ordered(cast, 6), by=cast.xuwen)
    shipping.ship(order, {order.positions()[0].pk: 6}, by=cast.xuwen)
    both = [announced(cast, 2, order=order) for _number in range(2)]
    come = at_once(*(
        lambda one=one: returning.arrive(one, received=4, note="多退两台", by=cast.liuwei) for one in both
    ))  # fmt: skip
    assert sum(isinstance(answer, OperationError) for answer in come) == 1
    assert sum(one.received or 0 for one in GoodsReturn.objects.all()) == 4


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
