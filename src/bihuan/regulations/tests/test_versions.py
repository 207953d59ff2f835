"""A regulation on its way: drafted, reviewed, approved, in force, withdrawn; edited by two at once."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from bihuan.kernel import events, history
from bihuan.kernel.actors import SYSTEM
from bihuan.kernel.moves import EvidenceMissing, MoveForbidden
from bihuan.kernel.records import OperationError, Stale
from bihuan.organization.tests import company as companies
from bihuan.regulations import operations, queries
from bihuan.regulations.models import Clause, Parameter, RegulationVersion
from bihuan.regulations.operations.regulations import next_version
from bihuan.regulations.states import RegulationSubmitted, ReviewState, VersionState

pytestmark = pytest.mark.django_db
LIMIT = {
    "label": "派工", "starts": "request.registered", "met_by": "request.dispatched",
    "limit": {"minutes": 60, "calendar": "always"}, "ladder": [{"at": 100, "tell": "superior"}],
}  # fmt: skip


@pytest.fixture
def company():
    return companies.found()


@pytest.fixture
def draft(company):
    """A draft with one clause that lets dispatch take an hour."""
    version = operations.create_regulation(key="TEST", title="试行规定", code="T-1", by=company.hanli)
    clause = operations.add_clause(version, number="1.1", heading="派工", text="一小时内派工。", by=company.hanli)
    operations.add_parameter(clause, kind="time_limit", name="dispatch", data=LIMIT, when={}, by=company.hanli)
    return RegulationVersion.objects.get(pk=version.pk)


def limit_minutes():
    found = queries.ruleset().time_limits("request.registered", {"area": "city"})
    return [view.data["limit"]["minutes"] for view in found if view.name == "dispatch"]


@pytest.mark.req("REG-01")
def test_approval_by_the_general_manager_puts_a_version_in_force_that_day(company, draft):
    operations.submit(draft, by=company.hanli)
    operations.give_opinion(draft, agrees=True, opinion="", by=company.lintao)
    assert limit_minutes() == []
    version = operations.approve(draft, by=company.linhai)
    assert version.state == VersionState.IN_FORCE
    assert version.effective_on == timezone.localdate()
    assert (version.drafted_name, version.checked_name) == ("韩立", "韩立")
    assert (version.reviewed_name, version.approved_name) == ("林涛", "林海")
    assert limit_minutes() == [60]
    assert [entry.verb for entry in history.of(version.kind(), version.pk)] == [
        "register", "add_clause", "add_parameter", "submit", "agree", "approve", "put_in_force",
    ]  # fmt: skip


@pytest.mark.req("REG-01")
def test_a_later_day_waits_for_the_clock(company, draft):
    operations.submit(draft, by=company.hanli)
    tomorrow = timezone.localdate() + timedelta(days=1)
    version = operations.approve(draft, effective_on=tomorrow, by=company.linhai)
    operations.put_due_in_force.func()
    version.refresh_from_db()
    assert version.state == VersionState.APPROVED
    RegulationVersion.objects.filter(pk=version.pk).update(effective_on=timezone.localdate())
    operations.put_due_in_force.func()
    version.refresh_from_db()
    assert version.state == VersionState.IN_FORCE
    assert limit_minutes() == [60]


@pytest.mark.req("REG-01")
def test_an_objection_holds_approval_up_until_it_is_withdrawn(company, draft):
    operations.submit(draft, by=company.hanli)
    with pytest.raises(OperationError, match="Say what has to change"):
        operations.give_opinion(draft, agrees=False, opinion=" ", by=company.lintao)
    operations.give_opinion(draft, agrees=False, opinion="一小时太短", by=company.lintao)
    with pytest.raises(EvidenceMissing):
        operations.approve(draft, by=company.linhai)
    operations.give_opinion(draft, agrees=True, opinion="", by=company.lintao)
    assert operations.approve(draft, by=company.linhai).state == VersionState.IN_FORCE


@pytest.mark.req("REG-01")
def test_a_circulation_must_end_in_agreement_before_approval(company, draft):
    heard = []
    events.subscribe(RegulationSubmitted, heard.append)
    operations.submit(draft, by=company.hanli)
    assert [event.record.pk for event in heard] == [draft.pk]
    operations.begin_joint_review(draft)
    with pytest.raises(EvidenceMissing):
        operations.approve(draft, by=company.linhai)
    operations.finish_joint_review(draft, agreed=True, reviewers="品质部、会计部")
    version = operations.approve(draft, by=company.linhai)
    assert version.reviewed_name == "品质部、会计部"
    assert version.review_state == ReviewState.AGREED


@pytest.mark.req("REG-01")
def test_a_version_in_force_is_never_edited_a_new_one_is_made(company, draft):
    operations.submit(draft, by=company.hanli)
    operations.approve(draft, by=company.linhai)
    clause = Clause.objects.get(number="1.1")
    with pytest.raises(OperationError, match="new version"):
        operations.edit_clause(clause, number="1.1", heading="派工", text="改", by=company.hanli)
    second = operations.new_version(draft.regulation, by=company.hanli)
    assert second.version == "A/1"
    with pytest.raises(OperationError, match="in the making"):
        operations.new_version(draft.regulation, by=company.hanli)
    copy = Parameter.objects.get(clause__version=second)
    shorter = {**LIMIT, "limit": {"minutes": 30, "calendar": "always"}}
    operations.edit_parameter(copy, name="dispatch", data=shorter, when={}, by=company.hanli)
    assert limit_minutes() == [60]
    operations.submit(second, by=company.hanli)
    operations.approve(second, by=company.linhai)
    draft.refresh_from_db()
    assert draft.state == VersionState.WITHDRAWN
    assert limit_minutes() == [30]
    (change,) = queries.compare(draft, RegulationVersion.objects.get(pk=second.pk))
    assert (change.number, change.how, len(change.parameters)) == ("1.1", "changed", 2)


@pytest.mark.req("REG-01")
def test_who_may_not_draft_or_approve_is_stopped(company, draft):
    with pytest.raises(PermissionDenied):
        operations.create_regulation(key="MINE", title="我的", by=company.chenlijun)
    with pytest.raises(PermissionDenied):
        operations.add_clause(draft, number="2", heading="x", text="", by=company.zhoumin)
    operations.submit(draft, by=company.hanli)
    with pytest.raises(PermissionDenied):
        operations.approve(draft, by=company.hanli)
    with pytest.raises(PermissionDenied):
        operations.give_opinion(draft, agrees=True, opinion="", by=company.chenlijun)


def test_moves_from_the_wrong_state_are_refused(company, draft):
    with pytest.raises(MoveForbidden):
        operations.approve(draft, by=company.linhai)
    empty = operations.create_regulation(key="EMPTY", title="空", by=company.hanli)
    with pytest.raises(EvidenceMissing):
        operations.submit(empty, by=company.hanli)


def test_the_second_editor_is_told_and_overwrites_nothing(company, draft):
    clause = draft.clauses.get()
    operations.edit_clause(clause, number="1.1", heading="派工", text="先来", by=company.hanli, revision=draft.revision)
    with pytest.raises(Stale):
        operations.edit_clause(
            clause, number="1.1", heading="派工", text="后到", by=company.sunli, revision=draft.revision
        )
    assert Clause.objects.get(pk=clause.pk).text == "先来"


def test_a_parameter_that_can_not_run_is_refused(company, draft):
    data = {**LIMIT, "starts": "never"}
    with pytest.raises(OperationError) as refusal:
        operations.add_parameter(draft.clauses.get(), kind="time_limit", name="x", data=data, when={}, by=company.hanli)
    assert refusal.value.field == "starts"


def test_clauses_stand_in_the_order_of_their_numbers(company, draft):
    for number in ("2", "1.10", "1.2", "1"):
        operations.add_clause(draft, number=number, heading=number, text="", by=company.hanli)
    assert list(draft.clauses.values_list("number", flat=True)) == ["1", "1.1", "1.2", "1.10", "2"]
    with pytest.raises(OperationError, match="already"):
        operations.add_clause(draft, number="1.2", heading="再", text="", by=company.hanli)


def test_removing_a_clause_removes_what_it_enforces(company, draft):
    operations.remove_clause(draft.clauses.get(), by=company.hanli)
    assert not Parameter.objects.filter(clause__version=draft).exists()


@pytest.mark.parametrize(("name", "following"), [("A/0", "A/1"), ("A/9", "A/10"), ("2026", "2027"), ("", "A/1")])
def test_the_next_version_is_named_after_the_last(name, following):
    assert next_version(name) == following


def test_a_regulation_withdrawn_enforces_nothing_and_stays_readable(company, draft):
    operations.submit(draft, by=company.hanli)
    operations.withdraw(operations.approve(draft, by=company.linhai), by=company.linhai)
    assert limit_minutes() == []
    assert RegulationVersion.objects.visible_to(company.chenlijun).filter(pk=draft.pk).exists()


def test_drafts_are_for_those_who_write_and_review(company, draft):
    assert not RegulationVersion.objects.visible_to(company.chenlijun).exists()
    assert RegulationVersion.objects.visible_to(company.lintao).filter(pk=draft.pk).exists()
    assert RegulationVersion.objects.visible_to(SYSTEM).filter(pk=draft.pk).exists()
