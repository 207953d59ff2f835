"""Several at one unit or one part in the same moment: it is sold once, entered once, put in once (WAR-01, PRT-02)."""

from datetime import date

import pytest

from bihuan.customers.models import Customer
from bihuan.kernel.actors import SYSTEM
from bihuan.kernel.history import HistoryEntry
from bihuan.kernel.records import OperationError
from bihuan.parts import operations as stock
from bihuan.parts import queries
from bihuan.parts.models import Stock
from bihuan.parts.tests import company
from bihuan.parts.tests.test_together import SEVERAL, together
from bihuan.products import operations as products
from bihuan.products.models import Unit
from bihuan.service import operations as service
from bihuan.service.models import PartUsage
from bihuan.service.operations.parts import Use, return_part, use_part
from tests.cast import TEMPLATE

pytestmark = pytest.mark.django_db(transaction=True)
SOLD = date(2026, 3, 1)


@pytest.fixture
def cast(transactional_db):
    return TEMPLATE.fresh()


def refusals(answers):
    return [answer for answer in answers if isinstance(answer, OperationError)]


def at_work(cast, number=0):
    order = cast.order(cast.request(description=f"故障 {number}"))
    for step in (service.accept, service.depart, service.arrive):
        order = step(order, by=cast.chenlijun)
    return order


@pytest.mark.req("WAR-01")
def test_a_unit_that_several_sell_at_once_has_one_buyer_and_the_others_are_told(cast):
    unit = Unit.objects.create(serial="35B3-2611-000901", model=cast.unit.model)
    buyers = [Customer.objects.create(number=f"CU-90{n}", name=f"客户{n}") for n in range(SEVERAL)]
    answers = together(lambda n: products.sell(unit, customer=buyers[n], sold_on=SOLD, by=SYSTEM))
    refused = refusals(answers)
    assert len(refused) == SEVERAL - 1
    assert {refusal.field for refusal in refused} == {"customer"}
    assert all("已售给其他客户" in str(refusal) for refusal in refused), str(refused[0])
    (buyer,) = [answer.customer for answer in answers if isinstance(answer, Unit)]
    unit.refresh_from_db()
    assert unit.customer == buyer
    assert HistoryEntry.objects.filter(kind=Unit.kind(), subject_id=unit.pk, verb="sell").count() == 1


@pytest.mark.req("WAR-01")
def test_a_serial_number_that_several_enter_at_once_is_one_unit(cast):
    def enter(number):
        return products.register_unit(serial="35B3-2611-000902", model=cast.unit.model, by=SYSTEM)

    refused = refusals(together(enter))
    assert [refusal.field for refusal in refused] == ["serial"] * (SEVERAL - 1)
    assert Unit.objects.filter(serial="35B3-2611-000902").count() == 1


@pytest.mark.req("PRT-02")
def test_the_last_part_that_several_put_in_at_once_is_on_one_job(cast):
    part, place = company.part(), company.warehouse()
    stock.receive(part, place, 1, by=SYSTEM)
    orders = [at_work(cast, number) for number in range(SEVERAL)]
    refused = refusals(together(lambda n: use_part(orders[n], Use(part=part, place=place), by=SYSTEM)))
    assert [refusal.field for refusal in refused] == ["quantity"] * (SEVERAL - 1)
    assert PartUsage.objects.filter(part=part).count() == 1
    assert Stock.objects.get(part=part, place=place).quantity == 0


@pytest.mark.req("PRT-02")
def test_more_than_was_put_in_never_comes_back(cast):
    part, place = company.part(), company.warehouse()
    stock.receive(part, place, 3, by=SYSTEM)
    usage = use_part(at_work(cast), Use(part=part, place=place, quantity=2), by=SYSTEM)
    with pytest.raises(OperationError) as refusal:
        return_part(usage, 3, by=SYSTEM)
    assert refusal.value.field == "quantity"
    refused = refusals(together(lambda _n: return_part(usage, 1, by=SYSTEM)))
    assert [one.field for one in refused] == ["quantity"] * (SEVERAL - 2)
    usage.refresh_from_db()
    assert (usage.kept, Stock.objects.get(part=part, place=place).quantity) == (0, 3)
    assert queries.differences() == []
