"""The files of orders and returns are kept by their clauses, and destroyed with all that is said in them (REG-07)."""

from datetime import timedelta

import pytest
from django.utils import timezone
from tests.cast import Cast

from bihuan.kernel.actors import SYSTEM
from bihuan.orders.models import Delivery, Order, OrderChange, ProductionNotice
from bihuan.orders.operations import changing, producing, returning, reviewing, settling, shipping
from bihuan.orders.queries.kept import FILES
from bihuan.orders.tests.company import announced, fresh, letter, model, reviewed, stocked
from bihuan.orders.tests.test_changes import wanted
from bihuan.orders.tests.test_returns import found
from bihuan.regulations.operations.retention import destroy_file
from bihuan.regulations.queries.kept import term

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]


@pytest.mark.req("REG-07", "ORD-01", "RET-01")
def test_each_file_has_its_term_and_says_nothing_once_destroyed(cast: Cast) -> None:
    order = reviewed(cast, way="fax", originals=[letter()], contact_name="沈雅琴", deliver_to="杭州市文三路 9 号")
    day = timezone.localdate() + timedelta(days=9)
    producing.produce(order, lines=[(model(), 10)], due_on=day, by=cast.xuwen)
    ours = wanted(fresh(order), 10, side="ours", reason="到料延误", reason_code="material")
    change = changing.ask_change(fresh(order), ours, by=cast.xuwen)
    change = changing.consent(change, consent_by="沈雅琴", consent_way="fax", proof=letter(), by=cast.xuwen)
    changing.take_effect(change, by=cast.xuwen)
    notice = ProductionNotice.objects.get(state="issued")
    producing.stock_in(notice, {notice.lines.get().pk: 10}, by=cast.yaojun)
    sent = shipping.ship(fresh(order), {fresh(order).positions()[0].pk: 10}, by=cast.xuwen)
    shipping.receive(sent, receiver="沈雅琴", by=cast.xuwen)
    reviewing.close(fresh(order), by=cast.xuwen)
    stocked(5)
    one = announced(cast, 1)
    returning.arrive(one, received=1, by=cast.xuwen)
    returning.inspect(fresh(one), found(0, 1), by=cast.qianjin)
    settling.decide(fresh(one), settling.Decision(words="补货一台", replenish=1), by=cast.xuwen)
    settling.replenish(fresh(one), quantity=1, by=cast.xuwen)
    settling.reply(fresh(one), text="补货一台", reply_by="phone", by=cast.xuwen)
    settling.close(fresh(one), verdict="content", by=cast.xuwen)
    for file in FILES:
        for record in file.model.objects.order_by("pk"):
            lasting = term(file, record)
            assert lasting is not None
            assert lasting.until > timezone.localdate()
            destroy_file(file, record, by=SYSTEM, why="XH-1")
    order, change = Order.objects.get(), OrderChange.objects.get()
    assert (order.contact_name, str(order.deliver_to), order.checks, order.answer) == ("", "", {}, "")
    assert (change.reason, change.consent_by) == ("", "")
    assert not {str(sent.deliver_to) + sent.receiver for sent in Delivery.objects.all()} - {""}
    assert (fresh(one).reason, fresh(one).number) == ("", one.number)
