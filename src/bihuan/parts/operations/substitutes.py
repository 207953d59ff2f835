"""Substitutes: proposed, approved by whoever the clause names, and the only ones that may be used (PRT-02)."""

from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from bihuan.kernel import history
from bihuan.kernel.actors import Actor, permit
from bihuan.kernel.records import OperationError, locked, required
from bihuan.parts.models import Part, Substitute
from bihuan.signoff import operations as signoff

FORM = "part_substitute"


@transaction.atomic
def propose_substitute(
    part: Part, substitute: Part, *, reason: str, valid_from: date, by: Actor, valid_until: date | None = None
) -> Substitute:
    """Propose that a part may stand in for another; where a clause names who approves, the form circulates.

    Raises:
        OperationError: a part can't replace itself, no reason, it ends before it begins, or is proposed already.
    """
    permit(by, "parts.propose_substitute", part)
    words = required(reason, _("Write why it is as good as the original."), field="reason")
    if part.pk == substitute.pk:
        raise OperationError(_("Choose another part than the original."), field="substitute")
    if valid_until and valid_until < valid_from:
        raise OperationError(_("It ends before it begins."), field="valid_until")
    locked(Part, part.pk)
    if part.substitutes.filter(substitute=substitute, refused_at=None, ended_at=None).exists():
        raise OperationError(_("This substitute is on the list already."), field="substitute")
    row = Substitute.objects.create(
        part=part, substitute=substitute, reason=words, valid_from=valid_from, valid_until=valid_until,
        proposed_by_id=by.pk if by.actor_kind == "staff" else None,
    )  # fmt: skip
    history.append(row, "register", by=by, note=words, is_first=True)
    history.append(part, "propose_substitute", by=by, note=f"{substitute}：{words}")
    signoff.start(row, FORM, by=by)
    return row


@transaction.atomic
def approve_substitute(substitute: Substitute, *, by: Actor) -> Substitute:
    """Approve a substitute where no clause sends the form round (ELEC 3.3).

    Raises:
        OperationError: the form is still on its way, it was decided already, or one would approve one's own.
    """
    permit(by, "parts.approve_substitute", substitute)
    signoff.may_decide_directly(substitute, asked_by=substitute.proposed_by_id, by=by)
    return _decide(substitute, by, is_approved=True)


@transaction.atomic
def refuse_substitute(substitute: Substitute, *, note: str, by: Actor) -> Substitute:
    """Refuse a proposed substitute.

    Raises:
        OperationError: no reason, or it was decided already.
    """
    permit(by, "parts.approve_substitute", substitute)
    words = required(note, _("Write why not."))
    signoff.may_decide_directly(substitute, asked_by=None, by=by)
    return _decide(substitute, by, is_approved=False, note=words)


@transaction.atomic
def end_substitute(substitute: Substitute, *, note: str, by: Actor) -> Substitute:
    """End an approved substitute from today.

    Raises:
        OperationError: no reason.
    """
    permit(by, "parts.approve_substitute", substitute)
    row = locked(Substitute, substitute.pk)
    words = required(note, _("Write why it ends."))
    history.change(row, by=by, verb="end_substitute", note=words, ended_at=timezone.now())
    history.append(row.part, "end_substitute", by=by, note=f"{row.substitute}：{words}")
    return row


def on_agreed(substitute: Substitute, event: Any) -> None:
    """Approve what the last station of the circulated form agreed to."""
    _decide(substitute, event.by, is_approved=True)


def on_refused(substitute: Substitute, event: Any) -> None:
    """Refuse what a station of the circulated form refused."""
    _decide(substitute, event.by, is_approved=False, note=str(event.circulation))


def _decide(substitute: Substitute, by: Actor, *, is_approved: bool, note: str = "") -> Substitute:
    row = locked(Substitute, substitute.pk)
    if row.approved_at or row.refused_at:
        raise OperationError(_("This was decided already."))
    now, who = timezone.now(), by.pk if by.actor_kind == "staff" else None
    verb = "approve_substitute" if is_approved else "refuse_substitute"
    row.approved_by_id = who if is_approved else None
    row.save(update_fields=["approved_by"])
    decided: dict[str, Any] = {"approved_at" if is_approved else "refused_at": now}
    history.change(row, by=by, verb=verb, note=note, **decided)
    history.append(row.part, verb, by=by, note=str(row.substitute))
    return row
