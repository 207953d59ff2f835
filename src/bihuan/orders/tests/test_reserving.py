"""What an order or a return is to have is reserved for it: nobody else ships it (ORD-02, RET-02)."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone
from tests.cast import Cast

from bihuan.kernel.history import HistoryEntry
from bihuan.kernel.moves import EvidenceMissing
from bihuan.kernel.outbox.models import Notice
from bihuan.kernel.records import OperationError
from bihuan.orders.models import GoodsReturn, GoodsStock, Order, ProductionNotice, Reservation
from bihuan.orders.operations import (
    cancelling,
    changing,
    producing,
    registering,
    returning,
    reviewing,
    settling,
    shipping,
)
from bihuan.orders.operations.registering import Entry, Purchase
from bihuan.orders.queries import orders as queries
from bihuan.orders.tests.company import announced, fresh, model, ordered, reviewed, signed, stocked
from bihuan.orders.tests.test_changes import wanted
from bihuan.orders.tests.test_returns import found

pytestmark = pytest.mark.django_db


def made_for(cast: Cast, order: Order, quantity: int) -> ProductionNotice:
    """Issue a notice of an order that can be met."""
    due = timezone.localdate() + timedelta(days=9)
    return producing.produce(fresh(order), lines=[(model(), quantity)], due_on=due, by=cast.xuwen)


def stock_in(cast: Cast, notice: ProductionNotice, count: int) -> None:
    """Take so many of a notice into stock."""
    producing.stock_in(fresh(notice), {notice.lines.get().pk: count}, by=cast.yaojun)


def ship(cast: Cast, order: Order, count: int) -> Any:
    """Ship so many of the order's only position."""
    return shipping.ship(fresh(order), {fresh(order).positions()[0].pk: count}, by=cast.xuwen)


def held() -> dict[int, int]:
    """Return pieces reserved by the key of the order."""
    return dict(Reservation.objects.exclude(order=None).values_list("order", "quantity"))


@pytest.mark.req("ORD-02")
def test_what_a_released_order_ships_is_free_for_nobody_else(cast: Cast) -> None:
    stocked(12)
    first, other = reviewing.release(ordered(cast, 10), by=cast.xuwen), ordered(cast, 3)
    with pytest.raises(OperationError, match="× 1"):
        reviewing.release(other, by=cast.xuwen)
    assert fresh(other).state == "registered"
    assert held() == {first.pk: 10}
    assert reviewing.release(ordered(cast, 2), by=cast.xuwen).state == "to_ship"
    made = reviewed(cast, 5)
    made_for(cast, made, 5)
    with pytest.raises(OperationError, match="预留 12"):
        ship(cast, made, 1)
    ship(cast, first, 4)
    assert (held()[first.pk], GoodsStock.objects.get().reserved) == (6, 8)


@pytest.mark.req("ORD-02")
def test_what_was_made_for_an_order_waits_for_it_and_what_it_had_in_stock_too(cast: Cast) -> None:
    stocked(4)
    order = reviewed(cast, 10)
    notice = made_for(cast, order, 6)
    assert held() == {order.pk: 4}
    stock_in(cast, notice, 5)
    assert held() == {order.pk: 9}
    with pytest.raises(OperationError):
        reviewing.release(ordered(cast, 1), by=cast.xuwen)
    stock_in(cast, notice, 1)
    assert (fresh(order).state, held()) == ("to_ship", {order.pk: 10})
    ship(cast, order, 10)
    assert (fresh(order).state, held(), GoodsStock.objects.get().quantity) == ("shipped", {}, 0)


@pytest.mark.req("ORD-02", "ORD-03")
def test_a_cancelled_order_and_one_that_is_made_smaller_let_go(cast: Cast) -> None:
    stocked(10)
    order = reviewing.release(ordered(cast, 10), by=cast.xuwen)
    change = changing.send_round(changing.ask_change(order, wanted(order, 6), by=cast.xuwen), by=cast.xuwen)
    assert held() == {order.pk: 10}
    signed(change, "order_change")
    changing.take_effect(fresh(change), by=cast.xuwen)
    assert (fresh(order).state, held()) == ("agreed", {order.pk: 6})
    assert reviewing.release(fresh(order), by=cast.xuwen).state == "to_ship"
    cancelling.cancel(fresh(order), note="客户取消", by=cast.xuwen)
    assert (held(), GoodsStock.objects.get().free) == ({}, 10)


