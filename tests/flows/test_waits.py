"""What a request waits for lets its limits stand, as the clause says, and proves it (REG-02, SVC-06, SVC-13)."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from bihuan.deadlines import operations as deadlines
from bihuan.deadlines.models import Deadline, Pause
from bihuan.kernel.actors import SYSTEM, VisitorActor
from bihuan.organization.models import CalendarVersion
from bihuan.parts.tests import company
from bihuan.service import operations as service
from bihuan.service.operations import bench
from tests.cast import SIGNATURE, at
from tests.flows.clock import Clock

pytestmark = pytest.mark.django_db
CUSTOMER = VisitorActor("沈雅琴", frozenset({"service.answer_estimate"}))
LINE = bench.Line(kind="part", text="电源板", unit_price=Decimal(180))


@pytest.fixture
def clock(cast, monkeypatch):
    CalendarVersion.objects.update(published_at=at("2025-01-01 08:00"))
    return Clock(monkeypatch, "2026-11-19 09:00")


def on_the_bench(cast):
    goods = bench.Goods(
        condition="完好", promised_at=timezone.now() + timedelta(days=5), signature=service.drawn(SIGNATURE),
        signer_name="沈雅琴", technician=cast.chenlijun,
    )  # fmt: skip
    job = bench.receive(cast.request(), goods, by=cast.zhoumin)
    bench.diagnose(job, findings="电源板击穿", cause="component", by=cast.chenlijun)
    return job


def asked(cast, job):
    return bench.estimate(job, plan="换板", promised_at=job.promised_at, lines=[LINE], by=cast.chenlijun)


def repair_limit(job):
    return Deadline.objects.get(kind="service.servicerequest", subject_id=job.request_id, name="repair")


def is_honest(job):
    assert list(deadlines.differences("service.servicerequest", job.request_id)) == []


@pytest.mark.req("SVC-06", "SVC-13", "REG-02")
def test_the_repair_limit_stands_from_the_estimate_until_the_customers_answer(cast, clock, desk):
    job = on_the_bench(cast)
    due = repair_limit(job).due_at
    clock.pass_on(hours=1)
    made = asked(cast, job)
    limit = repair_limit(job)
    assert limit.state == "paused"
    pause = limit.pauses.get()
    assert (pause.reason, pause.wait, pause.note) == ("待客户同意报价", "customer_answer", str(made))
    assert pause.evidence.content_type == "application/pdf"
    clock.pass_on(hours=2)
    bench.consent(made, name="沈雅琴", by=CUSTOMER)
    limit = repair_limit(job)
    assert limit.state == "open"
    assert limit.due_at > due
    assert limit.pauses.get().ends_at == timezone.now()
    is_honest(job)
    page = desk("zhoumin").open(limit.get_absolute_url())
    assert "待客户同意报价" in page
    assert str(made) in page
    assert f"/files/{pause.evidence_id}/" in page


@pytest.mark.req("SVC-13", "REG-02")
def test_a_new_edition_goes_on_waiting_and_a_no_ends_it(cast, clock):
    job = on_the_bench(cast)
    asked(cast, job)
    clock.pass_on(minutes=30)
    job.refresh_from_db()
    newest = asked(cast, job)
    pause = repair_limit(job).pauses.get()
    assert pause.ends_at is None
    bench.decline(newest, name="沈雅琴", by=CUSTOMER)
    pause.refresh_from_db()
    assert pause.ends_at == timezone.now()
    is_honest(job)


@pytest.mark.req("REG-02", "PRT-02")
def test_a_limit_stands_for_one_wait_at_a_time_and_goes_over_to_the_other(cast, clock):
    job = on_the_bench(cast)
    wanted = service.want_part(job.request, company.part(), 1, by=cast.chenlijun)
    limit = repair_limit(job)
    assert (limit.state, limit.pauses.get().reason) == ("open", "等待配件")
    made = asked(cast, job)
    assert repair_limit(job).state == "open"
    clock.pass_on(hours=1)
    service.part_arrived(wanted, by=cast.zhoumin)
    limit = repair_limit(job)
    assert (limit.state, limit.pauses.get(ends_at=None).reason) == ("paused", "待客户同意报价")
    bench.consent(made, name="沈雅琴", by=CUSTOMER)
    assert not Pause.objects.filter(ends_at=None).exists()
    is_honest(job)


@pytest.mark.req("REG-02")
def test_what_somebody_stopped_by_hand_is_not_let_go_by_an_answer(cast, clock):
    job = on_the_bench(cast)
    deadlines.pause(repair_limit(job), reason="客户要求改期", by=SYSTEM)
    bench.consent(asked(cast, job), name="沈雅琴", by=CUSTOMER)
    assert repair_limit(job).pauses.get().ends_at is None
