"""Cases that no issue counts propose one at the clause's threshold, and take the proposal back (QMGT 3)."""

from dataclasses import replace
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.utils import timezone

from bihuan.kernel.actors import SYSTEM
from bihuan.kernel.outbox.models import Notice
from bihuan.kernel.records import OperationError
from bihuan.quality.models import IssueProposal, QualityIssue
from bihuan.quality.notices.issues import look_for_proposals
from bihuan.quality.operations import classing, proposals
from bihuan.quality.operations.cases import correct_case, report_case, report_cases, withdraw_case
from bihuan.quality.operations.issues import Report, open_issue
from bihuan.quality.operations.taking_up import take_up
from bihuan.quality.queries import classing as classing_rules
from bihuan.quality.rules.classes import Criterion
from bihuan.quality.rules.groups import Group, Place, groups_of, worth_proposing

pytestmark = [pytest.mark.django_db, pytest.mark.req("QUA-01")]


def open_ones():
    return {row.key.split(":")[0]: (row.class_code, row.value) for row in IssueProposal.objects.open()}


def test_49_pieces_of_a_day_propose_nothing_50_a_batch_issue_and_a_correction_withdraws_it(cast, sources, facts):
    first, second = sources
    report_case(first, replace(facts, number=first.number, defective=24), by=SYSTEM)
    report_case(second, replace(facts, number=second.number, defective=25), by=SYSTEM)
    assert open_ones() == {}
    correct_case(first, replace(facts, number=first.number, defective=25), by=SYSTEM)
    assert open_ones() == {"day": ("batch", "50")}
    row = IssueProposal.objects.get()
    assert str(row.clause) == "QMGT 3.1"
    assert Notice.objects.filter(recipient=cast.qianjin, title__contains="批质量事故").count() == 1
    correct_case(first, replace(facts, number=first.number, defective=25, produced_on=None), by=SYSTEM)
    row.refresh_from_db()
    assert (open_ones(), row.ending) == ({}, "withdrawn")


def test_499_of_a_batch_returned_propose_nothing_500_a_serious_issue_and_a_withdrawn_case_ends_it(sources, facts):
    first, second = sources
    far = replace(facts, produced_on=None, defective=0)
    report_case(first, replace(far, number=first.number, returned=250), by=SYSTEM)
    report_case(second, replace(far, number=second.number, returned=249), by=SYSTEM)
    assert open_ones() == {}
    correct_case(second, replace(far, number=second.number, returned=250), by=SYSTEM)
    assert open_ones() == {"batch": ("serious", "500")}
    withdraw_case(second, by=SYSTEM)
    assert open_ones() == {}


def test_one_case_with_a_great_loss_proposes_by_itself_and_what_was_dismissed_stays_so(cast, sources, facts):
    lost = replace(facts, number="1", defective=1, loss=Decimal("9999.99"))
    case = report_case(sources[0], lost, by=SYSTEM)
    assert open_ones() == {}
    correct_case(sources[0], replace(lost, loss=Decimal(20000)), by=SYSTEM)
    row = IssueProposal.objects.get()
    assert (row.key, row.class_code) == (f"case:{case.pk}", "serious")
    with pytest.raises(PermissionDenied):
        proposals.dismiss(row, note="x", by=cast.yaojun)
    with pytest.raises(OperationError):
        proposals.dismiss(row, note=" ", by=cast.qianjin)
    proposals.dismiss(row, note="客户另有保险赔付", by=cast.qianjin)
    correct_case(sources[0], replace(lost, loss=Decimal(30000)), by=SYSTEM)
    assert open_ones() == {}
    with pytest.raises(OperationError):
        proposals.dismiss(row, note="再次", by=cast.qianjin)


@pytest.mark.req("QUA-02")
@pytest.mark.parametrize(
    ("values", "scheme", "clause"),
    [
        ({"loss": Decimal("9999.99")}, "", ""),
        ({"loss": Decimal("19999.99")}, "", ""),
        ({"loss": Decimal("9999.99"), "reworked": 1}, "", ""),
        ({"loss": Decimal(10000), "reworked": 1}, "qproc", "QPROC 1.3"),
        ({"loss": Decimal("19999.99"), "reworked": 1}, "qproc", "QPROC 1.3"),
        ({"loss": Decimal(20000)}, "qmgt", "QMGT 3.2"),
        ({"is_injury": True}, "qmgt", "QMGT 3.2"),
        ({"harms_reputation": True}, "qmgt", "QMGT 3.2"),
        ({"is_sanctioned": True}, "emer", "EMER 3.1"),
        ({"is_at_assembly": True, "defective": 4}, "", ""),
        ({"is_at_assembly": True, "defective": 5}, "emer", "EMER 3.2"),
    ],
)
def test_cases_that_no_issue_counts_are_judged_by_every_scheme_in_force(sources, facts, values, scheme, clause):
    report_case(sources[0], replace(facts, **{"number": "1", "defective": 1, **values}), by=SYSTEM)
    found = [(row.scheme, str(row.clause)) for row in IssueProposal.objects.open()]
    assert found == ([(scheme, clause)] if scheme else [])


