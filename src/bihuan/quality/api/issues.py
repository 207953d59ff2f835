"""Quality issues for other systems: reported, read, brought along step by step (QUA-01 to QUA-05)."""

from collections.abc import Callable
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from ninja import Field, Query, Schema

from bihuan.kernel.api import Moment, Page, PageQuery, answers, idempotent, narrowed, page
from bihuan.kernel.records import OperationError
from bihuan.kernel.web import StaffRequest, visible
from bihuan.organization.models import Department, Staff
from bihuan.products.queries import model_named
from bihuan.quality.api.routes import READ, WRITE, router
from bihuan.quality.models import QualityIssue, ReportedCase
from bihuan.quality.operations import classing
from bihuan.quality.operations import issues as operations

MOST_CASES = 500


class IssueIn(Schema):
    """An issue to report; `cases` are the numbers of reported cases that no issue counts yet."""

    subject: str = Field(min_length=1, max_length=120)
    background: str = Field(min_length=1, max_length=4000)
    scheme: str = Field("qmgt", max_length=40, description="Whose thresholds class it")
    found_at: Moment
    model: str = Field("", max_length=120)
    batch: str = Field("", max_length=40)
    owner: str = Field("", max_length=150, description="Account of whoever is in charge; yourself without one")
    cases: list[str] = Field(default_factory=list, max_length=MOST_CASES)


class CriterionLine(Schema):
    """A criterion of the scheme, what it counted, and its clause."""

    name: str
    label: str
    basis: str
    clause: str
    value: str
    is_met: bool


class IssueOut(Schema):
    """A quality issue with the class proposed from its cases and what the proposal rests on."""

    id: int
    number: str
    state: str
    subject: str
    background: str
    scheme: str
    class_proposed: str
    class_code: str
    is_class_settled: bool
    proposal: list[CriterionLine]
    model_id: int | None
    batch: str
    owner_id: int
    department_id: int | None
    containment: str
    investigation: str
    consequences: str
    cause_scheme: str
    cause_category: str
    cause: str
    plan: str
    is_no_treatment: bool
    handling: str
    acceptance: str
    cases: list[str]
    open_conditions: list[str]
    found_at: datetime
    reported_at: datetime
    closed_at: datetime | None
    revision: int

    @staticmethod
    def resolve_cases(issue: QualityIssue) -> list[str]:
        """Return the numbers of the counted cases."""
        return [case.number for case in issue.cases.all()]

    @staticmethod
    def resolve_open_conditions(issue: QualityIssue) -> list[str]:
        """Return the codes of the conditions for closing that are not fulfilled for the texts as they stand."""
        return [gate.code for gate in issue.open_gates()]


class IssueQuery(PageQuery):
    """Filters of the list."""

    state: str = ""
    number: str = ""


class IssueStep(StrEnum):
    """The steps of an issue; each takes the fields named like its form's."""

    CONTAIN = "contain"
    INVESTIGATE = "investigate"
    FIND_CAUSE = "find_cause"
    PLAN = "plan"
    HANDLE = "handle"
    ACCEPT = "accept"
    REFUSE = "refuse"
    CONFIRM_CLASS = "confirm_class"
    FULFIL = "pass_gate"
    REPORT_OUT = "report_out"
    CLOSE = "close"
    CLOSE_LIGHT = "close_light"
    DROP = "drop"
    REOPEN = "reopen"


class IssueStepIn(Schema):
    """What a step needs; `revision` is the one you read."""

    revision: int | None = None
    note: str = Field("", max_length=2000)
    containment: str = Field("", max_length=2000)
    investigation: str = Field("", max_length=2000)
    consequences: str = Field("", max_length=2000)
    cause: str = Field("", max_length=2000)
    cause_scheme: str = Field("", max_length=40)
    cause_category: str = Field("", max_length=40)
    department: str = Field("", max_length=20, description="Code; the category's own without one")
    plan: str = Field("", max_length=2000)
    is_no_treatment: bool = False
    argument: str = Field("", max_length=2000)
    compensated: str = Field("", max_length=80)
    compensation: Decimal = Field(Decimal(0), ge=0, max_digits=14, decimal_places=2)
    handling: str = Field("", max_length=2000)
    acceptance: str = Field("", max_length=2000)
    class_code: str = Field("", max_length=40)
    gate: str = Field("", max_length=40)
    evidence: str = Field("", max_length=2000)

    def found(self) -> operations.Cause:
        """Return the cause."""
        return operations.Cause(
            cause=self.cause, cause_scheme=self.cause_scheme, cause_category=self.cause_category,
            department=department_of(self.department),
        )  # fmt: skip

    def decided(self) -> operations.Plan:
        """Return the plan."""
        names = ("plan", "is_no_treatment", "argument", "compensated", "compensation")
        return operations.Plan(**{name: getattr(self, name) for name in names})


