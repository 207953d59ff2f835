"""Review meeting, the day on the line, and what becomes of the lot (SUPQ 3.5, 5.4, 7, 8)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from bihuan.kernel.actors import SYSTEM, Actor, permit
from bihuan.kernel.moves import MoveForbidden, perform
from bihuan.kernel.records import OperationError, locked, required
from bihuan.organization.models import Staff
from bihuan.quality.models import AbnormalityLine, AbnormalityMeeting, MeetingSeat, SupplierAbnormality
from bihuan.quality.queries import abnormality_rules as clauses
from bihuan.quality.rules.abnormalities import left_over
from bihuan.quality.states.abnormalities import AbnormalityState
from bihuan.quality.states.dispositions import DispositionKind
from bihuan.signoff import operations as signoff


@dataclass(frozen=True, kw_only=True)
class Review:
    """A review meeting.

    Attributes:
        seats: for each post that the clause wants there, by its code: who came, or why nobody did.
    """

    held_on: date
    chair: Staff
    conclusion: str
    seats: Mapping[str, Staff | str]
    others: str = ""


@transaction.atomic
def set_line(
    one: SupplierAbnormality, *, line_on: date, note: str = "", by: Actor, revision: int | None = None
) -> SupplierAbnormality:
    """Say, as planning, when the material is wanted on the line (SUPQ 3.5)."""
    row: SupplierAbnormality = locked(SupplierAbnormality, one.pk, revision=revision)
    if line_on < timezone.localdate():
        raise OperationError(_("This day has passed."), field="line_on")
    said = note.strip()[:200]
    perform(row, "set_line", by=by, note=said, changes={"line_on": line_on, "line_note": said})
    return row


@transaction.atomic
def meet(one: SupplierAbnormality, review: Review, *, by: Any, revision: int | None = None) -> SupplierAbnormality:
    """Record the review meeting with who attended and its conclusion (SUPQ 5.4).

    Raises:
        OperationError: the day lies ahead, no conclusion, or a post has neither somebody nor a reason.
    """
    row: SupplierAbnormality = locked(SupplierAbnormality, one.pk, revision=revision)
    permit(by, "quality.run_abnormality", row)
    if review.held_on > timezone.localdate():
        raise OperationError(_("This lies in the future."), field="held_on")
    words, now = required(review.conclusion, _("Write the conclusion."), field="conclusion"), timezone.now()
    wanted = [(code, label, review.seats.get(code, "")) for code, label in clauses.items(clauses.SEATS)]
    for code, label, seat in wanted:
        if isinstance(seat, str) and not seat.strip():
            message = _("%(post)s: choose who came, or write why nobody did.") % {"post": label}
            raise OperationError(message, field=f"seat_{code}")
    meeting = AbnormalityMeeting.objects.create(
        abnormality=row, held_on=review.held_on, chair=review.chair, others=review.others.strip()[:200],
        conclusion=words, recorded_by=by, recorded_at=now,
    )  # fmt: skip
    MeetingSeat.objects.bulk_create(_seat(meeting, *one_seat) for one_seat in wanted)
    perform(row, "meet", by=by, at=now, note=f"{review.held_on}：{words}")
    return row


def _seat(meeting: AbnormalityMeeting, code: str, label: str, seat: Staff | str) -> MeetingSeat:
    if isinstance(seat, str):
        return MeetingSeat(meeting=meeting, code=code, label=label, absence=seat.strip()[:120])
    return MeetingSeat(meeting=meeting, code=code, label=label, staff=seat)


@transaction.atomic
def dispose(
    one: SupplierAbnormality, lines: Sequence[tuple[str, Decimal]], *, decision: str, by: Actor,
    revision: int | None = None,
) -> SupplierAbnormality:  # fmt: skip
    """Decide what becomes of the lot; a concession takes effect when the clause's route has approved it.

    Args:
        lines: way and quantity of each part, the way as `abnormality_rules.ways` has it.

    Raises:
        OperationError: quantities that don't add up, a way twice or unknown, no grounds.
        EvidenceMissing: planning has not said when it is wanted on the line.
    """
    row: SupplierAbnormality = locked(SupplierAbnormality, one.pk, revision=revision)
    permit(by, "quality.run_abnormality", row)
    if row.state != AbnormalityState.REVIEWED:
        raise MoveForbidden(row, row.moves.get("dispose"))
    words = required(decision, _("Write the grounds."), field="decision")
    _add_up(row, lines)
    known = {way.key: way for way in clauses.ways()}
    row.lines.all().delete()
    AbnormalityLine.objects.bulk_create(
        AbnormalityLine(
            abnormality=row, way=known[key].way, kind=key, label=known[key].label, quantity=quantity
        )
        for key, quantity in lines
    )  # fmt: skip
    said = "；".join([*(str(line) for line in row.lines.all()), words])
    if any(known[key].way == DispositionKind.CONCESSION for key, _quantity in lines):
        perform(row, "ask_concession", by=by, note=said, changes={"decision": words})
        if signoff.start(row, clauses.CONCESSION, by=by) is None:
            perform(row, "agree", by=SYSTEM)
    else:
        perform(row, "dispose", by=by, note=said, changes={"decision": words})
    return row


def _add_up(row: SupplierAbnormality, lines: Sequence[tuple[str, Decimal]]) -> None:
    known = {way.key for way in clauses.ways()}
    if not lines:
        raise OperationError(_("Enter a quantity for one disposition at least."))
    for key, quantity in lines:
        if key not in known or quantity <= 0:
            raise OperationError(_("No clause in force knows this disposition, or its quantity is not above zero."))
    if len({key for key, _quantity in lines}) < len(lines):
        raise OperationError(_("Each disposition stands once."))
    if left := left_over(row.affected, [quantity for _key, quantity in lines]):
        words = _("%(left)s have no disposition yet.") if left > 0 else _("%(left)s are disposed of twice.")
        raise OperationError(words % {"left": f"{abs(left).normalize():f}"})


def on_agreed(one: SupplierAbnormality, event: Any) -> None:
    """Let the dispositions take effect when the last station has signed."""
    row: SupplierAbnormality = locked(SupplierAbnormality, one.pk)
    if row.state == AbnormalityState.APPROVING:
        perform(row, "agree", by=SYSTEM)


def on_refused(one: SupplierAbnormality, event: Any) -> None:
    """Have it decided otherwise; the station's words are in the form's history."""
    row: SupplierAbnormality = locked(SupplierAbnormality, one.pk)
    if row.state == AbnormalityState.APPROVING:
        perform(row, "turn_down", by=SYSTEM, note=str(event.circulation))
