"""A quality issue from its report to its handling: the class, the cause, the steps in their order."""

from dataclasses import replace
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from tests.cast import at

from bihuan.deadlines.models import Deadline
from bihuan.kernel.actors import SYSTEM
from bihuan.kernel.moves import EvidenceMissing, MoveForbidden
from bihuan.kernel.outbox.models import Notice
from bihuan.kernel.records import OperationError
from bihuan.products.models import ProductModel
from bihuan.quality.models import IssueCase, QualityIssue
from bihuan.quality.operations import classing
from bihuan.quality.operations import issues as operations
from bihuan.quality.operations.cases import correct_case, withdraw_case
from bihuan.quality.tests.steps import CAUSE, again, to_cause

pytestmark = [pytest.mark.django_db]


@pytest.mark.req("QUA-01")
def test_the_class_is_proposed_from_the_cases_with_each_of_them_listed(issue, cases) -> None:
    lines = {line["name"]: line for line in issue.proposal}
    assert issue.class_proposed == "batch"
    line = lines["qmgt_same_day"]
    assert (line["value"], line["is_met"], sorted(line["cases"])) == ("50", True, sorted(case.pk for case in cases))
    assert line["clause"] == "QMGT 3.1"


@pytest.mark.req("QUA-01")
def test_a_corrected_or_withdrawn_case_lowers_the_proposal_and_the_class_is_confirmed_again(
    cast, issue, sources, facts
) -> None:
    classing.confirm_class(issue, class_code="batch", by=cast.qianjin)
    assert again(issue).is_class_settled
    correct_case(sources[0], replace(facts, number=sources[0].number, defective=24), by=SYSTEM)
    assert again(issue).class_proposed == "general"
    assert not again(issue).is_class_settled
    withdraw_case(sources[0], by=SYSTEM)
    withdraw_case(sources[1], by=SYSTEM)
    assert again(issue).class_proposed == ""
    assert [line["cases"] for line in again(issue).proposal if line["cases"]] == []


@pytest.mark.req("QUA-01")
def test_a_case_counts_in_one_issue_only(cast, issue, cases) -> None:
    other = operations.Report(
        subject="另一件", background="重复", scheme="qmgt", found_at=at("2026-11-20 10:00"), cases=cases[:1]
    )
    with pytest.raises(OperationError, match=issue.number):
        operations.open_issue(other, by=cast.qianjin)
    classing.add_cases(issue, cases=cases, by=cast.qianjin)
    assert IssueCase.objects.count() == 2


@pytest.mark.req("QUA-01")
def test_another_class_than_proposed_wants_a_reason(cast, issue) -> None:
    with pytest.raises(OperationError):
        classing.confirm_class(issue, class_code="serious", by=cast.qianjin)
    with pytest.raises(OperationError):
        classing.confirm_class(issue, class_code="nonsense", note="x", by=cast.qianjin)
    confirmed = classing.confirm_class(issue, class_code="serious", note="媒体已报道", by=cast.qianjin)
    assert confirmed.is_class_settled


@pytest.mark.req("QUA-01")
def test_a_serious_issue_reaches_the_executives_when_its_class_is_confirmed(cast, issue) -> None:
    classing.confirm_class(issue, class_code="serious", note="伤人", by=cast.qianjin)
    told = set(Notice.objects.filter(subject_id=issue.pk, topic="clause.report").values_list("recipient", flat=True))
    assert {cast.hejianguo.pk, cast.linhai.pk} <= told


@pytest.mark.req("QUA-01")
def test_scrap_is_counted_in_hours_of_the_models_production(cast, issue, sources, facts) -> None:
    ProductModel.objects.filter(pk=cast.unit.model_id).update(output_per_hour=Decimal(120))
    correct_case(sources[0], replace(facts, number=sources[0].number, defective=1, scrapped=60), by=SYSTEM)
    line = next(line for line in again(issue).proposal if line["name"] == "qmgt_scrap")
    assert (line["value"], line["is_met"]) == ("0.50", True)


