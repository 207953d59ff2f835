"""The demo company: believable in every state, honest to the second, the same however it was brought in."""

from datetime import timedelta

import pytest
from django.contrib.auth import authenticate
from django.db.models import Max, Q
from django.test import RequestFactory
from django.utils import timezone

from bihuan.config.demo import ACCOUNTS, PASSWORD, aloft
from bihuan.config.demo.load import PRESENT, is_loaded
from bihuan.config.demo.remedied import REPORTS
from bihuan.customers.models import Customer
from bihuan.deadlines import operations as deadlines
from bihuan.deadlines.models import Deadline, Rung
from bihuan.feedback.models import OpinionCard, OpinionCase, Reconciliation
from bihuan.feedback.states import CardState
from bihuan.kernel import seals
from bihuan.kernel.history import HistoryEntry
from bihuan.organization.models import Leave
from bihuan.parts.models import Loan, Loaner, Tool
from bihuan.people.models import Certificate
from bihuan.products.models import RecallUnit, Unit, UnitSoftware
from bihuan.quality.models import SupplierAbnormality
from bihuan.quality.states.abnormalities import AbnormalityState
from bihuan.service.models import (
    BenchJob,
    Charge,
    Installation,
    Remedy,
    ServiceCommitment,
    ServiceRequest,
    ServiceVoucher,
    WorkOrder,
)
from bihuan.service.queries.board import propose
from bihuan.service.queries.crew import crew
from bihuan.service.states import RequestState
from bihuan.service.states.installations import InstallationState
from tests.cast import DEMO, DEMO_SIZE

REQUESTS, CUSTOMERS, UNITS = DEMO_SIZE["requests"], DEMO_SIZE["customers"], DEMO_SIZE["units"]


@pytest.mark.django_db
def test_the_demo_company_is_whole_and_honest() -> None:
    told = DEMO.fresh()
    assert told[-1] == ("requests", REQUESTS, REQUESTS)
    assert is_loaded()
    _counts()
    _every_state()
    _times()
    _limits()
    _today()
    _lent()
    _two_for_one_job()
    assert list(seals.verify()) == []
    for username in ACCOUNTS:
        assert authenticate(RequestFactory().post("/"), username=username, password=PASSWORD), username


def _counts() -> None:
    recalled = RecallUnit.objects.exclude(request_id=None).values("request_id")
    repairs = ServiceRequest.objects.filter(bench_jobs=None, work_kind="repair")
    repairs = repairs.exclude(pk__in=ServiceRequest.objects.filter(fault_class__skill=aloft.SKILL))
    assert repairs.exclude(pk__in=recalled).count() == REQUESTS + REPORTS
    assert UnitSoftware.objects.current().filter(version__is_newest=False).exists()
    assert ServiceCommitment.objects.filter(state="received").exists()
    assert RecallUnit.objects.exclude(state="listed").exists()
    assert Customer.objects.count() == CUSTOMERS + 1  # one stands twice, to be found and merged
    assert Unit.objects.filter(replaces=None, installations=None).count() == UNITS
    assert set(Remedy.objects.values_list("state", flat=True)) == {"proposed", "agreed", "done", "declined"}
    assert set(Remedy.objects.filter(origin="rule").values_list("trigger", flat=True)) == {
        "failed_repairs", "parts_missing",
    }  # fmt: skip
    assert Charge.objects.filter(state="invoiced", pay_by__lt=timezone.localdate()).exists()
    past = ServiceRequest.objects.filter(reported_at__lt=timezone.now() - PRESENT)
    past = past.exclude(unit__remedies__origin="rule")
    assert past.count() > 10
    assert set(past.values_list("state", flat=True)) <= {RequestState.CLOSED, RequestState.CANCELLED}
    assert ServiceVoucher.objects.count() == WorkOrder.objects.filter(state="signed").count()
    assert not ServiceRequest.objects.filter(service_class="").exists()
    assert len(set(BenchJob.objects.values_list("state", flat=True))) > 6
    jobs = Installation.objects.all()
    assert jobs.count() > 11
    assert set(jobs.values_list("state", flat=True)) == set(InstallationState.values)
    assert jobs.exclude(defects=None).distinct().count() == 2


def _every_state() -> None:
    there = set(ServiceRequest.objects.values_list("state", flat=True))
    assert there >= set(RequestState.values) - {RequestState.CANCELLED}, there
    assert set(OpinionCard.objects.values_list("state", flat=True)) >= {CardState.SENT, CardState.ANSWERED}
    assert OpinionCase.objects.exclude(state="closed").exists()
    found = set(SupplierAbnormality.objects.values_list("state", flat=True))
    assert found == set(AbnormalityState.values), found
    assert Deadline.objects.filter(state="paused").exists()
    assert Deadline.objects.running().filter(due_at__lt=timezone.now()).exists()
    assert Rung.objects.filter(percent=100).exists()
    assert Deadline.objects.filter(next_rung_at__gt=timezone.now()).exists()


def _times() -> None:
    latest = HistoryEntry.objects.aggregate(at=Max("at"), recorded=Max("recorded_at"))
    assert max(latest.values()) <= timezone.now()
    steps = ("assigned_at", "accepted_at", "departed_at", "arrived_at", "diagnosed_at", "completed_at", "signed_at")
    for order in WorkOrder.objects.select_related("request"):
        times = [order.request.reported_at, *(at for step in steps if (at := getattr(order, step)))]
        assert times == sorted(times), order.number
    chains: dict[tuple[str, int], list[object]] = {}
    told = Q(kind__in=["service.servicerequest", "service.workorder"])
    told |= Q(kind__startswith="complaints.") | Q(kind__startswith="quality.")
    for entry in HistoryEntry.objects.filter(told).order_by("kind", "subject_id", "seq"):
        chains.setdefault((entry.kind, entry.subject_id), []).append(entry.at)
    assert [chain for chain, times in chains.items() if times != sorted(times)] == []  # type: ignore[type-var]


def _limits() -> None:
    for kind, subject in Deadline.objects.values_list("kind", "subject_id").distinct():
        assert list(deadlines.differences(kind, subject)) == []


def _today() -> None:
    now = timezone.now()
    assert Leave.objects.running(now).filter(deputy__isnull=False).count() == 1
    assert Certificate.objects.filter(
        staff__username="sunhao", expires_on=timezone.localdate(now + timedelta(days=1))
    ).exists()
    assert Reconciliation.objects.count() >= 14


def _lent() -> None:
    assert any(loan.is_overdue for loan in Loan.objects.all())
    assert Loan.objects.filter(state="returned", loaner__is_usable=False).exists()
    assert Loaner.objects.free().exists()
    assert set(Tool.objects.values_list("state", flat=True)) == {"ready", "taken", "out"}
    assert [tool.number for tool in Tool.objects.order_by("number") if tool.is_overdue] == ["YB-002"]


def _two_for_one_job() -> None:
    request = ServiceRequest.objects.get(fault_class__skill=aloft.SKILL)
    found = propose(request, crew(timezone.localdate()))
    assert (request.state, found.people) == (RequestState.REGISTERED, 2)
