"""Parts within a contract's yearly amount: borne by it as far as it goes, booked with the job, given back (WAR-02)."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db.models import Sum
from django.utils import timezone

from bihuan.kernel.actors import SYSTEM, VisitorActor
from bihuan.kernel.outbox.models import Notice
from bihuan.kernel.records import OperationError
from bihuan.organization import operations as organization
from bihuan.parts import operations as stock
from bihuan.parts.models import Part, Place
from bihuan.parts.tests import company
from bihuan.products import operations as products
from bihuan.products.models import QuotaUse, ServiceContract, Unit
from bihuan.service import operations as service
from bihuan.service.models import BenchJob, Charge, PartUsage, WorkOrder
from bihuan.service.operations import bench, charges
from bihuan.service.operations.parts import Use, return_part, use_part
from tests.cast import SIGNATURE, TEMPLATE, Cast
from tests.together import SEVERAL, together

pytestmark = [pytest.mark.req("WAR-02", "SVC-11")]
CUSTOMER = VisitorActor("沈雅琴", frozenset({"service.answer_quotation", "service.answer_estimate"}))
YEARS_AGO = timezone.localdate().replace(year=2019, month=1, day=1)


def contract(cast: Cast, amount: int) -> ServiceContract:
    begins = timezone.localdate() - timedelta(days=40)
    made = products.add(
        ServiceContract, number="HT-2026-0009", customer=cast.customer, starts_on=begins,
        ends_on=begins + timedelta(days=729), covers_all=True, by=SYSTEM,
    )  # fmt: skip
    return products.set_quotas(made, {"parts_amount": Decimal(amount)}, by=SYSTEM)


def job(cast: Cast, serial: str, *, used: int = 1) -> WorkOrder:
    """Return a diagnosed job on a unit long out of warranty, with capacitors taken for it."""
    unit = Unit.objects.filter(serial=serial).first() or Unit.objects.create(
        serial=serial, model=cast.unit.model, customer=cast.customer, accepted_on=YEARS_AGO
    )
    order = cast.order(cast.request(serial_text=serial, unit=unit))
    for step in (service.accept, service.depart, service.arrive):
        order = step(order, by=cast.chenlijun)
    order = service.diagnose(order, findings="电容鼓包", cause="component", by=cast.chenlijun)
    part = Part.objects.filter(code="DR-35").first() or company.part(code="DR-35", name="启动电容")
    place = Place.objects.filter(code="WH").first() or company.warehouse("WH")
    if used:
        PartUsage.objects.create(
            order=order, part=part, place=place, quantity=used, list_price=Decimal(200), cost_price=Decimal(150),
            used_at=timezone.now(), used_by=cast.chenlijun,
        )  # fmt: skip
    return order


def finish(cast: Cast, order: WorkOrder) -> Charge | None:
    """Finish a job and return its bill, where there is one."""
    service.finish(order, work_done="更换启动电容", result="fixed", minutes_spent=30, by=cast.chenlijun)
    return Charge.objects.filter(order=order).exclude(state="void").first()


def used() -> Decimal:
    return QuotaUse.objects.filter(quota__kind="parts_amount").aggregate(sum=Sum("quantity"))["sum"] or Decimal(0)


def lines(bill: Charge) -> list[tuple[str, str, Decimal]]:
    return [(line.payer, line.basis, line.amount) for line in bill.lines.filter(kind="parts")]


def test_parts_within_the_amount_are_the_contracts_and_need_no_bill(cast: Cast) -> None:
    contract(cast, 1000)
    order = job(cast, "35B3-1901-000001", used=2)
    assert order.request.entitlement["lines"]["parts"]["basis"] == "quota"
    assert finish(cast, order) is None
    assert used() == 300


def test_what_goes_beyond_the_amount_is_the_customers_and_said_so(cast: Cast) -> None:
    contract(cast, 200)
    bill = finish(cast, job(cast, "35B3-1901-000001", used=2))
    assert bill is not None
    assert lines(bill) == [("contract", "quota", Decimal(200)), ("customer", "cost", Decimal(100))]
    assert (bill.amount, used()) == (Decimal(100), 200)
    later = finish(cast, job(cast, "35B3-1901-000002"))
    assert later is not None
    assert (lines(later), used()) == ([("customer", "cost", Decimal(150))], 200)


def test_a_bill_drawn_anew_changed_or_void_gives_back_what_it_took(cast: Cast) -> None:
    contract(cast, 200)
    order = job(cast, "35B3-1901-000001", used=2)
    bill = finish(cast, order)
    assert bill is not None
    assert charges.bill(order, by=SYSTEM).amount == 100
    assert used() == 200
    rest = bill.lines.get(payer="customer", kind="parts")
    entry = charges.Entry("parts", rest.text, rest.unit_price, rest.quantity, rest.code)
    bill = charges.amend(bill, lines=[entry], by=SYSTEM)
    assert (bill.amount, used()) == (Decimal(100), 0)
    charges.amend(bill, lines=[entry, charges.Entry("parts", "保险丝", Decimal(250))], by=SYSTEM)
    bill.refresh_from_db()
    assert (bill.amount, used()) == (Decimal(150), 200)
    charges.void(bill, note="重复计费", by=SYSTEM)
    assert used() == 0


def test_twin_lines_of_which_the_contract_bears_one_stay_as_they_are_when_a_bill_is_saved_again(cast: Cast) -> None:
    contract(cast, 150)
    order = job(cast, "35B3-1901-000001")
    PartUsage.objects.create(
        order=order, part=Part.objects.get(code="DR-35"), place=Place.objects.get(code="WH"), quantity=1,
        list_price=Decimal(200), cost_price=Decimal(150), used_at=timezone.now(), used_by=cast.chenlijun,
    )  # fmt: skip
    bill = finish(cast, order)
    assert bill is not None
    before = [("contract", "quota", Decimal(150)), ("customer", "cost", Decimal(150))]
    assert (lines(bill), used()) == (before, 150)
    entries = [
        charges.Entry(one.kind, one.text, one.unit_price, one.quantity, one.code, is_covered=not one.is_charged)
        for one in bill.lines.all()
    ]
    bill = charges.amend(bill, lines=entries, by=SYSTEM)
    assert (lines(bill), bill.amount, used()) == (before, Decimal(150), 150)


def test_parts_that_are_no_longer_the_contracts_are_given_back(cast: Cast) -> None:
    contract(cast, 1000)
    order = job(cast, "35B3-1901-000001")
    finish(cast, order)
    assert used() == 150
    service.override(
        order.request, lines=["parts"], basis="cost", kind="override", amount=Decimal(1), note="客户自行改装",
        by=cast.hanli,
    )  # fmt: skip
    assert used() == 0


def carried_in(cast: Cast, serial: str) -> BenchJob:
    """Return a diagnosed repair in the workshop of a unit long out of warranty."""
    unit = Unit.objects.create(serial=serial, model=cast.unit.model, customer=cast.customer, accepted_on=YEARS_AGO)
    goods = bench.Goods(
        condition="完好", promised_at=timezone.now() + timedelta(days=4), signature=service.drawn(SIGNATURE),
        signer_name="沈雅琴", technician=cast.chenlijun,
    )  # fmt: skip
    job = bench.receive(cast.request(serial_text=serial, unit=unit), goods, by=cast.zhoumin)
    return bench.diagnose(job, findings="主板击穿", cause="component", by=cast.chenlijun)


def estimated(cast: Cast, job: BenchJob, price: int = 150, count: int = 2, *, is_covered: bool = True):
    line = bench.Line("part", "主板", Decimal(price), Decimal(count), "M-1", is_covered=is_covered)
    return bench.estimate(job, plan="换板", promised_at=job.promised_at, lines=[line], by=cast.chenlijun)


def estimate_lines(made) -> list[tuple[str, Decimal]]:
    return [("contract" if line.is_contract else "customer", line.amount) for line in made.lines.all()]


def test_an_estimate_lets_the_contract_bear_what_is_left_and_names_the_customers_share(cast: Cast) -> None:
    contract(cast, 200)
    made = estimated(cast, carried_in(cast, "35B3-1901-000001"))
    assert estimate_lines(made) == [("contract", Decimal(200)), ("customer", Decimal(100))]
    assert (made.total, used()) == (Decimal(100), 200)
    job = carried_in(cast, "35B3-1901-000002")
    with pytest.raises(OperationError, match="300"):
        estimated(cast, job)  # nothing is left: free of charge it would be the technician's gift
    other = estimated(cast, job, is_covered=False)
    assert estimate_lines(other) == [("customer", Decimal(300))]
    assert used() == 200


def test_declined_or_estimated_anew_the_contracts_share_is_held_anew_and_billed_as_agreed(cast: Cast) -> None:
    contract(cast, 200)
    job = carried_in(cast, "35B3-1901-000001")
    estimated(cast, job)
    made = estimated(cast, BenchJob.objects.get(pk=job.pk), price=80, count=1)
    assert (estimate_lines(made), used()) == ([("contract", Decimal(80))], 80)
    bench.decline(made, name="沈雅琴", by=CUSTOMER)
    assert used() == 0
    again = carried_in(cast, "35B3-1901-000002")
    bench.consent(estimated(cast, again), name="沈雅琴", by=CUSTOMER)
    bench.begin_repair(again, by=cast.chenlijun)
    bench.finish_repair(again, work_done="换主板", minutes_spent=60, by=cast.chenlijun)
    bench.try_out(again, results=[{"ok": True}], by=cast.chenlijun)
    again = BenchJob.objects.get(pk=again.pk)
    bench.return_goods(again, signature=service.drawn(SIGNATURE), returned_to="沈雅琴", by=cast.zhoumin)
    bill = Charge.objects.get(job=again)
    assert [(line.payer, line.amount) for line in bill.lines.all()] == [("contract", 200), ("customer", 100)]
    assert (bill.amount, used()) == (Decimal(100), 200)


def given_back(cast: Cast, amount: int, cost: int = 150) -> tuple[WorkOrder, PartUsage]:
    """Return a finished job with two capacitors issued from stock."""
    contract(cast, amount)
    order = job(cast, "35B3-1901-000001", used=0)
    part, place = company.part("DR-36", list_price=200, cost_price=cost), company.van(cast.chenlijun)
    stock.receive(part, place, 5, by=SYSTEM)
    usage = use_part(order, Use(part=part, place=place, quantity=2), by=cast.chenlijun)
    finish(cast, order)
    return WorkOrder.objects.get(pk=order.pk), usage


def test_a_part_given_back_after_the_work_changes_the_bill_and_the_contracts_share(cast: Cast) -> None:
    order, usage = given_back(cast, 200)
    assert (Charge.objects.get(order=order).amount, used()) == (Decimal(100), 200)
    charges.quote(Charge.objects.get(order=order), by=cast.chenlijun)
    return_part(usage, 1, by=cast.chenlijun)
    bill = Charge.objects.get(order=order)
    assert (bill.state, used()) == ("void", 150)
    use_part(order, Use(part=usage.part, place=usage.place), by=cast.chenlijun)
    bill = Charge.objects.exclude(state="void").get(order=order)
    assert (bill.state, bill.amount, used()) == ("draft", Decimal(100), 200)


def test_a_due_bill_follows_too_and_a_paid_one_is_told_to_the_accountant(cast: Cast) -> None:
    organization.give_post(cast.guojing, post="accountant", by=SYSTEM)
    order, usage = given_back(cast, 10, cost=60)
    bill = Charge.objects.get(order=order)
    charges.fall_due(bill, by=SYSTEM)
    return_part(usage, 1, by=cast.chenlijun)
    bill.refresh_from_db()
    assert (bill.state, bill.amount) == ("due", Decimal(50))
    charges.collect(bill, method="cash", amount=bill.amount, by=cast.chenlijun)
    return_part(usage, 1, by=cast.chenlijun)
    bill.refresh_from_db()
    assert (bill.state, bill.amount) == ("collected", Decimal(50))
    assert Notice.objects.filter(topic="charge.outdated", title__contains=bill.number).exists()


@pytest.mark.django_db(transaction=True)
def test_estimates_made_at_once_share_the_last_of_the_amount_and_never_more() -> None:
    cast = TEMPLATE.fresh()
    contract(cast, 200)
    jobs = [carried_in(cast, f"35B3-1901-00000{number}") for number in range(SEVERAL)]
    made = together(lambda number: estimated(cast, jobs[number], count=1))
    assert used() == 200
    assert sum(one.total for one in made) == SEVERAL * 150 - 200


@pytest.mark.django_db(transaction=True)
def test_jobs_finished_at_once_share_the_last_of_the_amount_and_never_more() -> None:
    cast = TEMPLATE.fresh()
    contract(cast, 200)
    orders = [job(cast, f"35B3-1901-00000{number}") for number in range(SEVERAL)]
    together(lambda number: finish(cast, orders[number]))
    assert WorkOrder.objects.filter(state="completed").count() == SEVERAL
    assert used() == 200
    paid = sum(bill.amount for bill in Charge.objects.exclude(state="void"))
    assert paid == SEVERAL * 150 - 200
