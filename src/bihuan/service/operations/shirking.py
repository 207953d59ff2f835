"""A report that somebody shirked: he is heard, it is judged, decided by whom the clause names (CSYS, SVC-03)."""

from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from bihuan.kernel.actors import SYSTEM, Actor
from bihuan.kernel.moves import begin, perform
from bihuan.kernel.numbering import next_number
from bihuan.kernel.records import OperationError, locked, required
from bihuan.organization.models import Staff
from bihuan.organization.queries import holder
from bihuan.organization.states import Post
from bihuan.people.operations import rewards
from bihuan.regulations.queries import ParameterView, ruleset
from bihuan.service.models import ServiceRequest, ShirkingReport
from bihuan.service.states.choices import Gravity
from bihuan.service.states.shirking import ShirkingReported, ShirkingState
from bihuan.signoff import operations as signoff

FORM, OFFENCE = "shirking", "shirking"


@transaction.atomic
def report_shirking(request: ServiceRequest, *, who: Staff, note: str, by: Staff) -> ShirkingReport:
    """Report that a colleague shirked his duty of first contact; the request says that, not of whom (SVC-03).

    Raises:
        OperationError: nothing is written, or somebody reports himself.
    """
    request = locked(ServiceRequest, request.pk)
    if who.pk == by.pk:
        raise OperationError(_("Choose the colleague it is about."), field="who")
    now = timezone.now()
    report = ShirkingReport(
        request=request, who=who, reported_by=by, reported_at=now, owner=holder(Post.ADMINISTRATION),
        account=required(note, _("Write what happened.")), state=ShirkingState.REPORTED,
    )  # fmt: skip
    report.number = next_number("SK", at=now)
    perform(request, "report_shirking", by=by, note=report.number)
    begin(report, by=by, event=ShirkingReported, at=now)
    return report


@transaction.atomic
def answer_shirking(report: ShirkingReport, *, answer: str, by: Actor, revision: int | None = None) -> ShirkingReport:
    """Give one's own account."""
    report = locked(ShirkingReport, report.pk, revision=revision)
    text = required(answer, _("Write your account."), field="answer")
    perform(report, "answer", by=by, changes={"answer": text, "answered_at": timezone.now()})
    return report


@transaction.atomic
def propose_penalty(
    report: ShirkingReport, *, severity: str, finding: str, by: Actor, revision: int | None = None
) -> ShirkingReport:
    """Propose to uphold it, with the penalty that the clause has for it; who the route names decides.

    Without a route nobody else need be asked, and the proposal is the decision.

    Raises:
        EvidenceMissing: the colleague still has time to give his account.
        OperationError: nothing is written, or no clause has a penalty for it.
    """
    report = locked(ShirkingReport, report.pk, revision=revision)
    if severity not in Gravity.values:
        raise OperationError(_("Choose how grave it is."), field="severity")
    clause = penalty_for(report, severity)
    if clause is None:
        raise OperationError(_("No clause in force has a penalty for this."), field="severity")
    changes = {
        "severity": severity, "finding": required(finding, _("Write what was found."), field="finding"),
        "penalty": _copied(clause),
    }  # fmt: skip
    perform(report, "propose", by=by, changes=changes)
    facts = {"severity": Gravity.SERIOUS} if report.who.holds(Post.SERVICE_MANAGER) else {}
    if signoff.start(report, FORM, by=by, facts={**report.facts(), **facts}) is None:
        uphold(report)
    return report


def penalty_for(report: ShirkingReport, severity: str) -> ParameterView | None:
    """Return the clause's penalty for shirking of this severity, the most severe of those that apply."""
    facts = {**report.facts(), "severity": severity}
    return ruleset().strongest("penalty", facts, offence=OFFENCE)


def _copied(clause: ParameterView) -> dict[str, Any]:
    kept = {name: clause.data.get(name) for name in ("label", "consequence", "amount_min", "amount_max")}
    return {**kept, "clause": clause.label, "clause_id": clause.clause_id}


@transaction.atomic
def dismiss_shirking(report: ShirkingReport, *, finding: str, by: Actor, revision: int | None = None) -> ShirkingReport:
    """Find that there was nothing in it."""
    report = locked(ShirkingReport, report.pk, revision=revision)
    text = required(finding, _("Write what was found."), field="finding")
    perform(report, "dismiss", by=by, changes={"finding": text, "decided_at": timezone.now()})
    return report


def uphold(report: ShirkingReport) -> None:
    """Carry out what was proposed, now that whoever decides has agreed: the colleague gets the notice (RWD-01)."""
    row = locked(ShirkingReport, report.pk)
    perform(row, "uphold", by=SYSTEM, changes={"decided_at": timezone.now()})
    clause = penalty_for(row, row.severity)
    if clause is not None:
        deed = rewards.Deed(reason=row.finding, happened_on=timezone.localdate(row.reported_at))
        rewards.issue(rewards.propose(row, row.who, [clause.name], deed, by=SYSTEM, facts=row.facts()), by=SYSTEM)


def on_agreed(event: Any) -> None:
    """Uphold a report when the last station has agreed."""
    if _is_ours(event):
        uphold(event.record)


def on_refused(event: Any) -> None:
    """Give a report back to be judged anew; the station's words are in its history."""
    if _is_ours(event):
        report = locked(ShirkingReport, event.record.pk)
        perform(report, "turn_down", by=SYSTEM, note=str(event.circulation), changes={"penalty": {}})


def _is_ours(event: Any) -> bool:
    is_ours = isinstance(event.record, ShirkingReport) and event.circulation.form == FORM
    return bool(is_ours and event.record.state == ShirkingState.PROPOSED)
