"""The end of a zeroing: meeting, report, signatures; or dropped, taken up again, happened again (ZERO)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from bihuan.kernel.actors import SYSTEM, Actor
from bihuan.kernel.events import publish
from bihuan.kernel.moves import perform
from bihuan.kernel.records import OperationError, locked, required
from bihuan.organization.models import Staff
from bihuan.quality.models.zeroing import Zeroing, ZeroingMeeting
from bihuan.quality.operations.zeroing.criteria import settle, store
from bihuan.quality.states.zeroing import CriterionReviewed, CriterionState, MeetingVerdict, ZeroingState
from bihuan.signoff import operations as signoff


@dataclass(frozen=True, kw_only=True)
class Meeting:
    """What a review meeting decided; `returned` are the codes of criteria it gives back."""

    held_on: date
    chair: Staff
    members: str
    minutes: str
    verdict: str
    returned: Sequence[str] = ()


@transaction.atomic
def meet(zeroing: Zeroing, meeting: Meeting, *, by: Staff, revision: int | None = None) -> ZeroingMeeting:
    """Record a review meeting about the present wording; where it did not pass, criteria go back.

    Raises:
        EvidenceMissing: a criterion is not accepted yet.
        OperationError: members or minutes are missing, the day lies ahead, or nothing is given back on a failure.
    """
    zeroing = locked(Zeroing, zeroing.pk, revision=revision)
    is_passed = meeting.verdict == MeetingVerdict.PASSED
    if meeting.held_on > timezone.localdate():
        raise OperationError(_("This lies in the future."), field="held_on")
    if is_passed and meeting.returned:
        raise OperationError(_("A meeting that passed gives nothing back."), field="returned")
    if not is_passed and not meeting.returned:
        raise OperationError(_("Choose which criteria go back to be done again."), field="returned")
    now = timezone.now()
    row = ZeroingMeeting(
        zeroing=zeroing, held_on=meeting.held_on, chair=meeting.chair, verdict=MeetingVerdict(meeting.verdict),
        members=required(meeting.members, _("Write who was there."), field="members"),
        minutes=required(meeting.minutes, _("Write what was said."), field="minutes"), seal=zeroing.seal,
        recorded_by=by, recorded_at=now,
    )  # fmt: skip
    perform(zeroing, "meet", by=by, at=now, note=f"{row.held_on} {row.get_verdict_display()}：{row.minutes}")
    row.save()
    for criterion in zeroing.criteria.filter(code__in=meeting.returned):
        criterion.state, criterion.opinion = CriterionState.RETURNED, row.minutes
        store(criterion)
        publish(CriterionReviewed(record=zeroing, criterion=criterion, at=now, by=by))
    settle(zeroing)
    return row


@transaction.atomic
def submit(zeroing: Zeroing, *, note: str = "", by: Actor, revision: int | None = None) -> Zeroing:
    """Send the report round by the clause's route; where no clause has one, the problem is zeroed at once.

    Raises:
        EvidenceMissing: a criterion is not accepted, or no meeting has passed the present wording.
    """
    zeroing = locked(Zeroing, zeroing.pk, revision=revision)
    perform(zeroing, "submit", by=by, note=note.strip())
    if signoff.start(zeroing, zeroing.form, by=by) is None:
        _zero(zeroing, by=SYSTEM)
    return zeroing


def _zero(zeroing: Zeroing, *, by: Actor) -> None:
    now = timezone.now()
    perform(zeroing, "zero", by=by, at=now, changes={"zeroed_at": now})


def on_agreed(zeroing: Zeroing, event: Any) -> None:
    """Zero the problem when the last station has signed."""
    row = locked(Zeroing, zeroing.pk)
    if row.state == ZeroingState.SIGNING:
        _zero(row, by=SYSTEM)


def on_refused(zeroing: Zeroing, event: Any) -> None:
    """Give the report back to be mended; the station's words are in its history."""
    row = locked(Zeroing, zeroing.pk)
    if row.state == ZeroingState.SIGNING:
        perform(row, "turn_down", by=SYSTEM, note=str(event.circulation))


@transaction.atomic
def dismiss(zeroing: Zeroing, *, reason: str, by: Actor, revision: int | None = None) -> Zeroing:
    """Find that it is not a problem of quality, with the reason."""
    zeroing = locked(Zeroing, zeroing.pk, revision=revision)
    text = required(reason, _("Write the reason."), field="reason")
    perform(zeroing, "dismiss", by=by, note=text, changes={"reason": text})
    return zeroing


@transaction.atomic
def pass_on(zeroing: Zeroing, *, passed_to: str, reason: str, by: Actor, revision: int | None = None) -> Zeroing:
    """Pass it to the party whose it is: a supplier, the customer, another company."""
    zeroing = locked(Zeroing, zeroing.pk, revision=revision)
    whom = required(passed_to, _("Write to whom it is passed."), field="passed_to")
    text = required(reason, _("Write the reason."), field="reason")
    perform(zeroing, "pass_on", by=by, note=f"{whom}：{text}", changes={"passed_to": whom[:120], "reason": text})
    return zeroing


@transaction.atomic
def take_up(zeroing: Zeroing, *, note: str, by: Actor, revision: int | None = None) -> Zeroing:
    """Take up again what was dropped; what is accepted still stands."""
    zeroing = locked(Zeroing, zeroing.pk, revision=revision)
    text = required(note, _("Write the reason."))
    perform(zeroing, "take_up", by=by, note=text, changes={"reason": "", "passed_to": ""})
    settle(zeroing)
    return zeroing


@transaction.atomic
def recur(zeroing: Zeroing, *, note: str, by: Actor, revision: int | None = None) -> Zeroing:
    """It happened again though it was zeroed: every criterion is to be proved anew, with its old wording at hand."""
    zeroing = locked(Zeroing, zeroing.pk, revision=revision)
    text = required(note, _("Write what happened."))
    perform(zeroing, "recur", by=by, note=text, changes={"zeroed_at": None, "times": zeroing.times + 1})
    for row in zeroing.criteria.all():
        row.state, row.reviewed_digest = CriterionState.RETURNED, ""
        row.opinion = text
        store(row)
    return zeroing
