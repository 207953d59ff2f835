"""Where no clause says anything nothing is made up: loans, the grace of a daily report, jobs a day (REG-02)."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone

from bihuan.deadlines.models import Deadline
from bihuan.kernel.actors import SYSTEM
from bihuan.kernel.records import OperationError
from bihuan.kernel.signing import drawn
from bihuan.parts.operations import loaners as pool
from bihuan.parts.operations import loans
from bihuan.parts.queries.loans import usual_due
from bihuan.regulations.models import Parameter, RulesStamp
from bihuan.service import operations as service
from bihuan.service.models import DailyReport
from bihuan.service.operations import loans as lending
from bihuan.service.queries.board import propose
from bihuan.service.queries.crew import crew
from tests.cast import SIGNATURE, at
from tests.flows.clock import Clock

pytestmark = [pytest.mark.django_db, pytest.mark.req("REG-02")]


@pytest.fixture
def clock(monkeypatch):
    return Clock(monkeypatch, "2026-11-23 09:00")


def silence(kind: str, **about: Any) -> None:
    """Take a clause out of force."""
    assert Parameter.objects.filter(kind=kind, **about).delete()[0]
    RulesStamp.renew()


def say(kind: str, name: str, **values: Any) -> None:
    """Let a clause say something else; None takes a word out of it."""
    one = Parameter.objects.get(kind=kind, name=name)
    kept = {name: value for name, value in {**one.data, **values}.items() if value is not None}
    Parameter.objects.filter(pk=one.pk).update(data=kept)
    RulesStamp.renew()


def reserved(cast):
    machine = pool.add_loaner(serial="BY-35-01", name="移动空调", model=cast.unit.model, condition="九成新", by=SYSTEM)
    return lending.reserve_loaner(cast.request(), machine, by=cast.zhoumin)


def lent(loan, cast, due_on: date):
    paper = loans.Handover(signature=drawn(SIGNATURE), signer_name="沈雅琴", condition="制冷正常", due_on=due_on)
    return loans.lend(loan, paper, by=cast.zhoumin)


@pytest.mark.req("PRT-03")
def test_a_loan_takes_its_days_its_price_and_its_limit_from_the_clause(cast, clock):
    loan = reserved(cast)
    assert (loan.due_on, loan.is_free) == (date(2026, 12, 7), True)
    lent(loan, cast, loan.due_on)
    limit = Deadline.objects.of(loan.kind(), loan.pk).get(name="loan_back")
    assert (limit.due_at, limit.clause.label) == (at("2026-12-08 00:00"), "FULL 3.4")
    with pytest.raises(OperationError) as refusal:
        loans.extend_loan(loan, due_on=date(2026, 11, 23) + timedelta(days=91), note="未修好", by=cast.zhoumin)
    assert refusal.value.field == "due_on"
    assert loans.extend_loan(loan, due_on=date(2026, 11, 23) + timedelta(days=90), note="未修好", by=cast.zhoumin)


@pytest.mark.req("PRT-03")
def test_without_a_clause_a_loan_is_neither_free_nor_due_until_who_lends_it_says_so(cast, clock):
    silence("loaner")
    loan = reserved(cast)
    assert (usual_due({}), loan.due_on, loan.is_free) == (None, None, False)
    out = lent(loan, cast, date(2027, 11, 23))  # no clause, no longest time
    assert out.due_on == date(2027, 11, 23)
    assert not Deadline.objects.of(loan.kind(), loan.pk).exists(), "no clause, no limit"


@pytest.mark.req("PRT-03", "SVC-06")
def test_without_a_clause_nobody_is_offered_a_loaner(cast, clock):
    request = cast.request()
    silence("loaner")
    clock.pass_on(days=5)
    assert lending.offer(request, by=SYSTEM) is None


@pytest.mark.req("SVC-16")
@pytest.mark.parametrize(
    ("worked_at", "grace", "due"),
    [
        ("2026-11-23 15:00", 60, "2026-11-23 17:30"),
        ("2026-11-23 17:00", 60, "2026-11-23 18:00"),
        ("2026-11-23 19:00", 90, "2026-11-23 20:30"),
        ("2026-11-23 15:00", None, "2026-11-23 17:30"),
        ("2026-11-23 19:00", None, "2026-11-24 00:00"),
    ],
)
def test_a_daily_report_is_due_by_the_clause_with_its_grace_and_without_one_by_the_end_of_the_day(
    cast, clock, worked_at, grace, due
):
    say("report", "daily_report", grace_minutes=grace)
    clock.set(worked_at)
    cast.signed()
    assert service.open_reports(timezone.localdate()) == 1
    assert Deadline.objects.get(kind=DailyReport.kind()).due_at == at(due)


@pytest.mark.req("SVC-16")
def test_without_a_clause_no_daily_report_is_asked_for(cast, clock):
    silence("report", name="daily_report")
    cast.signed()
    assert service.open_reports(timezone.localdate()) == 0
    assert not DailyReport.objects.exists()


def names(cast) -> set[str]:
    proposal = propose(cast.request(description="另一件事", fault_class=cast.fault), crew(timezone.localdate()))
    return {one.candidate.name for one in proposal.ranked if one.is_fit}


@pytest.mark.req("SVC-08")
def test_who_has_as_many_jobs_as_the_clause_allows_is_not_proposed_and_without_one_nobody_is_ruled_out(cast, clock):
    cast.order()
    say("dispatch_rule", "dispatch", jobs_a_day=1)
    assert "陈立军" not in names(cast)
    say("dispatch_rule", "dispatch", jobs_a_day=2)
    assert "陈立军" in names(cast)
    for number in range(8):
        cast.order(cast.request(description=f"第 {number} 件事"))
    assert "陈立军" not in names(cast)
    silence("dispatch_rule")
    assert "陈立军" in names(cast)
