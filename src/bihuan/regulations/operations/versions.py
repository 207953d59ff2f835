"""A version's way from draft to withdrawal, and the joint review on it (REG-01)."""

from collections.abc import Callable
from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy
from django.utils.translation import gettext_lazy as _

from bihuan.kernel import history
from bihuan.kernel.actors import SYSTEM, Actor, permit
from bihuan.kernel.moves import perform
from bihuan.kernel.records import OperationError, locked
from bihuan.kernel.tasks import scheduled
from bihuan.regulations.models import RegulationVersion, ReviewOpinion, RulesStamp
from bihuan.regulations.operations.drafts import open_draft
from bihuan.regulations.operations.readiness import refuse_unpublished
from bihuan.regulations.queries.documents import due_versions
from bihuan.regulations.states import ReviewState, VersionState

Version = RegulationVersion


@transaction.atomic
def edit_version(
    version: Version, *, name: str, note: str, effective_on: date | None, by: Actor, revision: int | None = None
) -> bool:
    """Change a draft's name, reason and intended day. Raises OperationError when the name is taken."""
    draft = open_draft(version, by=by, revision=revision)
    if draft.regulation.versions.filter(version=name).exclude(pk=draft.pk).exists():
        raise OperationError(_("This version is there already."), field="version")
    number = f"{draft.regulation.key} {name}"
    return history.change(draft, by=by, version=name, number=number, note=note, effective_on=effective_on)


@transaction.atomic
def submit(version: Version, *, by: Actor, revision: int | None = None, note: str = "") -> Version:
    """Send a draft to joint review; he who sends it has checked it. Announces `regulation.submitted`."""
    row = locked(Version, version.pk, revision=revision)
    row.opinions.all().delete()
    changes = {
        "checked_by_id": by.pk if by.actor_kind == "staff" else None, "checked_name": _signed(by, row.checked_name),
        "review_state": ReviewState.NONE,
    }  # fmt: skip
    perform(row, "submit", by=by, note=note, changes=changes)
    return row


@transaction.atomic
def take_back(version: Version, *, by: Actor, revision: int | None = None, note: str = "") -> Version:
    """Make a draft again of a version that is not in force yet."""
    row = locked(Version, version.pk, revision=revision)
    perform(row, "take_back", by=by, note=note, changes={"review_state": ReviewState.NONE, "approved_at": None})
    return row


@transaction.atomic
def give_opinion(version: Version, *, agrees: bool, opinion: str, by: Actor) -> ReviewOpinion:
    """Write a department's word into the joint review; its last word counts.

    Raises:
        OperationError: the version is not in joint review, or a refusal has no reason.
    """
    permit(by, "regulations.review", version)
    row = locked(Version, version.pk)
    if row.state != VersionState.IN_REVIEW:
        raise OperationError(_("This version is not in joint review."))
    if not agrees and not opinion.strip():
        raise OperationError(_("Say what has to change."), field="opinion")
    given = ReviewOpinion.objects.create(
        version=row, reviewer_id=by.pk if by.actor_kind == "staff" else None, reviewer_name=by.display_name,
        agrees=agrees, opinion=opinion.strip(), at=timezone.now(),
    )  # fmt: skip
    history.append(row, "agree" if agrees else "object", by=by, note=opinion.strip())
    return given


@transaction.atomic
def begin_joint_review(version: Version, *, by: Actor = SYSTEM) -> None:
    """Note that the version circulates; it can't be approved before `finish_joint_review`."""
    row = locked(Version, version.pk)
    history.change(row, by=by, verb="circulate", review_state=ReviewState.RUNNING)


@transaction.atomic
def finish_joint_review(version: Version, *, agreed: bool, reviewers: str = "", by: Actor = SYSTEM) -> None:
    """Note how the circulation ended, and who signed it (names as printed)."""
    row = locked(Version, version.pk)
    outcome = ReviewState.AGREED if agreed else ReviewState.REFUSED
    history.change(row, by=by, verb="circulated", review_state=outcome, reviewed_name=reviewers or row.reviewed_name)


@transaction.atomic
def approve(
    version: Version, *, by: Actor, effective_on: date | None = None, revision: int | None = None, note: str = ""
) -> Version:
    """Approve a version after the departments have agreed; it is in force from that day on (QMGT, REG-01).

    Args:
        effective_on: a later day, if it is to wait; the day of approval when not given.

    Raises:
        EvidenceMissing: a department objects, or the circulation has not ended.
        OperationError: the day lies in the past, or a clause counts by a calendar nobody has published.
    """
    row = locked(Version, version.pk, revision=revision)
    refuse_unpublished(row, by=by)
    today = timezone.localdate()
    day: date = effective_on or row.effective_on or today
    if effective_on and effective_on < today:
        raise OperationError(_("The day lies in the past."), field="effective_on")
    from_day = max(day, today)
    names = "、".join(dict.fromkeys(row.opinions.filter(agrees=True).values_list("reviewer_name", flat=True)))
    changes = {
        "effective_on": from_day, "approved_name": _signed(by, row.approved_name), "approved_at": timezone.now(),
        "approved_by_id": by.pk if by.actor_kind == "staff" else None,
        "reviewed_name": names or row.reviewed_name,
    }  # fmt: skip
    perform(row, "approve", by=by, note=note, changes=changes)
    return put_in_force(row, by=by) if from_day <= today else row


@transaction.atomic
def put_in_force(version: Version, *, by: Actor, revision: int | None = None, note: str = "") -> Version:
    """Put an approved version in force and withdraw the one before it. New cases follow it, running ones don't."""
    row = locked(Version, version.pk, revision=revision)
    refuse_unpublished(row, by=by)
    for old in Version.objects.select_for_update().filter(regulation=row.regulation_id, state=VersionState.IN_FORCE):
        withdraw(old, by=by)
    now = timezone.now()
    day = min(row.effective_on or timezone.localdate(now), timezone.localdate(now))
    perform(row, "put_in_force", by=by, note=note, changes={"in_force_at": now, "effective_on": day})
    RulesStamp.renew()
    return row


@transaction.atomic
def withdraw(version: Version, *, by: Actor, revision: int | None = None, note: str = "") -> Version:
    """Take a version out of force; it stays readable."""
    row = locked(Version, version.pk, revision=revision)
    perform(row, "withdraw", by=by, note=note, changes={"withdrawn_at": timezone.now()})
    RulesStamp.renew()
    return row


def _signed(by: Actor, printed: str) -> str:
    """Return the name under the document: a person's own; what the pack prints when the system loads it."""
    return by.display_name if by.actor_kind == "staff" or not printed else printed


@scheduled(daily_at="00:01", label=gettext_lazy("Put approved regulations in force"))
def put_due_in_force() -> None:
    """Put approved versions in force on their day; one that was missed while the system stood still, at its start."""
    for version in due_versions(timezone.localdate()):
        put_in_force(version, by=SYSTEM)


MOVES: dict[str, Callable[..., Version]] = {
    "submit": submit, "take_back": take_back, "approve": approve, "put_in_force": put_in_force, "withdraw": withdraw,
}  # fmt: skip
