"""Several at once on an installation: signed once, accepted once, a unit installed once (SVC-18)."""

from datetime import date
from decimal import Decimal

import pytest
from django.utils import timezone

from bihuan.kernel import seals
from bihuan.kernel.actors import VisitorActor
from bihuan.kernel.records import OperationError
from bihuan.products.models import Unit
from bihuan.service import operations as service
from bihuan.service.models import Installation, InstallationUnit
from bihuan.service.operations import installations as work
from tests.cast import SIGNATURE, TEMPLATE
from tests.together import SEVERAL, together

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.req("SVC-18")]
SERIAL = "35B3-2611-000101"


@pytest.fixture
def cast():
    found = TEMPLATE.fresh()
    Unit.objects.create(serial=SERIAL, model=found.unit.model, produced_on=date(2026, 10, 20))
    return found


def order(cast, contract="XS-2026-118"):
    return work.Order(
        sales_contract=contract, customer=cast.customer, serials=[SERIAL], sold_on=timezone.localdate(),
        planned_at=timezone.now(), technician=cast.chenlijun,
    )  # fmt: skip


@pytest.fixture
def trained(cast):
    """An installation ready to be accepted, signed for our side."""
    job, by = work.plan(order(cast), by=cast.zhoumin), cast.chenlijun
    job = work.deliver(job, delivered_on=timezone.localdate(), received_by="沈雅琴", is_complete=True, by=by)
    results = {line.unit_id: [{"ok": True}] for line in job.lines.all()}
    job = work.commission(job, results=results, work_done="挂机安装", by=by)
    session = work.Training(timezone.localdate(), "沈雅琴", "遥控", Decimal(1), works_alone=True)
    work.train(job, session, by=by)
    work.countersign(job, signature=service.drawn(SIGNATURE), signer_name="陈立军", by=by)
    return Installation.objects.get(pk=job.pk)


def refusals(answers):
    return sum(isinstance(answer, OperationError) for answer in answers)


def test_customer_and_technician_who_sign_at_once_accept_once(cast, trained):
    visitor = VisitorActor("沈雅琴", frozenset({"service.sign_installation"}))
    glass = service.drawn(SIGNATURE)

    def sign(number):
        by = visitor if number % 2 else cast.chenlijun
        return work.accept(trained, signature=glass, signer_name="沈雅琴", by=by, prints_later=True)

    assert refusals(together(sign)) == SEVERAL - 1
    trained.refresh_from_db()
    assert (trained.state, trained.accepted_on) == ("accepted", Unit.objects.get(serial=SERIAL).accepted_on)
    assert list(seals.verify()) == []


def test_accepted_and_refused_at_once_one_of_both_holds(cast, trained):
    def answer(number):
        if number % 2:
            return work.refuse(trained, defects="漏水", by=cast.chenlijun)
        return work.accept(trained, signature=service.drawn(SIGNATURE), signer_name="沈雅琴", by=cast.chenlijun,
                           prints_later=True)  # fmt: skip

    assert refusals(together(answer)) == SEVERAL - 1
    trained.refresh_from_db()
    is_accepted = Unit.objects.get(serial=SERIAL).accepted_on is not None
    assert is_accepted == (trained.state == "accepted")
    assert trained.defects.count() == (0 if is_accepted else 1)


def test_a_unit_planned_by_several_at_once_is_installed_once(cast):
    answers = together(lambda number: work.plan(order(cast, f"XS-{number}"), by=cast.zhoumin))
    assert refusals(answers) == SEVERAL - 1
    assert InstallationUnit.objects.count() == Installation.objects.count() == 1
