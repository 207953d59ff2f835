"""Changes of an order: ours with consent, the customer's with a new review, the old notice void (ORD-03)."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from tests.cast import Cast

from bihuan.kernel.moves import EvidenceMissing
from bihuan.kernel.records import OperationError
from bihuan.orders.models import Order, OrderChange, OrderLine, ProductionNotice
from bihuan.orders.operations import changing, producing, reviewing, shipping
from bihuan.orders.operations.registering import Entry
from bihuan.orders.tests.company import fresh, letter, model, ordered, reviewed, signed
from bihuan.signoff.models import Circulation

pytestmark = pytest.mark.django_db


def producing_order(cast: Cast, quantity: int = 10) -> tuple[Order, ProductionNotice]:
    """Return an order in production with its notice."""
    order = reviewed(cast, quantity)
    due = timezone.localdate() + timedelta(days=10)
    notice = producing.produce(order, lines=[(model(), quantity)], due_on=due, by=cast.xuwen)
    return fresh(order), notice


def wanted(order: Order, quantity: int, **values: Any) -> changing.Alteration:
    """Return a change of the first position's quantity."""
    line = order.positions()[0]
    entry = Entry(model=line.model, quantity=quantity, price=line.price, wanted_on=line.wanted_on)
    told = changing.Alteration(
        side="customers", reason="客户追加", promised_on=timezone.localdate() + timedelta(days=30),
        lines=[(line.pk, entry)],
    )  # fmt: skip
    return replace(told, **values)


@pytest.mark.req("ORD-03")
def test_our_own_delay_needs_a_cause_and_the_customers_consent(cast: Cast) -> None:
    order, old = producing_order(cast)
    ours = wanted(order, 10, side="ours", reason="压缩机到料延误")
    with pytest.raises(OperationError) as refused:
        changing.ask_change(order, ours, by=cast.xuwen)
    assert refused.value.field == "reason_code"
    change = changing.ask_change(order, replace(ours, reason_code="material"), by=cast.xuwen)
    with pytest.raises(OperationError):
        changing.take_effect(change, by=cast.xuwen)
    with pytest.raises(EvidenceMissing):
        changing.send_round(fresh(change), by=cast.xuwen)
    with pytest.raises(OperationError) as without:
        changing.consent(fresh(change), consent_by="沈雅琴", consent_way="fax", by=cast.xuwen)
    assert without.value.field == "proof"
    change = changing.consent(fresh(change), consent_by="沈雅琴", consent_way="fax", proof=letter(), by=cast.xuwen)
    changing.take_effect(change, by=cast.xuwen)
    new = ProductionNotice.objects.get(state="issued")
    assert (fresh(old).state, new.replaces_id, new.due_on) == ("void", old.pk, ours.promised_on)
    order = fresh(order)
    assert (order.version, order.promised_on, order.state) == (2, ours.promised_on, "producing")


@pytest.mark.req("ORD-03")
def test_the_customers_change_is_reviewed_again_and_the_old_position_is_struck_out(cast: Cast) -> None:
    order, old = producing_order(cast)
    producing.stock_in(old, {old.lines.get().pk: 4}, by=cast.yaojun)
    line = order.positions()[0]
    shipping.ship(fresh(order), {line.pk: 3}, by=cast.xuwen)
    with pytest.raises(OperationError, match="已出货 3"):
        changing.ask_change(fresh(order), wanted(order, 2), by=cast.xuwen)
    change = changing.ask_change(fresh(order), wanted(order, 15), by=cast.xuwen)
    with pytest.raises(EvidenceMissing):
        changing.consent(change, consent_by="沈雅琴", consent_way="phone", by=cast.xuwen)
    change = changing.send_round(fresh(change), by=cast.xuwen)
    signed(change, "order_change")
    changing.take_effect(fresh(change), by=cast.xuwen)
    order, line = fresh(order), fresh(line)
    now = order.positions()[0]
    assert (line.ended_version, now.quantity, now.shipped) == (2, 15, 3)
    assert OrderLine.objects.count() == 2
    new = ProductionNotice.objects.get(state="issued")
    assert (new.lines.get().quantity, new.version, fresh(old).state) == (11, 2, "void")


@pytest.mark.req("ORD-03")
def test_a_change_that_is_refused_leaves_the_order_as_it_was(cast: Cast) -> None:
    order, old = producing_order(cast)
    change = changing.send_round(changing.ask_change(order, wanted(order, 99), by=cast.xuwen), by=cast.xuwen)
    signed(change, "order_change", refuse="生管")
    assert (fresh(change).state, fresh(order).version, fresh(old).state) == ("refused", 1, "issued")
    assert not fresh(order).has_open_change


@pytest.mark.req("ORD-03")
def test_a_change_during_the_review_stops_it_and_the_changed_order_is_agreed(cast: Cast) -> None:
    order = reviewing.send_round(ordered(cast), by=cast.xuwen)
    change = changing.ask_change(fresh(order), wanted(order, 5), by=cast.xuwen)
    assert (fresh(order).state, Circulation.objects.of(order).running().exists()) == ("registered", False)
    with pytest.raises(EvidenceMissing):
        reviewing.send_round(fresh(order), by=cast.xuwen)
    with pytest.raises(OperationError):
        changing.ask_change(fresh(order), wanted(order, 6), by=cast.xuwen)
    signed(changing.send_round(change, by=cast.xuwen), "order_change")
    changing.take_effect(fresh(change), by=cast.xuwen)
    assert (fresh(order).state, fresh(order).positions()[0].quantity) == ("agreed", 5)
    assert OrderChange.objects.get().version == 2


@pytest.mark.req("ORD-03")
def test_fewer_pieces_than_lie_in_stock_want_no_new_notice(cast: Cast) -> None:
    order, old = producing_order(cast)
    producing.stock_in(old, {old.lines.get().pk: 6}, by=cast.yaojun)
    change = changing.send_round(changing.ask_change(fresh(order), wanted(order, 5), by=cast.xuwen), by=cast.xuwen)
    signed(change, "order_change")
    changing.take_effect(fresh(change), by=cast.xuwen)
    assert (fresh(order).state, fresh(old).state) == ("to_ship", "void")
    assert not ProductionNotice.objects.filter(state="issued").exists()
