"""Propose an issue when cases reach a threshold together, take the proposal back when they no longer do (QUA-01)."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from bihuan.kernel import history
from bihuan.kernel.actors import SYSTEM, Actor, permit
from bihuan.kernel.events import publish
from bihuan.kernel.records import OperationError, locked, required
from bihuan.organization.models import Staff
from bihuan.quality.models import Ending, IssueProposal, ReportedCase
from bihuan.quality.queries.proposals import Verdict, judged, place_of
from bihuan.quality.rules.groups import Group, groups_of
from bihuan.quality.states.cases import CaseReported
from bihuan.quality.states.issues import IssueProposed


@transaction.atomic
def reconsider(groups: Iterable[Group]) -> None:
    """Propose, raise or withdraw what groups of cases reach as they stand now.

    A class that a person has dismissed for a group is not proposed again, a severer one is.
    """
    wanted = {group.key: group for group in groups}
    open_ones = {row.key: row for row in IssueProposal.objects.open().filter(key__in=wanted)}
    for key, group in wanted.items():
        verdict, row = judged(group), open_ones.get(key)
        if row is None:
            if verdict is not None:
                _propose(group, verdict)
        elif verdict is None:
            end(locked(IssueProposal, row.pk), Ending.WITHDRAWN, by=SYSTEM)
        else:
            history.change(locked(IssueProposal, row.pk), by=SYSTEM, verb="count_again", **_said(verdict))


def _said(verdict: Verdict) -> dict[str, Any]:
    data = verdict.view.data
    return {
        "scheme": verdict.scheme, "class_code": str(data["code"]), "label": str(data["label"])[:80],
        "rank": verdict.rank, "basis": str(data["basis"])[:200], "value": verdict.value,
        "clause_id": verdict.view.clause_id,
    }  # fmt: skip


def _propose(group: Group, verdict: Verdict) -> None:
    before = IssueProposal.objects.filter(key=group.key, ending=Ending.DISMISSED)
    if before.filter(scheme=verdict.scheme, rank__gte=verdict.rank).exists():
        return
    now, case = timezone.now(), _alone(group)
    row = IssueProposal(
        key=group.key, model_id=group.model_id,
        batch=group.batch or (case.batch if case else ""), produced_on=group.produced_on, proposed_at=now,
        **_said(verdict),
    )  # fmt: skip
    IssueProposal.objects.bulk_create([row], ignore_conflicts=True)  # two reports at once: one of them proposes
    made = IssueProposal.objects.open().filter(key=group.key, proposed_at=now).first()
    if made is not None:
        history.append(made, "propose", by=SYSTEM, at=now, note=f"{made.basis}：{made.value}", is_first=True)
        publish(IssueProposed(record=made, at=now, by=SYSTEM, is_new=True))


def _alone(group: Group) -> ReportedCase | None:
    return ReportedCase.objects.filter(pk=group.case_id).first() if group.case_id else None


def end(row: IssueProposal, ending: Ending, *, by: Actor, reason: str = "", at: datetime | None = None) -> None:
    """End a locked proposal."""
    who = by if isinstance(by, Staff) else None
    history.change(
        row, by=by, verb=ending.value, note=reason, ended_at=at or timezone.now(), ending=ending, reason=reason,
        ended_by=who,
    )  # fmt: skip


@transaction.atomic
def dismiss(proposal: IssueProposal, *, note: str, by: Staff, revision: int | None = None) -> IssueProposal:
    """Find that it is no issue, with the reason; the cases stay as they are.

    Raises:
        PermissionDenied: this person doesn't judge issues.
        OperationError: no reason, or it has ended.
    """
    row: IssueProposal = locked(IssueProposal, proposal.pk, revision=revision)
    permit(by, "quality.judge_issue")
    refuse_ended(row)
    end(row, Ending.DISMISSED, by=by, reason=required(note, _("Write the reason.")))
    return row


def refuse_ended(row: IssueProposal) -> None:
    """Refuse what has ended meanwhile.

    Raises:
        OperationError: it has.
    """
    if not row.is_open:
        raise OperationError(_("This proposal has ended already: %(how)s.") % {"how": row.get_ending_display()})


def on_report(event: CaseReported) -> None:
    """Look again at the groups that a case belongs to, and at those it belonged to before it was corrected."""
    groups = groups_of(place_of(event.record))
    if event.before is not None:
        groups += groups_of(event.before)
    reconsider(groups)
