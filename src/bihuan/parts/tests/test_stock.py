"""The stock and its book: what comes in, goes out, comes back, runs low, and is never less than nothing."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils import timezone
from tests.cast import Cast

from bihuan.deadlines.models import Deadline
from bihuan.kernel import history
from bihuan.kernel.actors import SYSTEM
from bihuan.kernel.moves import MoveForbidden
from bihuan.kernel.outbox.models import Notice
from bihuan.kernel.records import OperationError
from bihuan.parts import operations, queries
from bihuan.parts.models import Stock, StockMove
from bihuan.parts.tests import company
from bihuan.regulations.models import Parameter, RulesStamp


def level(part: object, place: object) -> int:
    return Stock.objects.get(part=part, place=place).quantity


@pytest.mark.req("PRT-01")
def test_the_book_adds_up_to_the_level(cast: Cast) -> None:
    part, place, order = company.part(), company.warehouse(), cast.order()
    operations.receive(part, place, 10, by=SYSTEM)
    operations.issue(part, place, 3, about=order, by=SYSTEM)
    operations.give_back(part, place, 1, about=order, by=SYSTEM)
    operations.ask_write_off(place, [(part, 2)], cause="spoilt", reason="受潮", by=SYSTEM)
    assert level(part, place) == 6
    assert [move.balance for move in StockMove.objects.order_by("pk")] == [10, 7, 8, 6]
    assert queries.differences() == []
    Stock.objects.filter(part=part).update(quantity=7)
    assert [(row.quantity, total) for row, total in queries.differences()] == [(7, 6)]


@pytest.mark.req("PRT-01")
def test_a_line_of_the_book_is_never_changed_or_taken_out(cast: Cast) -> None:
    move = operations.receive(company.part(), company.warehouse(), 1, by=SYSTEM)
    with pytest.raises(TypeError):
        move.save()
    with pytest.raises(TypeError):
        move.delete()
    with pytest.raises(TypeError):
        StockMove.objects.update(quantity=9)


@pytest.mark.req("PRT-01")
def test_more_than_lies_there_is_refused_and_nothing_is_written(cast: Cast) -> None:
    part, place = company.part(), company.warehouse()
    operations.receive(part, place, 1, by=SYSTEM)
    order = cast.order()
    with pytest.raises(OperationError, match="不够"):
        operations.issue(part, place, 2, about=order, by=SYSTEM)
    assert level(part, place) == 1
    assert StockMove.objects.count() == 1
    with pytest.raises(IntegrityError), transaction.atomic():
        Stock.objects.filter(part=part).update(quantity=-1)


@pytest.mark.req("PRT-01")
def test_the_reserve_is_for_emergencies_or_with_the_managers_recorded_consent(cast: Cast) -> None:
    part, place, order = company.part(), company.warehouse(), cast.order()
    operations.receive(part, place, 3, by=SYSTEM)
    operations.set_levels(part, place, safety_stock=0, reserve=2, by=SYSTEM)
    operations.issue(part, place, 1, about=order, by=cast.zhoumin)
    with pytest.raises(OperationError, match="应急储备"):
        operations.issue(part, place, 1, about=order, by=cast.zhoumin)
    operations.issue(part, place, 1, about=order, by=cast.zhoumin, is_emergency=True)
    with pytest.raises(PermissionDenied):
        operations.issue(part, place, 1, about=order, by=cast.zhoumin, consent="客户停产")
    move = operations.issue(part, place, 1, about=order, by=SYSTEM, consent="客户停产")
    assert move.note == "客户停产"


@pytest.mark.req("PRT-01")
def test_low_stock_is_said_once_until_it_is_filled_up(cast: Cast) -> None:
    keeper, part, place, order = company.keeper(), company.part(), company.warehouse(), cast.order()
    told = Notice.objects.filter(topic="stock.low", recipient=keeper)
    operations.receive(part, place, 5, by=SYSTEM)
    operations.set_levels(part, place, safety_stock=4, reserve=0, by=SYSTEM)
    operations.issue(part, place, 1, about=order, by=SYSTEM)
    assert told.count() == 0
    operations.issue(part, place, 1, about=order, by=SYSTEM)
    operations.issue(part, place, 1, about=order, by=SYSTEM)
    assert told.count() == 1
    operations.receive(part, place, 5, by=SYSTEM)
    operations.issue(part, place, 5, about=order, by=SYSTEM)
    assert told.count() == 2


@pytest.mark.req("PRT-02")
def test_returning_more_than_was_issued_is_refused(cast: Cast) -> None:
    part, place, order = company.part(), company.warehouse(), cast.order()
    operations.receive(part, place, 5, by=SYSTEM)
    operations.issue(part, place, 2, about=order, by=SYSTEM)
    operations.give_back(part, place, 1, about=order, by=SYSTEM)
    with pytest.raises(OperationError) as refusal:
        operations.give_back(part, company.warehouse("WH2"), 2, about=order, by=SYSTEM)
    assert refusal.value.field == "quantity"
    assert operations.outstanding(part, order) == 1


@pytest.mark.req("PRT-01")
def test_a_technician_takes_from_his_own_van_and_from_nobody_elses(cast: Cast) -> None:
    part, order = company.part(), cast.order()
    mine, other = company.van(cast.chenlijun), company.van(cast.liguodong)
    for place in (mine, other):
        operations.receive(part, place, 2, by=SYSTEM)
    operations.issue(part, mine, 1, about=order, by=cast.chenlijun)
    with pytest.raises(PermissionDenied):
        operations.issue(part, other, 1, about=order, by=cast.chenlijun)
    assert queries.on_van(cast.chenlijun) == {part.pk: 1}
    assert not Stock.objects.visible_to(cast.people["sunhao"]).filter(place=mine).exists()


@pytest.mark.req("PRT-02")
def test_a_substitute_counts_from_its_approval_until_it_ends(cast: Cast) -> None:
    today = timezone.localdate()
    original, other = company.part(), company.part("CAP-35B", "启动电容 35 µF（国产）")
    row = operations.propose_substitute(original, other, reason="参数一致", valid_from=today, by=SYSTEM)
    assert queries.approved_for(original) == []
    with pytest.raises(PermissionDenied):
        operations.approve_substitute(row, by=cast.chenlijun)
    operations.approve_substitute(row, by=SYSTEM)
    with pytest.raises(OperationError):
        operations.approve_substitute(row, by=SYSTEM)
    assert [one.substitute for one in queries.approved_for(original)] == [other]
    assert queries.approved_for(original, today - timedelta(days=1)) == []
    operations.end_substitute(row, note="批次不良", by=SYSTEM)
    assert queries.approved_for(original) == []


@pytest.mark.req("PRT-02")
def test_a_faulty_part_is_due_back_by_the_clause_and_met_by_its_return(cast: Cast) -> None:
    faulty = operations.expect_back(
        company.part(), technician=cast.chenlijun, about=cast.order(), by=SYSTEM, serial="A1"
    )
    limit = Deadline.objects.of(faulty.kind(), faulty.pk).get()
    assert limit.label == "旧件返还"
    assert limit.owner_id == cast.chenlijun.pk
    with pytest.raises(OperationError):
        operations.take_back(faulty, condition="incomplete", by=company.keeper())
    operations.take_back(faulty, condition="complete", place=company.warehouse(), by=SYSTEM)
    limit.refresh_from_db()
    assert limit.met_at
    with pytest.raises(MoveForbidden):
        operations.take_back(faulty, condition="complete", by=SYSTEM)


@pytest.mark.req("PRT-01")
def test_a_transfer_arrives_as_counted_and_its_difference_stays_on_record(cast: Cast) -> None:
    part, place, van = company.part(), company.warehouse(), company.van(cast.chenlijun)
    operations.receive(part, place, 5, by=SYSTEM)
    with pytest.raises(OperationError):
        operations.send(place, van, [(part, 4), (part, 2)], by=SYSTEM)
    transfer = operations.send(place, van, [(part, 4)], by=SYSTEM)
    line = transfer.lines.get()
    assert (level(part, place), queries.on_van(cast.chenlijun)) == (1, {})
    with pytest.raises(PermissionDenied):
        operations.receive_transfer(transfer, {line.pk: 4}, by=cast.liguodong)
    with pytest.raises(OperationError, match="原因"):
        operations.receive_transfer(transfer, {line.pk: 3}, by=cast.chenlijun)
    operations.receive_transfer(transfer, {line.pk: 3}, note="运输损坏 1 只", by=cast.chenlijun)
    assert queries.on_van(cast.chenlijun) == {part.pk: 3}
    assert transfer.lines.get().difference == -1
    with pytest.raises(MoveForbidden):
        operations.receive_transfer(transfer, {line.pk: 4}, by=cast.chenlijun)
    assert queries.differences() == []


@pytest.mark.req("PRT-01")
def test_a_count_adjusts_the_stock_once_another_has_approved_its_differences(cast: Cast) -> None:
    part, place, keeper = company.part(), company.warehouse(), company.keeper()
    operations.receive(part, place, 5, by=SYSTEM)
    count = operations.begin_count(place, by=keeper)
    with pytest.raises(OperationError):
        operations.begin_count(place, by=keeper)
    line = count.lines.get()
    with pytest.raises(OperationError):
        operations.hand_in_count(count, {}, by=keeper)
    count = operations.hand_in_count(count, {line.pk: 3}, by=keeper)
    assert level(part, place) == 5
    with pytest.raises(PermissionDenied):
        operations.approve_count(count, by=keeper)
    operations.receive(part, place, 2, by=SYSTEM)
    operations.approve_count(count, by=SYSTEM)
    assert level(part, place) == 5
    assert queries.differences() == []
    again = operations.begin_count(place, by=keeper)
    again = operations.hand_in_count(again, {again.lines.get().pk: 5}, by=keeper)
    assert again.state == "closed"


@pytest.mark.req("PRT-01")
def test_nobody_approves_what_he_counted_himself(cast: Cast) -> None:
    part, place = company.part(), company.warehouse()
    operations.receive(part, place, 5, by=SYSTEM)
    count = operations.begin_count(place, by=cast.hanli)
    count = operations.hand_in_count(count, {count.lines.get().pk: 4}, by=cast.hanli)
    with pytest.raises(OperationError, match="盘点人"):
        operations.approve_count(count, by=cast.hanli)
    assert level(part, place) == 5


@pytest.mark.req("PRT-01")
def test_the_reserve_is_opened_by_whom_the_clause_names_told_and_written_down(cast: Cast) -> None:
    keeper, part, place, order = company.keeper(), company.part(), company.warehouse(), cast.order()
    operations.receive(part, place, 5, by=SYSTEM)
    operations.set_levels(part, place, safety_stock=0, reserve=4, by=SYSTEM)
    with pytest.raises(OperationError, match="应急储备"):
        operations.send(place, company.van(cast.chenlijun), [(part, 2)], by=keeper)
    move = operations.issue(part, place, 3, about=order, by=cast.hanli, consent="客户停产")
    assert (move.from_reserve, move.note) == (2, "客户停产")
    assert Notice.objects.filter(topic="stock.reserve_taken", recipient=keeper).count() == 1
    for record in (part, order):
        assert [entry.verb for entry in history.of(record.kind(), record.pk)][-1] == "open_reserve"
    Parameter.objects.filter(kind="authority", data__act="open_reserve").update(
        data={"label": "动用应急储备", "act": "open_reserve", "posts": [{"post": "general_manager"}]}
    )
    RulesStamp.renew()
    with pytest.raises(PermissionDenied):
        operations.issue(part, place, 1, about=order, by=cast.hanli, consent="客户停产")
