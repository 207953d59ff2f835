"""Which cases an issue counts, what is proposed for them, and the class a person confirms (QUA-01, QUA-02)."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from bihuan.kernel.actors import SYSTEM, Actor
from bihuan.kernel.moves import perform
from bihuan.kernel.records import OperationError, locked
from bihuan.organization.models import Staff
from bihuan.quality.models import IssueCase, IssueProposal, QualityIssue, ReportedCase
from bihuan.quality.operations.proposals import reconsider
from bihuan.quality.queries.classing import class_choices, class_label, proposed, stated_choices
from bihuan.quality.queries.proposals import place_of
from bihuan.quality.rules.groups import Group, groups_of
from bihuan.quality.states.cases import CaseReported


@transaction.atomic
def add_cases(
    issue: QualityIssue, *, cases: Sequence[ReportedCase], by: Actor, revision: int | None = None
) -> QualityIssue:
    """Have an issue count cases; the class is proposed anew.

    Raises:
        OperationError: none chosen, one withdrawn, or one that another issue counts already.
    """
    issue = locked(QualityIssue, issue.pk, revision=revision)
    fresh = link(issue, cases, by=by)
    if fresh:
        perform(issue, "add_cases", by=by, note="、".join(case.number for case in fresh))
        recount(issue, by=SYSTEM)
    return issue


def link(issue: QualityIssue, cases: Sequence[ReportedCase], *, by: Actor) -> list[ReportedCase]:
    """Link cases that no issue counts yet; return the new ones. The issue is locked.

    Raises:
        OperationError: see `add_cases`.
    """
    if not cases:
        raise OperationError(_("Choose the cases that belong to it."), field="cases")
    rows = list(ReportedCase.objects.select_for_update(of=("self",)).filter(pk__in={case.pk for case in cases}))
    if gone := [row.number for row in rows if row.withdrawn_at]:
        raise OperationError(_("Withdrawn, counts no more: %(names)s.") % {"names": "、".join(gone)}, field="cases")
    taken = IssueCase.objects.filter(case__in=rows).select_related("issue", "case")
    if others := [f"{one.case.number} → {one.issue.number}" for one in taken if one.issue_id != issue.pk]:
        said = _("Counted in another issue already: %(names)s. A case counts once.")
        raise OperationError(said % {"names": "、".join(others)}, field="cases")
    own = {one.case_id for one in taken}
    fresh = [row for row in rows if row.pk not in own]
    staff, now = by if isinstance(by, Staff) else None, timezone.now()
    IssueCase.objects.bulk_create([IssueCase(issue=issue, case=row, added_at=now, added_by=staff) for row in fresh])
    groups = _groups(fresh)
    known = set(IssueProposal.objects.open().filter(key__in=[one.key for one in groups]).values_list("key", flat=True))
    reconsider(one for one in groups if one.key in known)
    return fresh


def _groups(cases: Sequence[ReportedCase]) -> set[Group]:
    return {group for case in cases for group in groups_of(place_of(case))}


def look_again(cases: Sequence[ReportedCase]) -> None:
    """Look again at what the groups of cases come to that an issue counts no more."""
    reconsider(_groups(cases))


@transaction.atomic
def drop_case(issue: QualityIssue, case: ReportedCase, *, by: Actor) -> QualityIssue:
    """Take a case out of an issue; the class is proposed anew."""
    issue = locked(QualityIssue, issue.pk)
    gone, _each = IssueCase.objects.filter(issue=issue, case=case).delete()
    if gone:
        look_again([case])
        perform(issue, "drop_case", by=by, note=case.number)
        recount(issue, by=SYSTEM)
    return issue


def recount(issue: QualityIssue, *, by: Actor) -> bool:
    """Propose the class of a locked issue anew; tell whether the proposal changed.

    A class that was confirmed for another proposal stays readable and must be confirmed again.
    """
    code, lines = proposed(issue)
    if (code, lines) == (issue.class_proposed, issue.proposal):
        return False
    before = class_label(issue, issue.class_proposed)
    keep(issue, proposal=lines)
    if code == issue.class_proposed:
        return False
    note = f"{before or '—'} → {class_label(issue, code) or '—'}"
    keep(issue, class_proposed=code)
    perform(issue, "count_again", by=by, note=note)
    return True


def keep(issue: QualityIssue, **codes: Any) -> None:
    """Set codes of a locked issue; the history tells their words in the note of the move that follows."""
    QualityIssue.objects.filter(pk=issue.pk).update(**codes)
    for name, value in codes.items():
        setattr(issue, name, value)


def on_case(event: CaseReported) -> None:
    """Count anew what a corrected or withdrawn case belongs to."""
    if event.is_new:
        return
    link_of = IssueCase.objects.filter(case=event.record.pk).first()
    if link_of is not None:
        recount(locked(QualityIssue, link_of.issue_id), by=SYSTEM)


@transaction.atomic
def state_facts(
    issue: QualityIssue, *, stated: Sequence[str], costs: dict[str, Decimal], by: Actor, revision: int | None = None
) -> QualityIssue:
    """Say which criteria hold that no figure shows, and what the rework cost; the class is proposed anew.

    Args:
        stated: names of criteria of the issue's scheme.
        costs: `cost_labour`, `cost_material`, `cost_machines`, `cost_overhead`, in yuan.
    """
    issue = locked(QualityIssue, issue.pk, revision=revision)
    holding = {name: label for name, label in stated_choices(issue) if name in stated}
    keep(issue, stated=list(holding))
    perform(issue, "state_facts", by=by, changes=dict(costs), note="；".join(holding.values()))
    recount(issue, by=SYSTEM)
    return issue


@transaction.atomic
def confirm_class(
    issue: QualityIssue, *, class_code: str, note: str = "", by: Staff, revision: int | None = None
) -> QualityIssue:
    """Confirm the class for the cases as they stand now (QMGT 3).

    Raises:
        OperationError: not a class of the scheme, or another than the proposed one without a reason.
    """
    issue = locked(QualityIssue, issue.pk, revision=revision)
    if class_code not in dict(class_choices(issue)):
        raise OperationError(_("Choose one of the scheme's classes."), field="class_code")
    if class_code != issue.class_proposed and not note.strip():
        raise OperationError(_("Write why it is another class than the clauses propose."), field="note")
    keep(issue, class_code=class_code, confirmed_for=issue.class_proposed)
    said = " ".join(filter(None, [class_label(issue, class_code), note.strip()]))
    perform(issue, "confirm_class", by=by, changes={"confirmed_by": by, "confirmed_at": timezone.now()}, note=said)
    return issue
