"""What stands in the gallery of the quality department."""

from decimal import Decimal
from typing import Any

from django.utils import timezone

from bihuan.kernel.actors import SYSTEM
from bihuan.organization.models import Department
from bihuan.products.models import Batch
from bihuan.quality.models import IssueProposal
from bihuan.quality.operations import knowledge, nonconformity, notices, zeroing
from bihuan.quality.operations.cases import CaseFacts, report_case
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
    return {**found, "zeroing": opened, "criterion": opened.criteria.get(order=1), "knowledge": entry}


def _grave(cast: Cast) -> IssueProposal:
    """A case with a loss that no issue counts proposes one."""
    facts = CaseFacts(
        number="X-1", happened_at=timezone.now(), model_id=cast.unit.model_id, loss=Decimal(20000), summary="烧毁"
    )
    report_case(cast.unit, facts, by=SYSTEM)
    return IssueProposal.objects.get()
