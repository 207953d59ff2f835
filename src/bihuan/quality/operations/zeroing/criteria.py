"""Write up criteria and review them; the state of the zeroing follows (ZRO-01, ZRO-02)."""

from collections.abc import Sequence

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from bihuan.kernel import attachments
from bihuan.kernel.actors import SYSTEM, permit
from bihuan.kernel.attachments import Content
from bihuan.kernel.events import publish
from bihuan.kernel.moves import perform
from bihuan.kernel.records import OperationError, locked, required
from bihuan.organization.models import Staff
from bihuan.quality.models.zeroing import Zeroing, ZeroingCriterion
from bihuan.quality.rules.zeroing import digest_of, reached
from bihuan.quality.states.zeroing import (
    BACKWARD,
    FORWARD,
    STAGES,
    CriterionReviewed,
    CriterionState,
    CriterionWritten,
    ZeroingState,
)


@transaction.atomic
def write(
    criterion: ZeroingCriterion, *, text: str, files: Sequence[Content] = (), by: Staff, revision: int | None = None
) -> ZeroingCriterion:
    """Write up a criterion with its evidence; what was accepted before is open again where anything changes.

    Raises:
        OperationError: nothing is written, or nothing has changed.
        MoveForbidden: the report is being signed, or the zeroing has ended.
        Stale: somebody else wrote meanwhile.
    """
    zeroing, row = _both(criterion, revision)
    words = required(text, _("Write the conclusion and its grounds."), field="text")
    now, before = timezone.now(), row.text
    perform(zeroing, "write", by=by, at=now, note=_written_note(row, before, words))
    for content in files:
        attachments.attach(zeroing, content, by=by, caption=f"{row.label} {content.name}"[:160], purpose=row.code)
    digest = digest_of(words, _files_of(zeroing, row))
    if digest == row.digest:
        raise OperationError(_("Neither the wording nor the evidence has changed."), field="text")
    row.text, row.digest, row.state = words, digest, CriterionState.WRITTEN
    row.author, row.written_at = by, now
    row.reviewer, row.reviewed_at, row.opinion, row.reviewed_digest = None, None, "", ""
    store(row)
    settle(zeroing)
    publish(CriterionWritten(record=zeroing, criterion=row, at=now, by=by))
    return row


def _both(criterion: ZeroingCriterion, revision: int | None) -> tuple[Zeroing, ZeroingCriterion]:
    """Lock the zeroing first, then its criterion."""
    zeroing = locked(Zeroing, criterion.zeroing_id)
    row = locked(ZeroingCriterion, criterion.pk, revision=revision)
    row.zeroing = zeroing
    return zeroing, row


def _written_note(row: ZeroingCriterion, before: str, words: str) -> str:
    """Return what history keeps: the new wording, and the accepted one it takes the place of."""
    if not row.is_accepted:
        return f"{row.label}：{words}"
    said = _("%(label)s, accepted before: %(before)s") % {"label": row.label, "before": before}
    return f"{row.label}：{words}\n{said}"


def _files_of(zeroing: Zeroing, row: ZeroingCriterion) -> list[str]:
    found = attachments.of(zeroing.kind(), zeroing.pk).filter(purpose=row.code)
    return list(found.values_list("sha256", flat=True))


def store(row: ZeroingCriterion) -> None:
    """Save a criterion as its next revision."""
    row.revision += 1
    row.save()


@transaction.atomic
def judge(
    criterion: ZeroingCriterion, *, is_accepted: bool, opinion: str = "", by: Staff, revision: int | None = None
) -> ZeroingCriterion:
    """Accept a criterion as it stands, or give it back with the reason; never one's own.

    Raises:
        OperationError: nothing waits for review, one wrote it oneself, files are missing, no reason is given.
    """
    zeroing, row = _both(criterion, revision)
    now = timezone.now()
    said = opinion.strip() if is_accepted else required(opinion, _("Write what is missing."), field="opinion")
    verdict = CriterionState.ACCEPTED if is_accepted else CriterionState.RETURNED
    permit(by, "quality.review_zeroing", zeroing)
    _refuse_unfit(zeroing, row, is_accepted=is_accepted, by=by)
    perform(zeroing, "judge", by=by, at=now, note="：".join(filter(None, [f"{row.label} {verdict.label}", said])))
    row.state, row.reviewer, row.opinion, row.reviewed_at = verdict, by, said, now
    row.reviewed_digest = row.digest
    store(row)
    settle(zeroing)
    publish(CriterionReviewed(record=zeroing, criterion=row, at=now, by=by))
    return row


def _refuse_unfit(zeroing: Zeroing, row: ZeroingCriterion, *, is_accepted: bool, by: Staff) -> None:
    if row.author_id == by.pk:
        raise OperationError(_("You wrote this yourself; somebody else reviews it."))
    if row.state not in {CriterionState.WRITTEN, CriterionState.ACCEPTED}:
        raise OperationError(_("Nothing waits for review here; it has to be written up first."))
    if is_accepted and row.needs_files and not _files_of(zeroing, row):
        raise OperationError(_("The clause wants files as evidence for this criterion; none is there yet."))


def settle(zeroing: Zeroing) -> None:
    """Bring the state to where the accepted criteria put it, forward one stage at a time or back at once."""
    known = [(row.proves, row.is_accepted) for row in zeroing.criteria.all()]
    target = reached(STAGES, known)
    here, there = STAGES.index(ZeroingState(zeroing.state)), STAGES.index(ZeroingState(target))
    if there < here:
        perform(zeroing, BACKWARD[ZeroingState(target)], by=SYSTEM)
    for stage in STAGES[here + 1 : there + 1]:
        perform(zeroing, FORWARD[stage], by=SYSTEM)