@pytest.mark.req("QUA-02")
def test_the_construction_scheme_takes_the_cost_of_the_rework_and_what_a_person_states(cast, cases) -> None:
    report = operations.Report(
        subject="楼板返工", background="强度不足", scheme="qproc", found_at=at("2026-11-20 10:00"), cases=cases
    )
    issue = operations.open_issue(report, by=cast.qianjin)
    assert issue.class_proposed == "minor"
    costs = {"cost_labour": Decimal(60000), "cost_material": Decimal(40000), "cost_machines": Decimal(0),
             "cost_overhead": Decimal(0)}  # fmt: skip
    classing.state_facts(issue, stated=[], costs=costs, by=cast.qianjin)
    assert again(issue).class_proposed == "general"
    classing.state_facts(issue, stated=[], costs={**costs, "cost_overhead": Decimal("0.01")}, by=cast.qianjin)
    assert again(issue).class_proposed == "serious"
    classing.state_facts(issue, stated=["qproc_structure"], costs=dict.fromkeys(costs, Decimal(0)), by=cast.qianjin)
    assert again(issue).class_proposed == "serious"


@pytest.mark.req("QUA-02")
def test_a_minor_production_issue_closes_on_its_interim_measure(cast, cases) -> None:
    report = operations.Report(
        subject="标签贴歪", background="零星", scheme="prodq", found_at=at("2026-11-20 10:00"), cases=cases
    )
    issue = operations.open_issue(report, by=cast.qianjin)
    operations.contain(issue, containment="重贴标签", by=cast.qianjin)
    with pytest.raises(EvidenceMissing):
        operations.close_light(issue, by=cast.qianjin)
    classing.confirm_class(issue, class_code="minor", by=cast.qianjin)
    assert operations.close_light(issue, by=cast.qianjin).state == "closed"


@pytest.mark.req("QUA-02")
def test_a_batch_issue_does_not_close_on_an_interim_measure(cast, issue) -> None:
    operations.contain(issue, containment="停用", by=cast.qianjin)
    classing.confirm_class(issue, class_code="batch", by=cast.qianjin)
    with pytest.raises(EvidenceMissing):
        operations.close_light(issue, by=cast.qianjin)


@pytest.mark.req("QUA-03")
def test_the_category_of_the_cause_names_the_responsible_department(cast, issue) -> None:
    found = to_cause(issue, cast.qianjin)
    assert found.department == cast.luxin.department
    with pytest.raises(OperationError):
        operations.find_cause(issue, found=replace(CAUSE, cause_category="weather"), by=cast.qianjin)


@pytest.mark.req("QUA-03")
def test_the_construction_scheme_has_eight_causes(cast) -> None:
    from bihuan.quality.queries.causes import categories

    assert [one.label for one in categories("engs")][0::7] == ["违背建设程序", "使用不当"]
    assert [one.code for one in categories("prodq")] == [
        "people", "machine", "material", "method", "environment", "other",
    ]  # fmt: skip


@pytest.mark.req("QUA-04")
def test_the_steps_are_made_in_their_order_and_doing_nothing_is_argued(cast, issue) -> None:
    by = cast.qianjin
    with pytest.raises(MoveForbidden):
        operations.investigate(issue, investigation="x", consequences="", by=by)
    to_cause(issue, by)
    with pytest.raises(OperationError):
        operations.plan(issue, decided=operations.Plan(plan="不作处理", is_no_treatment=True), by=by)
    with pytest.raises(OperationError):
        operations.plan(issue, decided=operations.Plan(plan="返工", compensation=Decimal(800)), by=by)
    argued = operations.Plan(
        plan="不作处理", is_no_treatment=True, argument="偏差 0.1 ℃，不影响使用", compensated="杭州安装队",
        compensation=Decimal(800),
    )  # fmt: skip
    operations.plan(issue, decided=argued, by=by)
    operations.handle(issue, handling="告知客户", by=by)
    assert operations.refuse(issue, note="未附论证", by=by).state == "planned"


@pytest.mark.req("QUA-04")
def test_containment_meets_its_time_limit(cast, issue) -> None:
    limit = Deadline.objects.get(kind=QualityIssue.kind(), subject_id=issue.pk)
    assert limit.met_at is None
    operations.contain(issue, containment="停用", by=cast.qianjin)
    limit.refresh_from_db()
    assert limit.met_at is not None


def test_only_quality_confirms_and_closes(cast, issue) -> None:
    with pytest.raises(PermissionDenied):
        classing.confirm_class(issue, class_code="batch", by=cast.yaojun)
    with pytest.raises(PermissionDenied):
        operations.contain(issue, containment="停用", by=cast.zhoumin)


def test_a_dropped_issue_frees_its_cases(cast, issue, cases) -> None:
    operations.drop(issue, note="客户误报", by=cast.qianjin)
    assert not IssueCase.objects.exists()
    assert again(issue).class_proposed == ""
