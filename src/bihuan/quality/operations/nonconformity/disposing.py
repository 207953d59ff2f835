"""Dispositions are proposed so that they add up, go round for review, and are approved or given back (QUA-06)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from bihuan.kernel.actors import SYSTEM, Actor
from bihuan.kernel.moves import check, perform
from bihuan.kernel.records import OperationError, locked, required
from bihuan.organization.models import Staff
from bihuan.products.models import Batch, Lot
from bihuan.quality.models import Disposition, Nonconformity
from bihuan.quality.operations.nonconformity import limits
from bihuan.quality.operations.nonconformity.following import follow_case, follow_holds
from bihuan.quality.queries.nonconformity_rules import latest_day
from bihuan.quality.rules.dispositions import is_expired, left_over, plain
from bihuan.quality.states.dispositions import DispositionKind, DispositionState
from bihuan.quality.states.nonconformity import NonconformityState
from bihuan.signoff import operations as signoff

FORM = "nonconformity"


@dataclass(frozen=True, kw_only=True)
class Proposal:
    """A disposition as it is proposed; the fields are those of `Disposition`."""

    kind: str
    quantity: Decimal
    responsible: Staff
    due_on: date
    instruction: str = ""
    condition: str = ""
    expires_on: date | None = None
    batches: Sequence[Batch] = ()
    lots: Sequence[Lot] = ()

    def values(self) -> dict[str, Any]:
        """Return the plain fields; condition and last day are a concession's alone."""
        is_concession = self.kind == DispositionKind.CONCESSION
        return {
            "kind_of": DispositionKind(self.kind), "quantity": self.quantity, "responsible": self.responsible,
            "due_on": self.due_on, "instruction": self.instruction.strip(),
            "condition": self.condition.strip() if is_concession else "",
            "expires_on": self.expires_on if is_concession else None,
        }  # fmt: skip


def both(line: Disposition, revision: int | None = None) -> tuple[Nonconformity, Disposition]:
    """Return nonconformity and disposition locked, always in this order; `revision` is the disposition's."""
    one = locked(Nonconformity, line.nonconformity_id)
    row = locked(Disposition, line.pk, revision=revision)
    row.nonconformity = one
    return one, row


@transaction.atomic
def propose(one: Nonconformity, proposal: Proposal, *, by: Actor, revision: int | None = None) -> Disposition:
    """Add a disposition for some of the pieces.

    Raises:
        OperationError: more pieces than are left, a day out of bounds, a concession without condition or last day,
            a batch or lot that the nonconformity is not about.
    """
    one = locked(Nonconformity, one.pk, revision=revision)
    check(one, "propose", by=by)
    _check(one, proposal, left_over(one.quantity, one.lines()))
    line = Disposition(nonconformity=one, **proposal.values())
    perform(one, "propose", by=by, note=f"{line} {proposal.responsible}")
    line.save()
    line.batches.set(proposal.batches)
    line.lots.set(proposal.lots)
    follow_case(one, by=by)
    return line


@transaction.atomic
def change(line: Disposition, proposal: Proposal, *, by: Actor, revision: int | None = None) -> Disposition:
    """Change a disposition that is not approved yet; refusals as for `propose`."""
    one, row = both(line, revision)
    check(one, "propose", by=by)
    _proposed(row)
    others = [each.line for each in one.dispositions.all() if each.pk != row.pk]
    _check(one, proposal, left_over(one.quantity, others))
    before = str(row)
    for name, value in proposal.values().items():
        setattr(row, name, value)
    perform(one, "propose", by=by, note=f"{before} → {row} {proposal.responsible}")
    store(row)
    row.batches.set(proposal.batches)
    row.lots.set(proposal.lots)
    follow_case(one, by=by)
    return row


@transaction.atomic
def take_out(line: Disposition, *, by: Actor, revision: int | None = None) -> Nonconformity:
    """Take out a disposition that is not approved yet."""
    one, row = both(line, revision)
    _proposed(row)
    perform(one, "propose", by=by, note=_("taken out: %(line)s") % {"line": row})
    row.delete()
    follow_case(one, by=by)
    return one


