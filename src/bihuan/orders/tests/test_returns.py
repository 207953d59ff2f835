"""Returns: like a complaint in time and answer; inspected in full; replenished, paid back (RET-01, RET-02)."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.utils import timezone
from tests.cast import Cast

from bihuan.complaints import operations as complaints
from bihuan.deadlines.models import Deadline
from bihuan.kernel.moves import EvidenceMissing
from bihuan.kernel.records import OperationError
from bihuan.orders.models import Delivery, GoodsStock, ProductionNotice
from bihuan.orders.operations import producing, returning, reviewing, settling, shipping
from bihuan.orders.queries import returns
from bihuan.orders.tests.company import announced, fresh, model, ordered, stocked
from bihuan.quality.models import Nonconformity, ReportedCase
from bihuan.quality.queries.nonconformity_rules import CLASS, NATURE, choices

pytestmark = pytest.mark.django_db


def found(good: int, bad: int) -> returning.Inspection:
    """Return what a full inspection found."""
    return returning.Inspection(
        good=good, bad=bad, findings="电机轴承磨损", nature=choices(NATURE)[0][0], class_code=choices(CLASS)[0][0]
    )


@pytest.mark.req("RET-01")
def test_a_return_has_the_limits_of_a_product_complaint(cast: Cast) -> None:
    complaint = complaints.register(
        complaints.Grievance(description="噪声", serial_text=cast.unit.serial), by=cast.xuwen
    )
    one = announced(cast)
    of_complaint = Deadline.objects.of(complaint.kind(), complaint.pk)
    of_return = Deadline.objects.of(one.kind(), one.pk)
    assert {row.name for row in of_return} == {row.name for row in of_complaint} != set()
    assert {row.clause_id for row in of_return} == {row.clause_id for row in of_complaint}
    returning.contact(one, note="请寄回工厂", by=cast.xuwen)
    returning.arrive(fresh(one), received=1, by=cast.xuwen)
    returning.inspect(fresh(one), found(1, 0), by=cast.qianjin)
    settling.decide(fresh(one), settling.Decision(words="退回检验合格"), by=cast.xuwen)
    settling.reply(fresh(one), text="检验合格", reply_by="phone", by=cast.xuwen)
    assert not of_return.running().filter(met_by="complaint.replied").exists()


@pytest.mark.req("RET-01")
def test_all_pieces_are_inspected_good_to_stock_bad_to_nonconformity_each_counted_once(cast: Cast) -> None:
    one = announced(cast, 5)
    with pytest.raises(OperationError):
        returning.arrive(one, received=4, by=cast.xuwen)
    one = returning.arrive(fresh(one), received=4, note="少一台", by=cast.xuwen)
    with pytest.raises(OperationError) as refused:
        returning.inspect(one, found(2, 1), by=cast.qianjin)
    assert refused.value.field == "bad"
    one = returning.inspect(fresh(one), found(1, 3), by=cast.qianjin)
    assert GoodsStock.objects.get(model=model()).quantity == 1
    bad = Nonconformity.objects.get()
    assert (bad.quantity, bad.stage, bad.subject_number) == (3, "returned", one.number)
    assert one.nonconformity_number == bad.number
    cases = ReportedCase.objects.standing()
    assert sum(case.returned for case in cases) == 4
    assert sum(case.defective for case in cases) == 3


@pytest.mark.req("RET-01")
def test_pieces_that_follow_from_a_complaint_are_counted_with_the_complaint_alone(cast: Cast) -> None:
    words = complaints.Grievance(description="噪声", serial_text=cast.unit.serial, quantity=10, defective=2)
    complaint = complaints.register(words, by=cast.xuwen)
    said = returning.Announcement(customer=cast.customer, model=model(), quantity=2, reason="随投诉退回")
    one = returning.register_return(said, subject=complaint, by=cast.xuwen)
    assert not ReportedCase.objects.standing().filter(source_kind=one.kind()).exists()
    case = ReportedCase.objects.standing().get(source_kind=complaint.kind())
    assert (case.returned, case.pieces) == (2, 2)
    complaint.refresh_from_db()
    assert complaint.returned == 2


@pytest.mark.req("RET-02")
def test_a_replenishment_comes_from_stock_else_from_production_and_both_papers_say_so(cast: Cast) -> None:
    stocked(2)
    one = announced(cast, 3)
    returning.arrive(one, received=3, by=cast.xuwen)
    returning.inspect(fresh(one), found(0, 3), by=cast.qianjin)
    decision = settling.Decision(words="补货三台", replenish=3)
    with pytest.raises(OperationError):
        settling.decide(fresh(one), settling.Decision(words="补四台", replenish=4), by=cast.xuwen)
    settling.decide(fresh(one), decision, by=cast.xuwen)
    with pytest.raises(OperationError, match="库存只有 2"):
        settling.replenish(fresh(one), quantity=3, by=cast.xuwen)
    settling.replenish(fresh(one), quantity=2, by=cast.xuwen)
    notice = settling.produce(fresh(one), due_on=timezone.localdate() + timedelta(days=5), by=cast.xuwen)
    assert (notice.is_replenishment, notice.lines.get().quantity) == (True, 1)
    producing.stock_in(notice, {notice.lines.get().pk: 1}, by=cast.yaojun)
    settling.reply(fresh(one), text="补货三台", reply_by="phone", by=cast.xuwen)
    with pytest.raises(EvidenceMissing, match="补货"):
        settling.close(fresh(one), verdict="content", by=cast.xuwen)
    settling.replenish(fresh(one), quantity=1, by=cast.xuwen)
    assert all(sent.is_replenishment for sent in Delivery.objects.all())
    assert settling.close(fresh(one), verdict="content", by=cast.xuwen).state == "closed"
    assert ProductionNotice.objects.get().state == "done"


@pytest.mark.req("RET-01")
def test_a_refund_is_less_by_the_depreciation_of_the_clause(cast: Cast) -> None:
    today = timezone.localdate()
    one = announced(cast, price=Decimal(5000), bought_on=today - timedelta(days=30), wish="refund")
    returning.arrive(one, received=1, by=cast.xuwen)
    returning.inspect(fresh(one), found(1, 0), by=cast.qianjin)
    one = settling.decide(fresh(one), settling.Decision(words="退款", refund=1), by=cast.xuwen)
    assert (one.used_days, one.depreciation, one.refund_amount) == (30, Decimal("150.00"), Decimal("4850.00"))
    assert one.refund_clause
    settling.reply(fresh(one), text="退款 4850 元", reply_by="phone", by=cast.xuwen)
    with pytest.raises(EvidenceMissing, match="退款"):
        settling.close(fresh(one), verdict="content", by=cast.xuwen)
    settling.refund(fresh(one), proof="SJ-0091", by=cast.xuwen)
    with pytest.raises(OperationError):
        settling.refund(fresh(one), proof="SJ-0092", by=cast.xuwen)


@pytest.mark.req("RET-01")
def test_not_more_comes_back_than_was_shipped(cast: Cast) -> None:
    stocked(10)
    order = reviewing.release(ordered(cast, 6), by=cast.xuwen)
    shipping.ship(order, {order.positions()[0].pk: 4}, by=cast.xuwen)
    announced(cast, 3, order=fresh(order))
    with pytest.raises(OperationError, match="只能再退 1"):
        announced(cast, 2, order=fresh(order))


@pytest.mark.req("RET-02")
def test_a_return_shows_only_the_buttons_that_have_something_to_do(cast: Cast) -> None:
    def shown(record: Any) -> set[str]:
        return {move.name for move in returns.page(fresh(record), cast.xuwen)["moves"]}

    stocked(1)
    one = announced(cast, 3)
    assert "contact" in shown(one)
    returning.contact(fresh(one), note="请寄回工厂", by=cast.xuwen)
    returning.arrive(fresh(one), received=3, by=cast.xuwen)
    returning.inspect(fresh(one), found(0, 3), by=cast.qianjin)
    settling.decide(fresh(one), settling.Decision(words="补货三台", replenish=3), by=cast.xuwen)
    assert shown(one) == {"replenish", "produce", "reply"}
    settling.produce(fresh(one), due_on=timezone.localdate(), by=cast.xuwen)
    settling.replenish(fresh(one), quantity=1, by=cast.xuwen)
    assert shown(one) == {"reply"}
