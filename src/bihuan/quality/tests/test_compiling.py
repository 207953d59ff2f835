"""Closed cases become rules every two months; one that no rule covers names its leader (QMGT 6.6, 6.7; REG-05)."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.utils import timezone
from tests.cast import at

from bihuan.deadlines.models import Deadline
from bihuan.kernel.actors import SYSTEM
from bihuan.kernel.moves import EvidenceMissing
from bihuan.kernel.records import OperationError
from bihuan.people.models import Reward
from bihuan.people.operations import rewards
from bihuan.quality.models import CaseCompilation, CompiledCase, QualityIssue
from bihuan.quality.operations import compiling as operations
from bihuan.quality.queries.compiling import waiting
from bihuan.quality.rules.periods import last_period
from bihuan.quality.states.compiling import CaseDecision
from bihuan.regulations import operations as regulations
from bihuan.regulations.models import Clause, Regulation, RegulationVersion

DAY = date(2026, 11, 2)
RULE = {"number": "5.2.1.14", "heading": "接水盘未打压", "text": "接水盘未打压检漏即流转的，每件处罚 20 元。"}


@pytest.mark.req("REG-05")
@pytest.mark.parametrize(
    ("every", "today", "first", "last"),
    [
        ("two_monthly", "2026-11-01", "2026-09-01", "2026-10-31"),
        ("two_monthly", "2026-12-31", "2026-09-01", "2026-10-31"),
        ("two_monthly", "2027-01-01", "2026-11-01", "2026-12-31"),
        ("two_monthly", "2027-02-28", "2026-11-01", "2026-12-31"),
        ("two_monthly", "2028-03-01", "2028-01-01", "2028-02-29"),
        ("monthly", "2026-01-15", "2025-12-01", "2025-12-31"),
        ("quarterly", "2026-04-01", "2026-01-01", "2026-03-31"),
        ("half_yearly", "2026-06-30", "2025-07-01", "2025-12-31"),
        ("yearly", "2026-01-01", "2025-01-01", "2025-12-31"),
    ],
)  # fmt: skip
def test_the_last_full_period_is_compiled(every: str, today: str, first: str, last: str) -> None:
    day = date.fromisoformat
    assert last_period(every, day(today)) == (day(first), day(last))
    assert last_period("daily", day(today)) is None


@pytest.fixture
def closed(cast, issue) -> QualityIssue:
    """An issue closed on the last day of October."""
    QualityIssue.objects.filter(pk=issue.pk).update(state="closed", closed_at=at("2026-10-31 23:50"))
    issue.refresh_from_db()
    return issue


@pytest.mark.django_db
@pytest.mark.req("REG-05")
def test_closed_cases_are_gathered_once_when_the_clauses_two_months_are_over(cast, closed) -> None:
    found = operations.gather_due(DAY)
    assert found is not None
    assert (found.owner, found.period_from, found.period_until, str(found.clause)) == (
        cast.qianjin, date(2026, 9, 1), date(2026, 10, 31), "QMGT 6.7",
    )  # fmt: skip
    assert [(one.number, one.is_covered) for one in found.cases.all()] == [(closed.number, False)]
    assert Deadline.objects.get(kind=found.kind(), subject_id=found.pk).clause.label == "QMGT 6.7"
    assert [one.record for one in waiting(cast.qianjin)] == [found]
    assert not waiting(cast.yaojun)
    assert operations.gather_due(DAY) is None
    assert operations.gather_due(date(2026, 12, 31)) is None
    later = operations.gather_due(date(2027, 1, 1))
    assert later is not None
    assert (later.period_from, later.cases.count()) == (date(2026, 11, 1), 0)
    assert operations.finish(later, by=cast.qianjin).state == "compiled"


@pytest.mark.django_db
@pytest.mark.req("REG-05")
def test_a_case_becomes_a_draft_clause_of_the_next_version_or_is_left_with_a_reason(cast, closed) -> None:
    found = operations.gather_due(DAY)
    assert found is not None
    case, rule = found.cases.get(), operations.Rule(regulation=Regulation.objects.get(key="QMGT"), **RULE)
    with pytest.raises(EvidenceMissing):
        operations.finish(found, by=cast.qianjin)
    with pytest.raises(OperationError, match="主管领导"):
        operations.make_rule(case, rule=rule, by=cast.qianjin)
    with pytest.raises(OperationError, match="主管领导"):
        operations.leave(case, reason="偶发", by=cast.qianjin)
    with pytest.raises(PermissionDenied):
        operations.leave(case, reason="偶发", leader=cast.tangyi, by=cast.sunli)
    made = operations.make_rule(case, rule=rule, leader=cast.yaojun, by=cast.qianjin)
    draft = made.clause.version
    assert (draft.state, draft.regulation.key, found.number in draft.note) == ("draft", "QMGT", True)
    assert RegulationVersion.objects.get(regulation__key="QMGT", state="in_force").pk != draft.pk
    regulations.remove_clause(made.clause, by=cast.qianjin)
    with pytest.raises(EvidenceMissing):
        operations.finish(found, by=cast.qianjin)
    again = operations.make_rule(case, rule=rule, leader=cast.yaojun, by=cast.qianjin)
    assert again.clause.version == draft
    assert operations.finish(found, by=cast.qianjin).compiled_at is not None
    draft.refresh_from_db()
    regulations.submit(draft, by=cast.qianjin)
    other = CompiledCase.objects.create(
        compilation=CaseCompilation.objects.create(
            number="HB-X", state="open", clause=found.clause, opened_at=timezone.now(), period_from=DAY,
            period_until=DAY + timedelta(days=1),
        ),
        source_kind="quality.question", source_id=1, number="WT-1", subject="x", closed_at=timezone.now(),
    )  # fmt: skip
    with pytest.raises(OperationError, match="退回草稿"):
        operations.make_rule(other, rule=rule, leader=cast.yaojun, by=cast.qianjin)


@pytest.mark.django_db
@pytest.mark.req("REG-05")
def test_a_case_dealt_with_by_a_clause_says_which_and_a_revoked_notice_is_a_case_itself(cast, closed) -> None:
    deed = rewards.Deed(reason="混料", happened_on=date(2026, 10, 20))
    first = rewards.propose(closed, cast.yeqiang, ["documents_wrong"], deed, by=SYSTEM)
    rewards.issue(first, by=cast.qianjin)
    second = rewards.propose(None, cast.yeqiang, ["self_check_failed"], deed, by=SYSTEM, facts={})
    Reward.objects.filter(pk=second.pk).update(state="cancelled", ruled_at=at("2026-10-05 09:00"))
    found = operations.gather_due(DAY)
    assert found is not None
    assert [(one.number, [rule[0] for rule in one.rules]) for one in found.cases.all()] == [
        (second.number, []), (closed.number, ["QMGT 5.2.3.1"]),
    ]  # fmt: skip
    covered = found.cases.get(number=closed.number)
    assert operations.leave(covered, reason="条款已适用", by=cast.qianjin).decision == CaseDecision.LEFT


@pytest.mark.django_db
@pytest.mark.req("REG-05")
def test_the_page_leads_to_the_case_and_the_clause_back_to_it(
    cast, closed, client: Client, django_assert_max_num_queries
) -> None:
    found = operations.gather_due(DAY)
    assert found is not None
    case = found.cases.get()
    client.force_login(cast.qianjin)
    url = f"/quality/compilations/cases/{case.pk}/rule/"
    form = {**RULE, "regulation": Regulation.objects.get(key="QMGT").pk, "leader": cast.yaojun.pk, "revision": 1}
    assert client.get(url).status_code == 200
    assert client.post(url, {**form, "number": "5.2.1.1"}).status_code == 422
    assert client.post(url, form).status_code == 303
    assert client.post(url, form).status_code == 422
    with django_assert_max_num_queries(25):
        page = client.get(found.get_absolute_url()).content.decode()
    for words in (closed.get_absolute_url(), "QMGT 5.2.1.14", "姚军", "草稿", "QMGT 6.7"):
        assert words in page, words
    clause = Clause.objects.get(number="5.2.1.14", version__state="draft")
    assert found.number in client.get(clause.get_absolute_url()).content.decode()
    assert client.get("/quality/compilations/").status_code == 200
    client.force_login(cast.tangyi)
    assert client.get(found.get_absolute_url()).status_code == 404
