"""Money let go by a hand-written price: on an estimate, on a quotation, and what stands open when goods go back."""

from datetime import date
from decimal import Decimal

import pytest

from bihuan.kernel.actors import SYSTEM, VisitorActor
from bihuan.kernel.records import OperationError
from bihuan.products.models import Unit
from bihuan.regulations.models import Parameter, RulesStamp
from bihuan.service import operations as service
from bihuan.service.models import Charge
from bihuan.service.operations import bench, charges
from tests.cast import SIGNATURE, at
from tests.flows.clock import Clock

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
CUSTOMER = VisitorActor("沈雅琴", frozenset({"service.answer_quotation", "service.answer_estimate"}))
D = Decimal


@pytest.fixture
def clock(monkeypatch):
    return Clock(monkeypatch, "2026-11-19 09:00")


@pytest.fixture
def old(cast, clock):
    """A unit whose warranty is long over; labour costs ¥70 an hour at cost, which is what the clause charges."""
    charges.add_price(
        code="L-1", kind_of="labour", name="维修人工", unit="hour", list_price=D(120), cost_price=D(70),
        valid_from=date(2025, 1, 1), by=SYSTEM,
    )  # fmt: skip
    return Unit.objects.create(
        serial="35B3-1901-000007", model=cast.unit.model, customer=cast.customer, accepted_on=date(2019, 3, 1)
    )


def on_bench(cast, unit, request=None):
    goods = bench.Goods(
        condition="完好", promised_at=at("2026-11-24 17:30"), signature=service.drawn(SIGNATURE), signer_name="沈雅琴",
        technician=cast.chenlijun,
    )  # fmt: skip
    job = bench.receive(request or cast.request(serial_text=unit.serial, unit=unit), goods, by=cast.zhoumin)
    return bench.diagnose(job, findings="主板击穿", cause="component", by=cast.chenlijun)


def estimate(job, by, **line):
    line = bench.Line(**{"kind": "labour", "text": "人工", "unit_price": D(70), "quantity": D(2), **line})
    return bench.estimate(job, plan="换主板", promised_at=at("2026-11-24 17:30"), lines=[line], by=by)


@pytest.mark.req("SVC-11", "SVC-13")
@pytest.mark.parametrize(("line", "is_his"), [({"unit_price": D(50)}, True), ({"is_covered": True}, False)])
def test_an_estimate_below_the_price_list_or_free_is_written_by_who_may_grant_so_much(cast, old, line, is_his):
    job = on_bench(cast, old)
    with pytest.raises(OperationError, match="FULL 4.4") as refused:
        estimate(job, cast.chenlijun, **line)
    assert refused.value.field == "lines"
    assert not job.estimates.exists()
    if is_his:  # ¥40 are the service manager's to grant, ¥140 are not
        assert estimate(job, cast.hanli, **line)
        return
    with pytest.raises(OperationError, match="部门负责人"):
        estimate(job, cast.hanli, **line)


@pytest.mark.req("SVC-11", "SVC-13")
def test_at_the_listed_price_or_above_anybody_at_the_bench_writes_the_estimate(cast, old):
    job = on_bench(cast, old)
    assert estimate(job, cast.chenlijun)
    assert estimate(job, cast.chenlijun, unit_price=D(80))
    assert estimate(job, cast.chenlijun, kind="part", code="M-9", unit_price=D(1)), "no list says what it costs"


@pytest.mark.req("SVC-11")
def test_a_quotation_written_by_hand_is_under_the_rule_of_discounts_too(cast, old):
    order = cast.order(cast.request(serial_text=old.serial, unit=old))
    charge = charges.bill(order, by=cast.chenlijun)
    cheap = [charges.Entry("labour", "维修人工（估）", D(40), D(2))]
    with pytest.raises(OperationError, match="优惠"):
        charges.amend(charge, lines=cheap, by=cast.chenlijun)
    charges.amend(charge, lines=[charges.Entry("labour", "维修人工（估）", D(70), D(2))], by=cast.chenlijun)
    charge.refresh_from_db()
    assert charge.amount == D(140)


@pytest.mark.req("SVC-11", "SVC-13")
def test_goods_go_back_though_a_bill_of_the_visit_is_still_open(cast, old):
    order = cast.order(cast.request(serial_text=old.serial, unit=old))
    visit = charges.bill(order, by=cast.chenlijun)
    job = on_bench(cast, old, order.request)
    bench.consent(estimate(job, cast.chenlijun), name="沈雅琴", by=CUSTOMER)
    bench.begin_repair(job, by=cast.chenlijun)
    bench.finish_repair(job, work_done="换主板", minutes_spent=60, by=cast.chenlijun)
    bench.try_out(job, results=[{"ok": True}], by=cast.chenlijun)
    job.refresh_from_db()
    bench.return_goods(job, signature=service.drawn(SIGNATURE), returned_to="沈雅琴", by=cast.zhoumin)
    job.refresh_from_db()
    assert job.state == "handed_over"
    assert Charge.objects.get(job=job).state == "due"
    assert Charge.objects.get(pk=visit.pk).state == "draft", "whoever keeps the books sees to it"


@pytest.mark.req("SVC-11")
def test_a_quotation_is_answered_only_in_the_ways_its_clause_takes(cast, old):
    charge = Charge.objects.get(order=cast.finished(cast.order(cast.request(serial_text=old.serial, unit=old))))
    charges.quote(charge, by=cast.chenlijun)
    clause = Parameter.objects.get(kind="signature", name="charge_quotation")
    assert clause.clause.number == "4.4"
    accepts = clause.data["accepts"]
    Parameter.objects.filter(pk=clause.pk).update(data={**clause.data, "accepts": [accepts[1]]})
    RulesStamp.renew()
    with pytest.raises(OperationError, match="方式"):
        charges.agree(charge, name="沈雅琴", amount=charge.amount, by=CUSTOMER)