def department_of(code: str) -> Department | None:
    """Return the department of a code, None for an empty one.

    Raises:
        OperationError: there is none.
    """
    if not code:
        return None
    found: Department | None = Department.objects.filter(code=code).first()
    if found is None:
        raise OperationError(_("There is no such department."), field="department")
    return found


def named(username: str) -> Staff:
    """Return who works here under an account's name.

    Raises:
        OperationError: nobody does.
    """
    found: Staff | None = Staff.objects.active().filter(username=username).first()
    if found is None:
        raise OperationError(_("Nobody works here under this name."), field="owner")
    return found


_STEPS: dict[IssueStep, tuple[Callable[..., QualityIssue], tuple[str, ...]]] = {
    IssueStep.CONTAIN: (operations.contain, ("containment",)),
    IssueStep.INVESTIGATE: (operations.investigate, ("investigation", "consequences")),
    IssueStep.FIND_CAUSE: (operations.find_cause, ("found",)),
    IssueStep.PLAN: (operations.plan, ("decided",)),
    IssueStep.HANDLE: (operations.handle, ("handling",)),
    IssueStep.ACCEPT: (operations.accept, ("acceptance",)),
    IssueStep.REFUSE: (operations.refuse, ("note",)),
    IssueStep.CONFIRM_CLASS: (classing.confirm_class, ("class_code", "note")),
    IssueStep.FULFIL: (operations.pass_gate, ("gate", "evidence")),
    IssueStep.REPORT_OUT: (operations.report_out, ()),
    IssueStep.CLOSE: (operations.close, ()),
    IssueStep.CLOSE_LIGHT: (operations.close_light, ()),
    IssueStep.DROP: (operations.drop, ("note",)),
    IssueStep.REOPEN: (operations.reopen, ("note",)),
}


def _rows(request: StaffRequest) -> QuerySet[QualityIssue]:
    rows: QuerySet[QualityIssue] = QualityIssue.objects.visible_to(request.user)
    return rows.prefetch_related("cases", "gates")


@router.post("/issues", auth=WRITE, response=answers({201: IssueOut}), summary="Report a quality issue")
@idempotent(IssueOut, status=201)
def report(request: StaffRequest, payload: IssueIn) -> QualityIssue:
    """Report a quality issue; its class is proposed from the cases at once."""
    cases = list(ReportedCase.objects.visible_to(request.user).filter(number__in=payload.cases))
    if missing := sorted(set(payload.cases) - {case.number for case in cases}):
        raise OperationError(_("No such case: %(names)s.") % {"names": "、".join(missing)[:400]}, field="cases")
    told = operations.Report(
        subject=payload.subject, background=payload.background, scheme=payload.scheme, found_at=payload.found_at,
        model=model_named(payload.model), batch=payload.batch, cases=cases,
        owner=named(payload.owner) if payload.owner else None,
    )  # fmt: skip
    return operations.open_issue(told, by=request.user)


@router.get("/issues", auth=READ, response=answers({200: Page[IssueOut]}), summary="List quality issues")
def issues(request: StaffRequest, query: Query[IssueQuery]) -> dict[str, Any]:
    """List visible quality issues, the latest reported first."""
    rows = narrowed(_rows(request), query, "state", "number")
    return page(rows, query, order=("-reported_at", "-pk"))


@router.get("/issues/{int:pk}", auth=READ, response=answers({200: IssueOut}), summary="One quality issue")
def one_issue(request: StaffRequest, pk: int) -> QualityIssue:
    """Return a visible quality issue."""
    return visible(QualityIssue, request, pk=pk)


@router.post("/issues/{int:pk}/{step}", auth=WRITE, response=answers({200: IssueOut}), summary="A step of an issue")
@idempotent(IssueOut, status=200)
def take_issue_step(request: StaffRequest, pk: int, step: IssueStep, payload: IssueStepIn) -> QualityIssue:
    """Bring an issue one step along; what the table of moves wants, it wants here too."""
    operation, names = _STEPS[step]
    values = {name: getattr(payload, name) for name in names}
    given = {name: value() if callable(value) else value for name, value in values.items()}
    issue = visible(QualityIssue, request, pk=pk)
    return operation(issue, by=request.user, revision=payload.revision, **given)
