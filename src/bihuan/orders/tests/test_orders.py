"""An order from the first word to the receipt: registered, reviewed, made, shipped (ORD-01, ORD-02)."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone
from tests.cast import Cast

from bihuan.deadlines.models import Deadline
from bihuan.kernel.moves import EvidenceMissing
from bihuan.kernel.records import OperationError
from bihuan.orders.models import GoodsStock, Order
from bihuan.orders.operations import cancelling, producing, registering, reviewing, shipping
from bihuan.orders.tests.company import fresh, letter, model, ordered, reviewed, signed, stocked
from bihuan.signoff.models import Circulation

pytestmark = pytest.mark.django_db


@pytest.mark.req("ORD-01")
def test_orders_are_numbered_in_sequence_without_gaps(cast: Cast) -> None:
    first = ordered(cast)
    with pytest.raises(OperationError):
        ordered(cast, 0)
    second = ordered(cast)
    year = timezone.localdate().year
    assert [first.number, second.number] == [f"DH-{year}-0001", f"DH-{year}-0002"]
    with pytest.raises(PermissionDenied):
        registering.register(registering.Purchase(customer=cast.customer, lines=[]), by=cast.chenlijun)


@pytest.mark.req("ORD-01")
def test_an_order_by_fax_is_not_reviewed_without_its_original(cast: Cast) -> None:
    stocked(50)
    order = ordered(cast, way="fax")
    with pytest.raises(EvidenceMissing, match="原件"):
        reviewing.release(order, by=cast.xuwen)
    registering.add_original(order, letter(), by=cast.xuwen)
    assert reviewing.release(fresh(order), by=cast.xuwen).state == "to_ship"


@pytest.mark.req("ORD-01")
def test_requirements_are_all_looked_at_and_doubts_settled_before_the_review(cast: Cast) -> None:
    stocked(50)
    order = ordered(cast, checked=False)
    with pytest.raises(EvidenceMissing, match="要求识别"):
        reviewing.release(order, by=cast.xuwen)
    registering.identify(fresh(order), {"law": "强制性认证"}, by=cast.xuwen)
    assert not fresh(order).is_checked
    order = ordered(cast)
    asked = registering.ask(order, text="颜色未写明", by=cast.xuwen)
    with pytest.raises(OperationError, match="不可|不能"):
        reviewing.release(fresh(order), by=cast.xuwen)
    with pytest.raises(EvidenceMissing):
        registering.clarify(fresh(order), by=cast.xuwen)
    order = registering.settle_question(asked, answer="白色", by=cast.xuwen)
    assert (order.state, order.has_open_questions) == ("registered", False)
    with pytest.raises(OperationError):
        registering.settle_question(asked, answer="黑色", by=cast.xuwen)


@pytest.mark.req("ORD-02")
def test_enough_in_stock_ships_without_review_in_parts_that_add_up(cast: Cast) -> None:
    stocked(8)
    order = ordered(cast, 10)
    with pytest.raises(OperationError, match="库存不足"):
        reviewing.release(order, by=cast.xuwen)
    stocked(12)
    order = reviewing.release(fresh(order), by=cast.xuwen)
    line = order.positions()[0]
    with pytest.raises(OperationError):
        shipping.ship(order, {line.pk: 11}, by=cast.xuwen)
    first = shipping.ship(fresh(order), {line.pk: 4}, by=cast.xuwen)
    assert (fresh(order).state, fresh(line).shipped) == ("to_ship", 4)
    second = shipping.ship(fresh(order), {line.pk: 6}, by=cast.xuwen)
    order = fresh(order)
    assert (order.state, GoodsStock.objects.get().quantity) == ("shipped", 2)
    assert [first.number[-3:], second.number[-3:]] == ["001", "002"]
    with pytest.raises(EvidenceMissing):
        reviewing.close(order, by=cast.xuwen)
    for sent in (first, second):
        shipping.receive(sent, receiver="沈雅琴", by=cast.xuwen)
    assert reviewing.close(fresh(order), by=cast.xuwen).state == "closed"


@pytest.mark.req("ORD-02")
def test_departments_review_and_only_then_a_production_notice_goes_out(cast: Cast) -> None:
    order = reviewing.send_round(ordered(cast), by=cast.xuwen)
    order.lines.update(requirements="冷凝器防腐")
    due = timezone.localdate() + timedelta(days=15)
    with pytest.raises(OperationError):
        producing.produce(order, lines=[(model(), 10)], due_on=due, by=cast.xuwen)
    form = Circulation.objects.of(order).get()
    assert form.stations.count() == 6
    signed(order, "order_review")
    order = fresh(order)
    assert order.state == "agreed"
    notice = producing.produce(order, lines=[(model(), 10)], due_on=due, by=cast.xuwen)
    order = reviewing.answer(fresh(order), text="15 日内交货", answer_way="phone", promised_on=due, by=cast.xuwen)
    line = notice.lines.get()
    assert line.note == "冷凝器防腐"
    notice = producing.stock_in(notice, {line.pk: 4}, by=cast.yaojun)
    with pytest.raises(OperationError):
        producing.stock_in(fresh(notice), {line.pk: 7}, by=cast.yaojun)
    assert fresh(order).state == "producing"
    notice = producing.stock_in(fresh(notice), {line.pk: 6}, by=cast.yaojun)
    assert (notice.state, fresh(order).state) == ("done", "to_ship")


@pytest.mark.req("ORD-02")
def test_what_a_department_cannot_meet_is_negotiated_with_the_customer(cast: Cast) -> None:
    order = reviewing.send_round(ordered(cast), by=cast.xuwen)
    signed(order, "order_review", refuse="采购")
    assert fresh(order).state == "negotiating"


@pytest.mark.req("ORD-02")
def test_a_cancelled_order_leaves_a_void_notice_and_no_form_on_its_way(cast: Cast) -> None:
    order = reviewed(cast)
    notice = producing.produce(order, lines=[(model(), 10)], due_on=timezone.localdate(), by=cast.xuwen)
    other = reviewing.send_round(ordered(cast), by=cast.xuwen)
    for one in (order, other):
        cancelling.cancel(fresh(one), note="客户取消", by=cast.xuwen)
    assert fresh(notice).state == "void"
    assert not Circulation.objects.filter(state="running").exists()
    assert Order.objects.filter(state="cancelled").count() == 2
    assert not Deadline.objects.running().filter(kind=Order.kind()).exists()
