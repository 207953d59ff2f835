"""What the page of a quality issue shows, and which cases may belong to it."""

from dataclasses import dataclass
from typing import Any

from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext as _

from bihuan.kernel.actors import Actor
from bihuan.quality.models import IssueGate, QualityIssue, ReportedCase
from bihuan.quality.queries.causes import category_of
from bihuan.quality.queries.classing import class_label
from bihuan.quality.states.issues import IssueState

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
    return _panel(QualityIssue.objects.visible_to(user).filter(links__case=case), case, user)


def of_record(record: Any, user: Any) -> dict[str, Any] | None:
    """Return the issue that counts what a record reported, for the panel on the record's page."""
    own = {"source_kind": record.kind(), "source_id": record.pk}
    found = QualityIssue.objects.visible_to(user).filter(**{f"links__case__{name}": one for name, one in own.items()})
    return _panel(found, ReportedCase.objects.visible_to(user).filter(**own).first(), user)


def _panel(rows: QuerySet[QualityIssue], case: ReportedCase | None, user: Any) -> dict[str, Any] | None:
    """Return the issues, and the case that may become one while it stands and no issue counts it."""
    found = list(rows)
    may = not found and case is not None and case.withdrawn_at is None and user.has_perm("quality.report_issue")
    if not found and not may:
        return None
    return {"issues": found, "case": case if may else None, "count": len(found) or None}


@dataclass(frozen=True)
class Waiting:
    """An issue that waits for somebody, and what for."""

    issue: QualityIssue
    words: str


def waiting(user: Any, at_most: int) -> list[Waiting]:
    """Return the issues that wait for a person: in his charge, handled by his department, to be classed or signed."""
    handled = Q(department__manager=user.pk, state__in=(IssueState.CAUSE_FOUND, IssueState.PLANNED))
    mine = Q(owner=user.pk) | handled | Q(parties__staff=user.pk, state=IssueState.REPORTED_OUT)
    if user.has_perm("quality.judge_issue"):
        unsettled = Q(class_code="") | ~Q(confirmed_for=F("class_proposed"))
        mine |= ~Q(class_proposed="") & unsettled
    rows = QualityIssue.objects.visible_to(user).open().filter(mine).distinct().order_by("reported_at", "pk")
    found = rows.select_related("owner", "department").prefetch_related("parties")[:at_most]
    lines = [Waiting(one, _wanted(one, user)) for one in found]
    return [one for one in lines if one.words]


def _wanted(issue: QualityIssue, user: Any) -> str:
    signs = [one for one in issue.parties.all() if one.staff_id == user.pk]
    for one in signs:
        one.issue = issue
    if issue.state == IssueState.REPORTED_OUT and any(not one.has_signed for one in signs):
        return _("The report is to be signed")
    if issue.class_proposed and not issue.is_class_settled and user.has_perm("quality.judge_issue", issue):
        return _("The class is to be confirmed")
    manages = issue.department is not None and issue.department.manager_id == user.pk
    if issue.owner_id == user.pk or (manages and issue.state in (IssueState.CAUSE_FOUND, IssueState.PLANNED)):
        move = next((one for one in issue.moves.of(issue.state) if one.is_primary), None)
        return str(move.label) if move else issue.state_label
    return ""
