"""Report a serious issue at once: to the executives, the technical centre and administration (EMER 4.1)."""

from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from bihuan.customers.models import Customer
from bihuan.deadlines import operations as deadlines
from bihuan.kernel import search
from bihuan.kernel.actors import permit
from bihuan.kernel.moves import begin, perform
from bihuan.kernel.numbering import next_number
from bihuan.kernel.records import OperationError, locked, required
from bihuan.organization.models import Department, Staff
from bihuan.quality.models import IssueEmergency, QualityIssue
from bihuan.quality.states.emergencies import IssueEmergencyOpened, IssueEmergencyState

SERIES = "YJ"


@dataclass(frozen=True, kw_only=True)
class Alarm:
    """What is reported at once: the situation, at whose place, who leads the procedure for which department."""

    situation: str
    owner: Staff
    customer: Customer | None = None
    customer_name: str = ""
    contact: str = ""
    department: Department | None = None


@transaction.atomic
def open_emergency(
    issue: QualityIssue, *, alarm: Alarm, by: Staff, revision: int | None = None
) -> IssueEmergency:  # fmt: skip
    """Start the emergency procedure of a serious issue; those whom the clause names are told in this moment.

    Args:
        alarm: its department is the issue's, or the owner's, when not given.

    Raises:
        OperationError: not of the severest class, one runs already, nothing written, no customer or department.
        MoveForbidden: the issue is closed.
    """
    issue = locked(QualityIssue, issue.pk, revision=revision)
    _refuse(issue)
    permit(by, "quality.open_emergency", issue)
    customer = alarm.customer_name.strip() or (alarm.customer.name if alarm.customer else "")
    department = alarm.department or issue.department or alarm.owner.department
    if department is None:
        raise OperationError(_("Choose the responsible department."), field="department")
    now = timezone.now()
    row = IssueEmergency(
        issue=issue, situation=required(alarm.situation, _("Write what the situation is."), field="situation"),
        customer=alarm.customer, contact=alarm.contact.strip()[:40], owner=alarm.owner, department=department,
        customer_name=required(customer, _("Write which customer it is about."), field="customer_name")[:80],
        opened_by=by, opened_at=now, state=IssueEmergencyState.REPORTED,
    )  # fmt: skip
    row.told = [one.name for one in deadlines.reported_to(IssueEmergencyOpened(record=row, at=now, by=by))]
    perform(issue, "open_emergency", by=by, at=now, note=row.situation)
    row.number = next_number(SERIES, at=now)
    begin(row, by=by, event=IssueEmergencyOpened, at=now, note="、".join(row.told))
    search.index(row.kind(), row.pk, f"{row.number} {issue.number} {issue.subject} {row.customer_name} {row.situation}")
    return row


def _refuse(issue: QualityIssue) -> None:
    if not issue.is_serious:
        raise OperationError(_("Only an issue of the severest class has an emergency procedure."))
    if running := issue.running_emergency:
        raise OperationError(_("%(number)s is running already.") % {"number": running.number})
    if over := issue.standing_emergency:
        raise OperationError(_("%(number)s has settled this emergency.") % {"number": over.number})
