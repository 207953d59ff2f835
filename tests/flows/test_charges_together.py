"""Several at once: money is collected once, cash handed over once, an invoice's number taken once (SVC-11)."""

from datetime import date
from decimal import Decimal

import pytest

from bihuan.kernel import history
from bihuan.kernel.actors import SYSTEM, VisitorActor
from bihuan.kernel.moves import MoveForbidden
from bihuan.kernel.records import OperationError
from bihuan.products.models import Unit
from bihuan.service.models import CashHandover, Charge, Invoice, Payment
from bihuan.service.operations import charges
from tests.cast import TEMPLATE
from tests.together import SEVERAL, together

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.req("SVC-11")]


@pytest.fixture
def bills():
    """Two due bills of 陈立军's."""
    cast = TEMPLATE.fresh()
    charges.add_price(
        code="L-1", kind_of="labour", name="维修人工", unit="hour", list_price=Decimal(120), cost_price=Decimal(70),
        valid_from=date(2025, 1, 1), by=SYSTEM,
    )  # fmt: skip
    unit = Unit.objects.create(serial="35B3-1901-000007", model=cast.unit.model, accepted_on=date(2019, 3, 1))
    orders = [cast.signed(cast.order(cast.request(serial_text=unit.serial, unit=unit))) for _number in range(2)]
    return cast, [Charge.objects.get(order=order) for order in orders]


def refusals(answers):
    return sum(isinstance(answer, OperationError) for answer in answers)


def test_two_who_collect_at_once_collect_once(bills):
    cast, (charge, _other) = bills
    answers = together(lambda _n: charges.collect(charge, method="cash", amount=charge.amount, by=cast.chenlijun))
    assert refusals(answers) == SEVERAL - 1
    assert Payment.objects.filter(charge=charge).count() == 1


def test_cash_handed_over_several_times_at_once_goes_once(bills):
    cast, both = bills
    for charge in both:
        charges.collect(charge, method="cash", amount=charge.amount, by=cast.chenlijun)
    answers = together(lambda _n: charges.hand_over(by=cast.chenlijun))
    assert refusals(answers) == SEVERAL - 1
    assert CashHandover.objects.get().amount == sum(charge.amount for charge in both)


def test_one_invoice_number_goes_to_one_bill(bills):
    _cast, both = bills

    def enter(number):
        charge = both[number % 2]
        return charges.invoice(
            charge, number="77", issued_on=date(2026, 1, 1), buyer="沈雅琴", amount=charge.amount, by=SYSTEM
        )

    assert refusals(together(enter)) == SEVERAL - 1
    assert Invoice.objects.count() == 1


def test_several_accountants_who_invoice_the_same_bill_at_once_enter_one(bills):
    _cast, (charge, _other) = bills

    def enter(number):
        return charges.invoice(
            charge, number=f"7700{number}", issued_on=date(2026, 1, 1), buyer="沈雅琴", amount=charge.amount, by=SYSTEM
        )

    answers = together(lambda number: refusal_of(lambda: enter(number)))
    assert sum(isinstance(answer, OperationError | MoveForbidden) for answer in answers) == SEVERAL - 1
    assert Invoice.objects.get().charge_id == charge.pk


def test_a_quotation_answered_several_times_at_once_is_agreed_once():
    cast = TEMPLATE.fresh()
    charges.add_price(
        code="L-1", kind_of="labour", name="维修人工", unit="hour", list_price=Decimal(900), cost_price=Decimal(700),
        valid_from=date(2025, 1, 1), by=SYSTEM,
    )  # fmt: skip
    unit = Unit.objects.create(serial="35B3-1901-000007", model=cast.unit.model, accepted_on=date(2019, 3, 1))
    order = cast.finished(cast.order(cast.request(serial_text=unit.serial, unit=unit)))
    charge = charges.quote(Charge.objects.get(order=order), by=SYSTEM)
    visitor = VisitorActor("沈雅琴", frozenset({"service.answer_quotation"}))
    answers = together(
        lambda _n: refusal_of(lambda: charges.agree(charge, name="沈雅琴", amount=charge.amount, by=visitor))
    )
    assert sum(isinstance(answer, MoveForbidden) for answer in answers) == SEVERAL - 1
    assert history.of(Charge.kind(), charge.pk).filter(verb="agree").count() == 1


def refusal_of(work):
    """Return the answer, or the move that was refused."""
    try:
        return work()
    except MoveForbidden as refused:
        return refused
