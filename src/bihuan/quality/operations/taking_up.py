"""A proposed issue becomes one, with the cases it rests on (QUA-01)."""

from dataclasses import replace

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from bihuan.kernel.records import OperationError, locked
from bihuan.organization.models import Staff
from bihuan.quality.models import Ending, IssueProposal, QualityIssue
from bihuan.quality.operations import proposals
from bihuan.quality.operations.issues import Report, open_issue
from bihuan.quality.queries.proposals import cases_behind


@transaction.atomic
def take_up(proposal: IssueProposal, report: Report, *, by: Staff, revision: int | None = None) -> QualityIssue:
    """Report the issue that was proposed; it counts every case the proposal rests on.

    Raises:
        PermissionDenied: this person doesn't report issues.
        OperationError: the proposal has ended, or see `open_issue`.
    """
    row: IssueProposal = locked(IssueProposal, proposal.pk, revision=revision)
    proposals.refuse_ended(row)
    cases = list(cases_behind(row).order_by("pk"))
    if not cases:
        raise OperationError(_("Its cases are counted elsewhere or withdrawn by now."))
    now = timezone.now()
    proposals.end(row, Ending.TAKEN_UP, by=by, at=now)
    issue = open_issue(replace(report, cases=cases), by=by)
    IssueProposal.objects.filter(pk=row.pk).update(issue=issue)
    return issue
