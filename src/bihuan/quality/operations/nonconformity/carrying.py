"""Dispositions are carried out piece by piece, concessions used until nothing remains (QUA-06, SUPQ 8)."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from bihuan.kernel.actors import SYSTEM, Actor
from bihuan.kernel.events import publish
from bihuan.kernel.moves import perform
from bihuan.kernel.records import OperationError, locked, required
from bihuan.quality.models import ConcessionUse, Disposition, Nonconformity
from bihuan.quality.operations.nonconformity import limits
from bihuan.quality.operations.nonconformity.disposing import both, store
from bihuan.quality.operations.nonconformity.following import follow_case, follow_holds, hold_exactly
from bihuan.quality.queries.nonconformity_rules import per_hour
from bihuan.quality.rules.dispositions import is_expired, labour_cost, plain
from bihuan.quality.states.dispositions import WORKED, DispositionKind, DispositionState
from bihuan.quality.states.nonconformity import ConcessionLapsed


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What became of some pieces: good, or bad again; how long the work took, what was seen."""

    accepted: Decimal
    rejected: Decimal = Decimal(0)
    minutes: int = 0
    note: str = ""


@transaction.atomic
def record_result(line: Disposition, outcome: Outcome, *, by: Actor, revision: int | None = None) -> Disposition:
    """Enter what became of some pieces of a disposition; rework is paid by the clause's rate.

    Raises:
        OperationError: it is not approved, a concession, more pieces than are open, nothing at all, rejected
            without words, or one inspects one's own rework.
    """
    one, row = both(line, revision)
    _check_result(row, outcome, by)
    now, note = timezone.now(), outcome.note.strip()
    row.accepted, row.rejected = row.accepted + outcome.accepted, row.rejected + outcome.rejected
    row.minutes += outcome.minutes
    row.cost = labour_cost(row.minutes, per_hour(one))
    row.result = "\n".join(filter(None, [row.result, note]))
    row.inspected_by_id = by.pk if by.actor_kind == "staff" else None
    words = _("accepted %(accepted)s, rejected %(rejected)s") % {
        "accepted": plain(outcome.accepted), "rejected": plain(outcome.rejected),
    }  # fmt: skip
    perform(one, "carry_out", by=by, at=now, note="：".join(filter(None, [f"{row} {words}", note])))
    _settle(row, by=by, at=now)
    follow_case(one, by=by)
    return row


def _check_result(row: Disposition, outcome: Outcome, by: Actor) -> None:
    _approved(row)
    if row.is_concession:
        raise OperationError(_("Under a concession its use is entered."))
    total = outcome.accepted + outcome.rejected
    if outcome.accepted < 0 or outcome.rejected < 0 or total == 0:
        raise OperationError(_("Enter how many pieces were accepted or rejected."), field="accepted")
    if total > row.undone:
        words = _("Of this disposition %(left)s are open; %(total)s are too many.")
        raise OperationError(words % {"left": plain(row.undone), "total": plain(total)}, field="accepted")
    if outcome.rejected:
        required(outcome.note, _("Write why they were rejected."))
    if row.kind_of in WORKED and by.actor_kind == "staff" and row.responsible_id == by.pk:
        raise OperationError(_("Somebody else than who did the work inspects it."))


def _approved(row: Disposition) -> None:
    if row.state == DispositionState.PROPOSED:
        raise OperationError(_("This disposition is not approved yet."))
    if row.state == DispositionState.DONE:
        raise OperationError(_("This disposition is carried out; nothing is open."))


def _settle(row: Disposition, *, by: Actor, at: datetime) -> None:
    if row.undone == 0:
        row.state, row.done_at = DispositionState.DONE, at
        limits.meet(row, by=by, at=at)
    store(row)


@transaction.atomic
def use_concession(
    line: Disposition, *, quantity: Decimal, used_for: str, used_on: date, by: Actor, revision: int | None = None
) -> ConcessionUse:
    """Book pieces used under a concession, until nothing remains or it expired.

    Raises:
        OperationError: it is no approved concession, it has expired, less than anything, or more than remains.
    """
    one, row = both(line, revision)
    _approved(row)
    if not row.is_concession:
        raise OperationError(_("This is no concession."))
    what = required(used_for, _("Write what they were used for."), field="used_for")[:120]
    if is_expired(row.expires_on, timezone.localdate()) or is_expired(row.expires_on, used_on):
        raise OperationError(_("The concession expired on %(day)s.") % {"day": row.expires_on}, field="used_on")
    if used_on > timezone.localdate():
        raise OperationError(_("This day is still to come."), field="used_on")
    if quantity <= 0:
        raise OperationError(_("The quantity must be above zero."), field="quantity")
    if quantity > row.undone:
        words = _("%(left)s remain under this concession; %(wanted)s are too many.")
        raise OperationError(words % {"left": plain(row.undone), "wanted": plain(quantity)}, field="quantity")
    now = timezone.now()
    perform(one, "use", by=by, at=now, note=f"{plain(quantity)} {what}")
    row.accepted += quantity
    _settle(row, by=by, at=now)
    follow_holds(one, by=SYSTEM)
    use: ConcessionUse = ConcessionUse.objects.create(
        disposition=row, quantity=quantity, used_for=what, used_on=used_on, booked_at=now,
        booked_by_id=by.pk if by.actor_kind == "staff" else None,
    )  # fmt: skip
    return use


def lapse_concessions(today: date | None = None) -> int:
    """End the concessions whose last day has passed: what remains wants another disposition.

    Returns:
        how many ended.
    """
    day = today or timezone.localdate()
    rows = Disposition.objects.filter(
        kind_of=DispositionKind.CONCESSION, state=DispositionState.APPROVED, expires_on__lt=day
    )
    return sum(_lapse(pk, day) for pk in rows.order_by("pk").values_list("pk", flat=True))


@transaction.atomic
def _lapse(pk: int, day: date) -> bool:
    one, row = both(Disposition.objects.get(pk=pk))
    if row.state != DispositionState.APPROVED or not is_expired(row.expires_on, day):
        return False
    now, words = timezone.now(), _("%(left)s left when it expired on %(day)s")
    said = words % {"left": plain(row.undone), "day": row.expires_on}
    row.rejected += row.undone
    row.result = "\n".join(filter(None, [row.result, said]))
    perform(one, "lapse", by=SYSTEM, at=now, note=f"{row}：{said}")
    _settle(row, by=SYSTEM, at=now)
    follow_holds(one, by=SYSTEM)
    publish(ConcessionLapsed(record=one, at=now, by=SYSTEM, line=row))
    return True


@transaction.atomic
def close(one: Nonconformity, *, note: str = "", by: Actor, revision: int | None = None) -> Nonconformity:
    """Close it when every piece found has its result; what is held is released.

    Raises:
        EvidenceMissing: pieces are open or were rejected again.
    """
    row = locked(Nonconformity, one.pk, revision=revision)
    perform(row, "close", by=by, note=note.strip(), changes={"closed_at": timezone.now()})
    hold_exactly(row, (), by=by)
    return row