@pytest.mark.req("ORD-03")
def test_an_order_from_stock_that_is_cut_down_to_what_was_shipped_is_all_shipped(cast: Cast) -> None:
    stocked(10)
    order = reviewing.release(ordered(cast, 10), by=cast.xuwen)
    ship(cast, order, 4)
    with pytest.raises(OperationError):
        cancelling.cancel(fresh(order), note="客户取消", by=cast.xuwen)
    change = changing.ask_change(fresh(order), wanted(fresh(order), 4), by=cast.xuwen)
    signed(changing.send_round(change, by=cast.xuwen), "order_change")
    changing.take_effect(fresh(change), by=cast.xuwen)
    assert (fresh(order).state, held()) == ("shipped", {})


@pytest.mark.req("ORD-03")
def test_an_order_is_not_closed_while_a_change_is_under_way(cast: Cast) -> None:
    stocked(10)
    order = reviewing.release(ordered(cast, 10), by=cast.xuwen)
    changing.ask_change(order, wanted(order, 20), by=cast.xuwen)
    shipping.receive(ship(cast, order, 10), receiver="沈雅琴", by=cast.xuwen)
    with pytest.raises(EvidenceMissing, match="变更"):
        reviewing.close(fresh(order), by=cast.xuwen)


@pytest.mark.req("RET-02")
def test_a_replenishment_that_was_decided_is_reserved_and_made_for_it_is_its_own(cast: Cast) -> None:
    stocked(2)
    one = announced(cast, 5)
    returning.arrive(one, received=5, by=cast.xuwen)
    returning.inspect(fresh(one), found(0, 5), by=cast.qianjin)
    settling.decide(fresh(one), settling.Decision(words="补货五台", replenish=5), by=cast.xuwen)
    order = ordered(cast, 1)
    with pytest.raises(OperationError):
        reviewing.release(order, by=cast.xuwen)
    due = timezone.localdate() + timedelta(days=5)
    with pytest.raises(OperationError, match="只缺 3"):
        settling.produce(fresh(one), due_on=due, quantity=4, by=cast.xuwen)
    notice = settling.produce(fresh(one), due_on=due, by=cast.xuwen)
    stock_in(cast, notice, 3)
    assert Reservation.objects.get().quantity == 5
    settling.replenish(fresh(one), quantity=5, by=cast.xuwen)
    assert (GoodsStock.objects.get().quantity, Reservation.objects.count()) == (0, 0)


@pytest.mark.req("ORD-02")
def test_a_count_that_finds_too_few_takes_it_off_the_latest_and_tells_whoever_handles_it(cast: Cast) -> None:
    stocked(10)
    first, second = (reviewing.release(ordered(cast, count), by=cast.xuwen) for count in (6, 4))
    stocked(5)
    assert held() == {first.pk: 5}
    entries = HistoryEntry.objects.filter(verb="goods_missing").order_by("pk")
    assert [(one.subject_id, one.note[-1]) for one in entries] == [(second.pk, "4"), (first.pk, "1")]
    assert Notice.objects.filter(recipient=cast.xuwen, title__contains=second.number, topic="order.mine").exists()
    with pytest.raises(OperationError):
        ship(cast, second, 1)
    assert reviewing.send_round(fresh(second), by=cast.xuwen).state == "review"
    assert {move.name for move in queries.page(fresh(first), cast.xuwen)["moves"]} >= {"ship", "send_round"}


