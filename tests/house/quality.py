"""What stands in the gallery of the quality department."""

from decimal import Decimal
from typing import Any

from django.utils import timezone

from bihuan.kernel.actors import SYSTEM
from bihuan.organization.models import Department
from bihuan.products.models import Batch
from bihuan.quality.models import CaseCompilation, CompiledCase, EmergencyReading, IssueProposal, QualityIssue
from bihuan.quality.operations import emergencies, issues, knowledge, nonconformity, notices, questions, zeroing
from bihuan.quality.operations.cases import CaseFacts, report_case
from bihuan.regulations.models import Clause
from tests.cast import Cast


def of(cast: Cast) -> dict[str, Any]:
    """Return one of each: a zeroing of the works, 姚军 in charge."""
    problem = zeroing.Problem(
        side="technical", problem="排水接头开裂", phenomenon="打压漏水", happened_on=timezone.localdate(),
        department=Department.objects.get(code="PROD"), owner=cast.yaojun,
    )  # fmt: skip
    opened = zeroing.open_zeroing(problem, by=cast.qianjin)
    entry = knowledge.write_entry({"name": "接头开裂", "symptom": "漏水", "causes": "圆角偏小"}, by=cast.tangyi)
    finding = nonconformity.Finding(
        stage="final", quantity=Decimal(20), nature="looks", class_code="B", description="面板划伤",
        found_at=timezone.now(), model=cast.unit.model,
        batches=[Batch.objects.create(model=cast.unit.model, code="2026-11-N")],
    )  # fmt: skip
    pieces = nonconformity.report(finding, by=cast.qianjin)
    proposal = nonconformity.Proposal(
        kind="rework", quantity=Decimal(20), responsible=cast.yaojun, due_on=timezone.localdate()
    )
    line = nonconformity.propose(pieces, proposal, by=cast.qianjin)
    matter = notices.Matter(
        kind_of="rectification", subject="面板划伤整改", content="包装工序无护膜", party="甬江塑料厂", person="周建国"
    )
    found = {
        "nonconformity": pieces,
        "disposition": line,
        "proposal": _grave(cast),
        "rectification": notices.issue(matter, by=cast.qianjin),
    }
    return {
        "zeroing": opened, "criterion": opened.criteria.get(order=1), "knowledge": entry, **found, **_urgent(cast),
        **_compiled(),
        "question": questions.ask(
            questions.Asked(subject="垫片厚度不一", words="图纸 1.0，实物 1.2", owner=cast.tangyi), by=cast.yaojun
        ),
    }  # fmt: skip


def _serious(cast: Cast) -> QualityIssue:
    request = cast.request(description="接水盘漏水")
    facts = CaseFacts(number=request.number, happened_at=request.reported_at, is_injury=True)
    case = report_case(request, facts, by=SYSTEM)
    told = issues.Report(
        subject="漏水伤人", background="用户滑倒", scheme="qmgt", found_at=timezone.now(), cases=[case]
    )
    return issues.open_issue(told, by=cast.qianjin)


def _compiled() -> dict[str, Any]:
    """A compilation with a case that no rule covers."""
    clause = Clause.objects.get(version__regulation__key="QMGT", version__state="in_force", number="6.7")
    made = CaseCompilation.objects.create(
        number="HB-1", state="open", clause=clause, opened_at=timezone.now(), period_from="2026-07-01",
        period_until="2026-08-31",
    )  # fmt: skip
    case = CompiledCase.objects.create(
        compilation=made, source_kind="quality.question", source_id=0, number="WT-0", subject="混料",
        closed_at=timezone.now(),
    )  # fmt: skip
    return {"compilation": made, "compiled_case": case}


def _urgent(cast: Cast) -> dict[str, Any]:
    """A serious issue without and one with an emergency procedure, in charge of 姚军, its disposition proposed."""
    alarm = emergencies.Alarm(situation="整批漏水", owner=cast.yaojun, customer_name="海川家电")
    running = emergencies.open_emergency(_serious(cast), alarm=alarm, by=cast.qianjin)
    running = emergencies.propose_disposition(running, disposition="整批换货", by=cast.qianjin)
    reading = EmergencyReading.objects.create(emergency=running, what="circular", reader=cast.yaojun)
    return {"serious_issue": _serious(cast), "issue_emergency": running, "circular_reading": reading}


def _grave(cast: Cast) -> IssueProposal:
    """A case with a loss that no issue counts proposes one."""
    facts = CaseFacts(
        number="X-1", happened_at=timezone.now(), model_id=cast.unit.model_id, loss=Decimal(20000), summary="烧毁"
    )
    report_case(cast.unit, facts, by=SYSTEM)
    return IssueProposal.objects.get()
