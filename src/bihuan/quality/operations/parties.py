"""The parties to the report on a quality issue, and their signatures (ENGR, QPROC; QUA-09)."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from bihuan.kernel import attachments
from bihuan.kernel.actors import Actor
from bihuan.kernel.attachments import Content
from bihuan.kernel.moves import perform
from bihuan.kernel.records import OperationError, locked, required
from bihuan.organization.models import Staff
from bihuan.quality.models import IssueParty, QualityIssue
from bihuan.quality.rules.gates import digest


@transaction.atomic
def add_party(
    issue: QualityIssue, *, role: str, staff: Staff | None = None, name: str = "", by: Actor,
    revision: int | None = None,
) -> QualityIssue:  # fmt: skip
    """Name a party to the report: a colleague, or somebody from outside who signs by his link.

    Raises:
        OperationError: nobody named, both named, or that party is there already.
    """
    issue = locked(QualityIssue, issue.pk, revision=revision)
    part = required(role, _("Write which party it is."), field="role")[:40]
    if bool(staff) == bool(name.strip()):
        raise OperationError(_("Name either a colleague or somebody from outside."), field="name")
    person = staff.name if staff else name.strip()[:40]
    if issue.parties.filter(role=part, name=person).exists():
        raise OperationError(_("This party is there already."), field="role")
    IssueParty.objects.create(issue=issue, role=part, name=person, staff=staff)
    perform(issue, "add_party", by=by, note=f"{part} {person}")
    return issue


@transaction.atomic
def sign_own(issue: QualityIssue, *, opinion: str = "", by: Staff) -> QualityIssue:
    """Sign the report as a colleague: his account stands for his signature.

    Raises:
        OperationError: he is no party to it.
    """
    party = issue.parties.filter(staff=by).order_by("signed_at", "pk").first()
    if party is None:
        raise OperationError(_("You are no party to this report."))
    return sign(party, opinion=opinion, by=by).issue


@transaction.atomic
def sign(party: IssueParty, *, signature: Content | None = None, opinion: str = "", by: Actor) -> IssueParty:
    """Sign the report as it stands; a changed cause or plan must be signed again.

    Args:
        signature: drawn by an outsider; a colleague signs by his account.

    Raises:
        OperationError: signed already.
        MoveForbidden: the report is not written yet, or the issue is closed.
    """
    issue = locked(QualityIssue, party.issue_id)
    party = IssueParty.objects.select_for_update(of=("self",)).get(pk=party.pk)
    party.issue = issue
    if party.has_signed:
        raise OperationError(_("This report is signed already."))
    perform(issue, "sign", by=by, note=f"{party.role} {party.name} {opinion.strip()}".strip())
    if signature is not None:
        party.signature = attachments.attach(issue, signature, by=by, purpose="signature", is_locked=True)
    party.opinion, party.signed_at = opinion.strip()[:400], timezone.now()
    party.digest, party.excused = digest("report", issue.texts()), ""
    party.save()
    return party


@transaction.atomic
def excuse(party: IssueParty, *, note: str, by: Actor) -> IssueParty:
    """Have the report stand without a party's signature, with the reason: it refuses, it can't be reached.

    Raises:
        OperationError: no reason, or it has signed the report as it stands.
        MoveForbidden: the report is not written yet, or the issue is closed.
    """
    issue = locked(QualityIssue, party.issue_id)
    party = IssueParty.objects.select_for_update(of=("self",)).get(pk=party.pk)
    party.issue = issue
    if party.has_signed:
        raise OperationError(_("This report is signed already."))
    party.excused = required(note, _("Write why it does not sign."))[:200]
    perform(issue, "excuse_party", by=by, note=f"{party}：{party.excused}")
    party.save()
    return party