@pytest.mark.req("ORD-02")
def test_what_a_first_notice_left_out_goes_on_a_further_one(cast: Cast) -> None:
    def shown(record: Any) -> set[str]:
        return {move.name for move in queries.page(fresh(record), cast.xuwen)["moves"]}

    order = reviewed(cast, 10)
    first = made_for(cast, order, 6)
    assert "produce" in shown(order)
    second = made_for(cast, order, 4)
    assert "produce" not in shown(order)
    with pytest.raises(OperationError, match="都已在生产"):
        made_for(cast, order, 1)
    stock_in(cast, first, 6)
    assert fresh(order).state == "producing"
    stock_in(cast, second, 4)
    assert fresh(order).state == "to_ship"


@pytest.mark.req("ORD-02")
def test_without_stock_the_review_is_what_comes_next_and_with_it_the_release(cast: Cast) -> None:
    order = ordered(cast, 10)

    def primary() -> str:
        return next(move.name for move in queries.page(fresh(order), cast.xuwen)["moves"] if move.is_primary)

    assert primary() == "send_round"
    stocked(10)
    assert primary() == "release"


@pytest.mark.req("ORD-01")
def test_what_is_shipped_or_was_to_be_changed_is_not_entered_anew(cast: Cast) -> None:
    stocked(10)
    order = reviewing.release(ordered(cast, 10), by=cast.xuwen)
    ship(cast, order, 3)
    stocked(1)
    reviewing.send_round(fresh(order), by=cast.xuwen)
    change = changing.ask_change(fresh(order), wanted(fresh(order), 12), by=cast.xuwen)
    anew = Purchase(customer=cast.customer, lines=[Entry(model=model(), quantity=10)])
    assert fresh(order).state == "registered"
    with pytest.raises(EvidenceMissing):
        registering.correct(fresh(order), anew, by=cast.xuwen)
    changing.take_back(change, note="客户又不要了", by=cast.xuwen)
    with pytest.raises(OperationError, match="已出货"):
        registering.correct(fresh(order), anew, by=cast.xuwen)
    other = reviewing.send_round(ordered(cast, 10), by=cast.xuwen)
    change = changing.ask_change(fresh(other), wanted(other, 12), by=cast.xuwen)
    changing.take_back(change, note="客户又不要了", by=cast.xuwen)
    registering.correct(fresh(other), anew, by=cast.xuwen)
    assert [line.ended_version for line in other.lines.all()] == [1, None]


@pytest.mark.req("ORD-03")
def test_a_position_that_is_changed_keeps_its_model(cast: Cast) -> None:
    order = ordered(cast, 10)
    line = order.positions()[0]
    other = Entry(model=model("KFR-72LW"), quantity=10)
    order = reviewing.send_round(order, by=cast.xuwen)
    with pytest.raises(OperationError, match="型号") as refused:
        changing.ask_change(order, wanted(order, 10, lines=[(line.pk, other)]), by=cast.xuwen)
    assert refused.value.field == f"model_{line.pk}"


@pytest.mark.req("ORD-02")
def test_the_database_itself_promises_no_piece_that_is_not_there(cast: Cast) -> None:
    stocked(3)
    with pytest.raises(IntegrityError), transaction.atomic():
        GoodsStock.objects.update(reserved=4)


@pytest.mark.req("RET-01")
def test_what_came_back_counts_as_it_came_and_not_as_it_was_announced(cast: Cast) -> None:
    stocked(6)
    order = reviewing.release(ordered(cast, 6), by=cast.xuwen)
    ship(cast, order, 6)
    one = announced(cast, 3, order=fresh(order))
    returning.arrive(one, received=5, note="多退两台", by=cast.liuwei)
    with pytest.raises(OperationError, match="只能再退 1"):
        announced(cast, 2, order=fresh(order))
    announced(cast, 1, order=fresh(order))
    assert GoodsReturn.objects.count() == 2


@pytest.mark.req("ORD-02")
def test_the_store_shows_what_is_reserved_for_whom(cast: Cast, client: Client) -> None:
    stocked(10)
    order = reviewing.release(ordered(cast, 7), by=cast.xuwen)
    client.force_login(cast.liuwei)
    page = client.get("/orders/goods/").content.decode()
    assert f"{order.number} × 7" in page
