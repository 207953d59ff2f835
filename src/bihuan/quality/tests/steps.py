"""A quality issue brought to where a test begins."""

from bihuan.quality.models import QualityIssue
from bihuan.quality.operations import classing
from bihuan.quality.operations import issues as operations

GATES = ("cause", "educated", "prevented", "dealt_with")
CAUSE = operations.Cause(cause="封装胶低温开裂", cause_scheme="prodq", cause_category="material", department=None)


def lines(text: str) -> list[str]:
    return [line.rstrip() for line in text.strip().splitlines()]


def again(issue: QualityIssue) -> QualityIssue:
    return QualityIssue.objects.get(pk=issue.pk)


def to_cause(issue, by):
    operations.contain(issue, containment="停用库存 1860 只探头", by=by)
    operations.investigate(issue, investigation="12 台均为室温探头", consequences="室温显示偏高", by=by)
    return operations.find_cause(issue, found=CAUSE, by=by)


def to_report(issue, by):
    to_cause(issue, by)
    operations.plan(issue, decided=operations.Plan(plan="退回供应商，在制返工"), by=by)
    operations.handle(issue, handling="在制 420 台已返工", by=by)
    operations.accept(issue, acceptance="复检 420 台合格", by=by)
    classing.confirm_class(issue, class_code=again(issue).class_proposed, by=by)
    return operations.report_out(issue, by=by)


def pass_all(issue, by):
    for gate in GATES:
        operations.pass_gate(issue, gate=gate, evidence=f"{gate} 记录", by=by)
