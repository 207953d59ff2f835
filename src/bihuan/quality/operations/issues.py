"""The steps of a quality issue, from its report to its closing (ENGP, QPROC; QUA-03, QUA-04, QUA-05)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from bihuan.kernel import search
from bihuan.kernel.actors import SYSTEM, Actor, permit
from bihuan.kernel.moves import begin, perform
from bihuan.kernel.numbering import next_number
from bihuan.kernel.records import OperationError, locked, required
from bihuan.organization.models import Department, Staff
from bihuan.products import operations as products
from bihuan.products.models import Batch, Lot, ProductModel
from bihuan.quality.models import IssueGate, QualityIssue, ReportedCase
from bihuan.quality.operations.classing import keep, link, look_again, recount
from bihuan.quality.queries.causes import categories
from bihuan.quality.queries.classing import schemes
from bihuan.quality.rules.gates import digest
from bihuan.quality.states.issues import IssueReported, IssueState
from bihuan.regulations.queries import ruleset

SERIES = "QI"
GATE_FORM = "quality_issue"


@dataclass(frozen=True, kw_only=True)
class Report:
    """What is reported: the issue in one line, what is known, since when, by which scheme it is classed."""

    subject: str
    background: str
    scheme: str
    found_at: datetime
    model: ProductModel | None = None
    batch: str = ""
    owner: Staff | None = None
    cases: Sequence[ReportedCase] = ()


@transaction.atomic
def open_issue(report: Report, *, by: Staff) -> QualityIssue:
    """Report a quality issue with the cases it counts; its class is proposed at once (QUA-01).

    Raises:
        OperationError: nothing written, a scheme not in force, a day to come, or a case counted elsewhere.
    """
    permit(by, "quality.report_issue")
    now = timezone.now()
    if report.scheme not in dict(schemes()):
        raise OperationError(_("No regulation in force has this scheme."), field="scheme")
    if report.found_at > now:
        raise OperationError(_("It can't have been found in the future."), field="found_at")
    issue = QualityIssue(
        number=next_number(SERIES, at=now), state=IssueState.REPORTED, reported_at=now, reported_by=by,
        subject=required(report.subject, _("Write what it is about."), field="subject")[:120],
        background=required(report.background, _("Write what is known so far."), field="background"),
        scheme=report.scheme, found_at=report.found_at, model=report.model, batch=report.batch.strip(),
        owner=report.owner or by,
    )  # fmt: skip
    begin(issue, by=by, event=IssueReported, at=now)
    _open_gates(issue)
    search.index(issue.kind(), issue.pk, f"{issue.number} {issue.subject} {issue.batch} {issue.background}")
    if report.cases:
        link(issue, report.cases, by=by)
        recount(issue, by=SYSTEM)
    return issue


def _open_gates(issue: QualityIssue) -> None:
    clause = ruleset().strongest("closing_gate", issue.facts(), form=GATE_FORM)
    for item in clause.data["items"] if clause else ():
        IssueGate.objects.create(
            issue=issue, code=item["code"], label=item["label"], clause_id=clause.clause_id if clause else None
        )


@transaction.atomic
def contain(
    issue: QualityIssue, *, containment: str, lots: Sequence[Lot] = (), by: Actor, revision: int | None = None
) -> QualityIssue:
    """Stop the affected work and hold back what may be affected (ENGP 1)."""
    issue = locked(QualityIssue, issue.pk, revision=revision)
    text = required(containment, _("Write what was stopped and held back."), field="containment")
    issue.lots.set(lots)
    perform(issue, "contain", by=by, changes={"containment": text}, note="、".join(map(str, lots)))
    _hold(issue, lots, by)
    return issue


def _hold(issue: QualityIssue, lots: Sequence[Lot], by: Actor) -> None:
    """Hold these lots from now on, and the batch the issue is about where it is on file; none release all."""
    batches = Batch.objects.filter(model=issue.model, code=issue.batch) if issue.model and issue.batch else ()
    things: dict[Batch | Lot, str] = dict.fromkeys([*batches, *lots], "")
    products.set_holds(issue, things, reason=issue.subject, by=by)


@transaction.atomic
def investigate(
    issue: QualityIssue, *, investigation: str, consequences: str, by: Actor, revision: int | None = None
) -> QualityIssue:
    """Enter range, degree and nature of the issue, and what it may lead to (ENGP 2)."""
    changes = {
        "investigation": required(investigation, _("Write what was found."), field="investigation"),
        "consequences": consequences.strip(),
    }  # fmt: skip
    return _step(issue, "investigate", changes, by, revision)


@dataclass(frozen=True, kw_only=True)
class Cause:
    """What it came from: words, the category of a scheme in force, who answers for it."""

    cause: str
    cause_scheme: str
    cause_category: str
    department: Department | None


@transaction.atomic
def find_cause(issue: QualityIssue, *, found: Cause, by: Actor, revision: int | None = None) -> QualityIssue:
    """Enter the cause, or change it later; evidence for closing that rested on the earlier cause holds no more.

    Raises:
        OperationError: nothing written, or a category that the scheme doesn't know.
    """
    category = next((one for one in categories(found.cause_scheme) if one.code == found.cause_category), None)
    if category is None:
        raise OperationError(_("Choose a category of the scheme."), field="cause_category")
    changes: dict[str, Any] = {
        "cause": required(found.cause, _("Write the cause."), field="cause"),
        "department": found.department or category.department,
    }  # fmt: skip
    row = locked(QualityIssue, issue.pk, revision=revision)
    name = "find_cause" if row.state == IssueState.INVESTIGATED else "change_cause"
    keep(row, cause_scheme=found.cause_scheme, cause_category=found.cause_category)
    perform(row, name, by=by, changes=changes, note=f"{category.label}（{category.clause.label}）")
    return row


@dataclass(frozen=True, kw_only=True)
class Plan:
    """How it is handled; `compensation` in yuan goes to the party that handles it without being at fault."""

    plan: str
    is_no_treatment: bool = False
    argument: str = ""
    compensated: str = ""
    compensation: Decimal = Decimal(0)


@transaction.atomic
def plan(issue: QualityIssue, *, decided: Plan, by: Actor, revision: int | None = None) -> QualityIssue:
    """Decide the handling; doing nothing is a plan too and must be argued (ENGP 4).

    Raises:
        OperationError: nothing written, no reasons for doing nothing, an amount without whom it goes to.
    """
    if decided.is_no_treatment:
        required(decided.argument, _("Argue why nothing need be done."), field="argument")
    if decided.compensation and not decided.compensated.strip():
        raise OperationError(_("Write who is compensated."), field="compensated")
    changes = {
        "plan": required(decided.plan, _("Write the plan."), field="plan"), "argument": decided.argument.strip(),
        "is_no_treatment": decided.is_no_treatment, "compensated": decided.compensated.strip(),
        "compensation": decided.compensation,
    }  # fmt: skip
    return _step(issue, "plan", changes, by, revision)


@transaction.atomic
def handle(issue: QualityIssue, *, handling: str, by: Actor, revision: int | None = None) -> QualityIssue:
    """Enter what was done by the plan."""
    text = required(handling, _("Write what was done."), field="handling")
    return _step(issue, "handle", {"handling": text}, by, revision)


@transaction.atomic
def accept(issue: QualityIssue, *, acceptance: str, by: Actor, revision: int | None = None) -> QualityIssue:
    """Enter the inspection's result and accept the handling (ENGP 6)."""
    text = required(acceptance, _("Write what was inspected, and the result."), field="acceptance")
    return _step(issue, "accept", {"acceptance": text, "accepted_by": by}, by, revision)


