"""Two at once: the last piece goes to one, the other is told, and the book still adds up."""

from typing import Any

import pytest
from tests.cast import TEMPLATE
from tests.together import SEVERAL, together

from bihuan.kernel.actors import SYSTEM
from bihuan.kernel.records import OperationError
from bihuan.parts import operations, queries
from bihuan.parts.models import Stock
from bihuan.parts.tests import company


@pytest.mark.req("PRT-01", "PRT-02")
@pytest.mark.django_db(transaction=True)
def test_the_last_piece_goes_to_one_and_the_others_are_refused() -> None:
    cast = TEMPLATE.fresh()
    part, place = company.part(), company.warehouse()
    operations.receive(part, place, 1, by=SYSTEM)
    orders = [cast.order(cast.request(description=f"故障 {number}")) for number in range(SEVERAL)]
    answers = together(lambda number: operations.issue(part, place, 1, about=orders[number], by=SYSTEM))
    refused = [answer for answer in answers if isinstance(answer, OperationError)]
    assert len(refused) == SEVERAL - 1
    assert {refusal.field for refusal in refused} == {"quantity"}
    assert Stock.objects.get(part=part, place=place).quantity == 0
    assert queries.differences() == []


@pytest.mark.req("PRT-02")
@pytest.mark.django_db(transaction=True)
def test_the_same_piece_comes_back_once_though_several_return_it_to_several_places() -> None:
    cast = TEMPLATE.fresh()
    part, order = company.part(), cast.order()
    places = [company.warehouse(f"WH{number}") for number in range(SEVERAL)]
    operations.receive(part, places[0], 1, by=SYSTEM)
    operations.issue(part, places[0], 1, about=order, by=SYSTEM)
    answers = together(lambda number: operations.give_back(part, places[number], 1, about=order, by=SYSTEM))
    assert sum(isinstance(answer, OperationError) for answer in answers) == SEVERAL - 1
    assert sum(Stock.objects.filter(part=part).values_list("quantity", flat=True)) == 1
    assert queries.differences() == []


@pytest.mark.req("PRT-01")
@pytest.mark.django_db(transaction=True)
def test_what_several_receive_at_once_is_all_there() -> None:
    TEMPLATE.fresh()
    part, place = company.part(), company.warehouse()
    together(lambda number: operations.receive(part, place, number + 1, by=SYSTEM))
    assert Stock.objects.get(part=part, place=place).quantity == sum(range(1, SEVERAL + 1))
    assert queries.differences() == []


@pytest.mark.req("PRT-01")
@pytest.mark.django_db(transaction=True)
def test_the_last_of_the_reserve_goes_to_one_emergency() -> None:
    cast = TEMPLATE.fresh()
    part, place = company.part(), company.warehouse()
    operations.receive(part, place, 2, by=SYSTEM)
    operations.set_levels(part, place, safety_stock=0, reserve=1, by=SYSTEM)
    orders = [cast.order(cast.request(description=f"故障 {number}")) for number in range(SEVERAL)]
    answers = together(
        lambda number: operations.issue(part, place, 1, about=orders[number], by=SYSTEM, is_emergency=True)
    )
    moves = [answer for answer in answers if not isinstance(answer, OperationError)]
    assert sorted(move.from_reserve for move in moves) == [0, 1]
    assert Stock.objects.get(part=part, place=place).quantity == 0
    assert queries.differences() == []


@pytest.mark.req("PRT-01")
@pytest.mark.django_db(transaction=True)
def test_a_count_handed_in_while_parts_are_issued_corrects_what_was_counted_and_no_more() -> None:
    cast = TEMPLATE.fresh()
    part, place = company.part(), company.warehouse()
    operations.receive(part, place, 10, by=SYSTEM)
    count = operations.begin_count(place, by=SYSTEM)
    line = count.lines.get()
    orders = [cast.order(cast.request(description=f"故障 {number}")) for number in range(SEVERAL)]

    def work(number: int) -> Any:
        if number == 0:
            return operations.hand_in_count(count, {line.pk: 9}, by=SYSTEM)
        return operations.issue(part, place, 1, about=orders[number], by=SYSTEM)

    answers = together(work)
    assert not [answer for answer in answers if isinstance(answer, OperationError)]
    line.refresh_from_db()
    before = Stock.objects.get(part=part, place=place).quantity
    assert before == 10 - (SEVERAL - 1)
    count.refresh_from_db()
    if count.state == "counted":
        operations.approve_count(count, by=SYSTEM)
    assert Stock.objects.get(part=part, place=place).quantity == before + line.difference
    assert queries.differences() == []