@pytest.mark.req("QUA-02")
@pytest.mark.parametrize(
    ("scheme", "values", "own_loss", "expected"),
    [
        ("qproc", {}, "9999.99", "minor"), ("qproc", {}, "10000", "general"), ("qproc", {}, "100000", "general"),
        ("qproc", {}, "100000.01", "serious"), ("qproc", {"loss": Decimal(100001)}, "0", "minor"),
        ("qproc", {"loss": Decimal(100001), "reworked": 1}, "0", "serious"),
        ("prodq", {}, "0", "minor"), ("prodq", {"harms_reputation": True}, "0", "important"),
        ("emer", {}, "0", "general"), ("emer", {"is_sanctioned": True}, "0", "serious"),
        ("emer", {"harms_reputation": True}, "0", "serious"),
        ("emer", {"is_at_assembly": True, "defective": 4}, "0", "general"),
        ("emer", {"is_at_assembly": True, "defective": 5}, "0", "serious"),
    ],
)  # fmt: skip
def test_an_issue_of_each_shipped_scheme_is_classed_by_its_cases_and_its_own_loss(
    cast, sources, facts, scheme, values, own_loss, expected
):
    case = report_case(sources[0], replace(facts, **{"number": "1", "defective": 1, **values}), by=SYSTEM)
    report = Report(subject="x", background="x", scheme=scheme, found_at=timezone.now(), cases=[case])
    issue = open_issue(report, by=cast.qianjin)
    issue = classing.state_facts(issue, stated=[], costs={"cost_labour": Decimal(own_loss)}, by=cast.qianjin)
    assert issue.class_proposed == expected


@pytest.mark.req("QUA-02")
@pytest.mark.parametrize("scheme", ["qproc", "prodq", "emer"])
def test_each_criterion_that_a_person_states_is_enough_by_itself(cast, cases, scheme):
    report = Report(subject="x", background="x", scheme=scheme, found_at=timezone.now(), cases=cases)
    issue = open_issue(report, by=cast.qianjin)
    pairs = [one for one, _view in classing_rules.criteria(scheme, issue.facts()) if one.measure == "stated"]
    assert len(pairs) >= 4
    for one in pairs:
        issue = classing.state_facts(issue, stated=[one.name], costs={}, by=cast.qianjin)
        assert issue.class_proposed == one.class_code, one.name


def test_a_proposal_becomes_an_issue_that_counts_every_case_and_a_dropped_case_is_looked_at_again(cast, cases, facts):
    row = IssueProposal.objects.get()
    client = Client()
    client.force_login(cast.qianjin)
    page = client.get(row.get_absolute_url()).content.decode()
    assert all(case.number in page for case in cases)
    assert row.title in client.get("/", follow=True).content.decode()
    form = {
        "subject": "探头漂移", "background": "同日五十件", "found_at": "2026-11-20T10:00", "scheme": row.scheme,
        "owner": cast.qianjin.pk, "batch": row.batch, "model": row.model_id,
    }  # fmt: skip
    assert "50" in client.get(f"{row.get_absolute_url()}take-up/").content.decode()
    assert client.post(f"{row.get_absolute_url()}take-up/", form).status_code == 303
    issue = QualityIssue.objects.get()
    row.refresh_from_db()
    assert (row.ending, row.issue, issue.class_proposed, issue.cases.count()) == ("taken_up", issue, "batch", 2)
    assert client.post(f"{row.get_absolute_url()}take-up/", form).status_code == 422
    for case in cases:
        classing.drop_case(issue, case, by=cast.qianjin)
    assert open_ones() == {"day": ("batch", "50")}


def test_linking_the_cases_elsewhere_withdraws_the_proposal(cast, cases, issue):
    assert open_ones() == {}
    row = IssueProposal.objects.get()
    report = Report(subject="x", background="x", scheme="qmgt", found_at=timezone.now())
    with pytest.raises(OperationError):
        take_up(row, report, by=cast.qianjin)


def test_what_came_by_import_is_looked_at_in_the_night(sources, facts):
    report_cases([(one, replace(facts, number=one.number)) for one in sources], by=SYSTEM)
    assert open_ones() == {}
    look_for_proposals.call()
    assert open_ones() == {"day": ("batch", "50")}


def test_the_groups_of_a_case_and_the_criteria_worth_proposing():
    place = Place(7, 3, "2609-A", None, is_at_assembly=True, is_grave=True)
    assert [group.key for group in groups_of(place)] == ["case:7", "batch:3:2609-A", "assembly:3"]
    assert groups_of(replace(place, model_id=None, is_grave=False)) == []
    assert Group("day", 3, produced_on=timezone.datetime(2026, 9, 12).date()).key == "day:3:2026-09-12"
    known = [
        Criterion(name, name, rank, measure, "at_least", Decimal(1))
        for name, rank, measure in (
            ("low", 1, "cases"),
            ("lost", 1, "loss"),
            ("mid", 2, "loss"),
            ("hurt", 3, "injuries"),
        )
    ]
    assert [one.name for one in worth_proposing(known, "case")] == ["mid", "hurt"]
    assert worth_proposing(known, "day") == []
    assert [one.name for one in worth_proposing(known[1:2], "case")] == ["lost"]
