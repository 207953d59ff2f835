"""Two people at one product in the same moment: it happens once, who comes second is told, nothing is lost."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from bihuan.feedback.models import OpinionCard
from bihuan.kernel.actors import VisitorActor
from bihuan.kernel.history import HistoryEntry
from bihuan.kernel.records import OperationError
from bihuan.service import operations as service
from bihuan.service.models import BenchJob
from bihuan.service.operations import bench
from tests.cast import SIGNATURE, TEMPLATE, Cast
from tests.together import at_once

CUSTOMER = VisitorActor("沈雅琴", frozenset({"service.answer_estimate"}))


@pytest.fixture
def company(transactional_db: None) -> Cast:
    return TEMPLATE.fresh()


def goods(company: Cast) -> bench.Goods:
    return bench.Goods(
        condition="完好", promised_at=timezone.now() + timedelta(days=4), signature=service.drawn(SIGNATURE),
        signer_name="沈雅琴", technician=company.chenlijun,
    )  # fmt: skip


def refused(answers: list[object]) -> int:
    return sum(isinstance(answer, OperationError) for answer in answers)


def moves(job: BenchJob, *verbs: str) -> int:
    return HistoryEntry.objects.filter(kind=BenchJob.kind(), subject_id=job.pk, verb__in=verbs).count()


@pytest.mark.req("SVC-12", "SVC-13")
def test_taken_in_answered_and_handed_over_by_two_at_once_happens_once(company: Cast) -> None:
    request = company.request()
    answers = at_once(
        lambda: bench.receive(request, goods(company), by=company.zhoumin),
        lambda: bench.receive(request, goods(company), by=company.guojing),
    )
    job = BenchJob.objects.get()
    assert refused(answers) == 1

    bench.diagnose(job, findings="电源板击穿", cause="component", by=company.chenlijun)
    line = bench.Line(kind="part", text="电源板", unit_price=Decimal(180))
    made = bench.estimate(job, plan="换板", promised_at=job.promised_at, lines=[line], by=company.chenlijun)
    answers = at_once(
        lambda: bench.consent(made, name="沈雅琴", by=CUSTOMER),
        lambda: bench.decline(made, name="沈雅琴", by=CUSTOMER),
    )
    assert refused(answers) == 1
    assert moves(job, "consent", "decline") == 1

    BenchJob.objects.filter(pk=job.pk).update(state="ready", ready_at=timezone.now())
    hand = {"signature": service.drawn(SIGNATURE), "returned_to": "沈雅琴"}
    answers = at_once(
        lambda: bench.return_goods(job, by=company.zhoumin, **hand),
        lambda: bench.return_goods(job, by=company.guojing, **hand),
    )
    assert refused(answers) == 1
    assert moves(job, "return_goods") == 1
    assert OpinionCard.objects.count() == 1
    request.refresh_from_db()
    assert request.state == "completed"
