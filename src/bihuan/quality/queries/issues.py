"""What the page of a quality issue shows, and which cases may belong to it."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet

from bihuan.kernel.actors import Actor
from bihuan.quality.models import IssueGate, QualityIssue, ReportedCase
from bihuan.quality.queries.causes import category_of
from bihuan.quality.queries.classing import class_label

OFFERED = 100


def candidates(
    user: Actor | None, *, issue: Any | None = None, chosen: list[int] | None = None
) -> QuerySet[ReportedCase]:
    """Return the cases that no issue counts yet, the newest first: those chosen, those of an issue's model, or all."""
    rows = ReportedCase.objects.standing().filter(links=None)
    if user is not None:
        rows = rows.visible_to(user)
    if chosen:
        rows = rows.filter(pk__in=chosen)
    if issue is not None and issue.model_id:
        rows = rows.filter(Q(model=issue.model_id) | Q(model=None))
    newest = rows.order_by("-happened_at", "-pk").values("pk")[:OFFERED]
    return ReportedCase.objects.filter(pk__in=newest).select_related("model").order_by("-happened_at", "-pk")


@dataclass(frozen=True)
class Gate:
    """A condition for closing as it stands: fulfilled, open, or open again because the text was changed."""

    row: IssueGate
    holds: bool

    @property
    def is_open_again(self) -> bool:
        return bool(self.row.evidence) and not self.holds


def gates_of(issue: QualityIssue) -> list[Gate]:
    """Return the conditions for closing, each with whether it holds for the texts of now."""
    texts = issue.texts()
    return [
        Gate(row, row.holds(texts)) for row in issue.gates.select_related("clause__version__regulation", "passed_by")
    ]


def page_facts(issue: QualityIssue) -> dict[str, Any]:
    """Return what the page shows beside the record itself."""
    cases = list(issue.cases.select_related("model").order_by("-happened_at", "-pk"))
    numbers = {case.pk: case.number for case in cases}
    gates = gates_of(issue)
    return {
        "cases": cases, "gates": gates, "gates_open": sum(not gate.holds for gate in gates),
        "lines": [{**line, "numbers": [numbers[case] for case in line["cases"] if case in numbers]}
                  for line in issue.proposal],
        "proposed_label": class_label(issue, issue.class_proposed), "class_label": class_label(issue, issue.class_code),
        "category": category_of(issue.cause_scheme, issue.cause_category) if issue.cause_category else None,
        "parties": list(issue.parties.select_related("issue")),
        "pieces": sum(case.pieces for case in cases if not case.withdrawn_at), "lots": list(issue.lots.all()),
    }  # fmt: skip


def of_case(case: ReportedCase, user: Any) -> dict[str, Any] | None:
    """Return the issue that counts a case, for the panel on its page."""
    found = list(QualityIssue.objects.visible_to(user).filter(links__case=case))
    return {"issues": found} if found else None


def of_record(record: Any, user: Any) -> dict[str, Any] | None:
    """Return the issue that counts what a record reported, for the panel on the record's page."""
    found = list(
        QualityIssue.objects.visible_to(user).filter(
            links__case__source_kind=record.kind(), links__case__source_id=record.pk
        )
    )
    return {"issues": found} if found else None