@transaction.atomic
def refuse(issue: QualityIssue, *, note: str, by: Actor, revision: int | None = None) -> QualityIssue:
    """Send it back to be handled again."""
    return _step(issue, "refuse", {}, by, revision, required(note, _("Write what is not in order.")))


@transaction.atomic
def pass_gate(issue: QualityIssue, *, gate: str, evidence: str, by: Actor, revision: int | None = None) -> QualityIssue:
    """Enter evidence for a condition for closing; it holds for the texts as they stand now (QUA-05).

    Raises:
        OperationError: no such condition, or nothing written.
    """
    issue = locked(QualityIssue, issue.pk, revision=revision)
    row = IssueGate.objects.select_for_update().filter(issue=issue, code=gate).first()
    if row is None:
        raise OperationError(_("Choose a condition."), field="gate")
    row.evidence = required(evidence, _("Write or name the evidence."), field="evidence")
    row.digest = digest(gate, issue.texts())
    row.passed_by, row.passed_at = (by if isinstance(by, Staff) else None), timezone.now()
    row.save()
    perform(issue, "pass_gate", by=by, note=f"{row.label}：{row.evidence}")
    return issue


@transaction.atomic
def report_out(issue: QualityIssue, *, by: Actor, revision: int | None = None) -> QualityIssue:
    """Write the report on the handling: it goes to the parties to be signed (QUA-09)."""
    return _step(issue, "report_out", {}, by, revision)


@transaction.atomic
def close(issue: QualityIssue, *, by: Actor, revision: int | None = None) -> QualityIssue:
    """Close an issue whose conditions are all fulfilled for the texts as they stand.

    Raises:
        EvidenceMissing: a condition lacks evidence, or it was given for another text; or the class is open.
    """
    return _released(_step(issue, "close", {"closed_at": timezone.now()}, by, revision), by)


@transaction.atomic
def close_light(issue: QualityIssue, *, by: Actor, revision: int | None = None) -> QualityIssue:
    """Close a minor issue on its interim measure (PRODQ 3.2.1)."""
    return _released(_step(issue, "close_light", {"closed_at": timezone.now()}, by, revision), by)


@transaction.atomic
def drop(issue: QualityIssue, *, note: str, by: Actor, revision: int | None = None) -> QualityIssue:
    """Find that it is no quality issue; its cases are free for another one."""
    issue = _step(issue, "drop", {}, by, revision, required(note, _("Write the reason.")))
    freed = list(issue.cases.standing())  # type: ignore[attr-defined]
    issue.links.all().delete()
    look_again(freed)
    recount(issue, by=SYSTEM)
    return _released(issue, by)


@transaction.atomic
def reopen(issue: QualityIssue, *, note: str, by: Actor, revision: int | None = None) -> QualityIssue:
    """Take up an issue again that was closed or dropped."""
    issue = _step(issue, "reopen", {"closed_at": None}, by, revision, required(note, _("Write the reason.")))
    _hold(issue, list(issue.lots.all()), by)
    return issue


def _released(issue: QualityIssue, by: Actor) -> QualityIssue:
    """Release what the issue held back."""
    products.set_holds(issue, {}, by=by)
    return issue


def _step(
    issue: QualityIssue, name: str, changes: dict[str, Any], by: Actor, revision: int | None, note: str = ""
) -> QualityIssue:
    row = locked(QualityIssue, issue.pk, revision=revision)
    perform(row, name, by=by, changes=changes, note=note)
    return row