def _proposed(row: Disposition) -> None:
    if row.state != DispositionState.PROPOSED:
        raise OperationError(_("This disposition is approved; it can't be changed any more."))


def store(row: Disposition) -> None:
    """Save a disposition as its next revision."""
    row.revision += 1
    row.save()


def _check(one: Nonconformity, proposal: Proposal, left: Decimal) -> None:
    if proposal.kind not in DispositionKind.values:
        raise OperationError(_("Choose a disposition."), field="kind")
    if proposal.quantity <= 0:
        raise OperationError(_("The quantity must be above zero."), field="quantity")
    if proposal.quantity > left:
        words = _("%(found)s were found, %(left)s of them still want a disposition; %(wanted)s are too many.")
        facts = {"found": plain(one.quantity), "left": plain(left), "wanted": plain(proposal.quantity)}
        raise OperationError(words % facts, field="quantity")
    _check_days(one, proposal)
    if proposal.kind == DispositionKind.CONCESSION:
        required(proposal.condition, _("Write under which condition."), field="condition")
    if proposal.kind == DispositionKind.REGRADE:
        required(proposal.instruction, _("Write to which grade."), field="instruction")
    for name in ("batches", "lots"):
        known = set(getattr(one, name).values_list("pk", flat=True))
        if any(thing.pk not in known for thing in getattr(proposal, name)):
            raise OperationError(_("The nonconformity is not about this batch or lot."), field=name)


def _check_days(one: Nonconformity, proposal: Proposal) -> None:
    today = timezone.localdate()
    if proposal.due_on < today:
        raise OperationError(_("This day has passed."), field="due_on")
    if proposal.kind == DispositionKind.CONCESSION:
        if proposal.expires_on is None:
            raise OperationError(_("Write until which day it may be used."), field="expires_on")
        if is_expired(proposal.expires_on, today):
            raise OperationError(_("This day has passed."), field="expires_on")
        return
    latest = latest_day(one)
    if latest and proposal.due_on > latest:
        raise OperationError(_("By the clause at the latest on %(day)s.") % {"day": latest}, field="due_on")


@transaction.atomic
def send_round(
    one: Nonconformity, *, note: str = "", by: Actor, revision: int | None = None
) -> Nonconformity:  # fmt: skip
    """Send the dispositions round by the clause's route; where no clause has one, they are approved at once.

    Raises:
        EvidenceMissing: they don't add up to what was found, or a concession lacks its terms.
    """
    one = locked(Nonconformity, one.pk, revision=revision)
    perform(one, "send_round", by=by, note=note.strip())
    if signoff.start(one, FORM, by=by) is None:
        _approve(one)
    return one


def _approve(one: Nonconformity) -> None:
    now = timezone.now()
    perform(one, "agree", by=SYSTEM, at=now, changes={"decided_at": now})
    for line in one.dispositions.filter(state=DispositionState.PROPOSED):
        line.nonconformity, line.state = one, DispositionState.APPROVED
        store(line)
        limits.start(line, by=SYSTEM, at=now)
    follow_holds(one, by=SYSTEM)


def on_agreed(one: Nonconformity, event: Any) -> None:
    """Approve the dispositions when the last reviewer has signed."""
    row = locked(Nonconformity, one.pk)
    if row.state == NonconformityState.REVIEWING:
        _approve(row)


def on_refused(one: Nonconformity, event: Any) -> None:
    """Give the dispositions back to be mended; the reviewer's words are in the history."""
    row = locked(Nonconformity, one.pk)
    if row.state == NonconformityState.REVIEWING:
        perform(row, "turn_down", by=SYSTEM, note=str(event.circulation))


@transaction.atomic
def dispose_again(one: Nonconformity, *, note: str, by: Actor, revision: int | None = None) -> Nonconformity:
    """Open it again for pieces that were rejected, or left of a concession that lapsed; results stay."""
    row = locked(Nonconformity, one.pk, revision=revision)
    perform(row, "dispose_again", by=by, note=required(note, _("Write the reason.")))
    return row
