"""Compensation (FULL 2.6, PHONE, CMP-14): proposed, approved by whom the limit names, handed over against a receipt."""

from datetime import date
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from bihuan.complaints.models import Compensation, Complaint
from bihuan.complaints.operations.beside import locked_beside, tell_complaint
from bihuan.complaints.states import OPEN_COMPLAINTS, ComplaintState
from bihuan.complaints.states.compensations import (
    OPEN_COMPENSATIONS,
    CompensationForm,
    CompensationProposed,
    CompensationState,
)
from bihuan.kernel import history
from bihuan.kernel.actors import SYSTEM, Actor, permit
from bihuan.kernel.events import Event
from bihuan.kernel.moves import begin, check, perform
from bihuan.kernel.numbering import next_number
from bihuan.kernel.records import OperationError, locked, required
from bihuan.organization.models import Staff
from bihuan.signoff import operations as signoff
from bihuan.signoff.operations.outcomes import when_ended
from bihuan.signoff.states import CirculationEvent

FORM, SERIES = "compensation", "CC"


@transaction.atomic
def propose_compensation(
    complaint: Complaint, *, amount: Decimal, ground: str, form: str = CompensationForm.MONEY, details: str = "",
    by: Actor, revision: int | None = None,
) -> Compensation:  # fmt: skip
    """Propose a compensation; it goes to whom the limits name for all that this complaint has been given.

    Args:
        amount: in yuan; what it is worth where it isn't money.

    Raises:
        Stale: somebody else changed the complaint first.
        OperationError: the complaint is over or not justified, another proposal is being decided, no ground.
    """
    complaint = locked(Complaint, complaint.pk, revision=revision)
    permit(by, "complaints.propose_compensation", complaint)
    if complaint.state not in OPEN_COMPLAINTS or complaint.state == ComplaintState.UNJUSTIFIED:
        raise OperationError(_("Nothing is compensated on a complaint that is over or not justified."))
    if complaint.compensations.filter(state=CompensationState.PROPOSED).exists():
        raise OperationError(_("A compensation of this complaint is being decided already."))
    if amount <= 0:
        raise OperationError(_("An amount above nothing."), field="amount")
    now = timezone.now()
    row = Compensation(
        number=next_number(SERIES, at=now), state=CompensationState.PROPOSED, complaint=complaint, form=form,
        amount=amount, counted=complaint.compensations.worth() + amount, details=details.strip(), proposed_at=now,
        ground=required(ground, _("Write the ground."), field="ground"),
        proposed_by=by if isinstance(by, Staff) else None,
    )  # fmt: skip
    history.append(complaint, "compensation_proposed", by=by, at=now, note=f"{row.number} {row.title}：{row.ground}")
    begin(row, by=by, event=CompensationProposed, at=now, note=row.ground)
    signoff.start(row, FORM, by=by)
    return row


@transaction.atomic
def approve(row: Compensation, *, note: str = "", by: Actor, revision: int | None = None) -> Compensation:
    """Approve where no clause sends the form round.

    Raises:
        OperationError: the form is on its way, or it is one's own proposal.
    """
    return _settle(_decidable(row, "approve", by, revision), "approve", note.strip(), by)


@transaction.atomic
def refuse(row: Compensation, *, note: str, by: Actor, revision: int | None = None) -> Compensation:
    """Refuse where no clause sends the form round."""
    text = required(note, _("Write why not."))
    return _settle(_decidable(row, "refuse", by, revision), "refuse", text, by)


def agreed(row: Compensation, event: CirculationEvent) -> None:
    """Carry out what the last station agreed to."""
    found = locked_beside(row)
    if found.state == CompensationState.PROPOSED:
        _settle(found, "approve", _last_words(event), SYSTEM)


def refused(row: Compensation, event: CirculationEvent) -> None:
    """Carry out a refusal; who proposed it hears why."""
    found = locked_beside(row)
    if found.state == CompensationState.PROPOSED:
        _settle(found, "refuse", _last_words(event), SYSTEM)


def _last_words(event: CirculationEvent) -> str:
    signed = event.circulation.stations.exclude(signed_at=None).order_by("-signed_at", "-pk").first()
    return f"{signed.signed_by} {signed.opinion}".strip() if signed else str(event.circulation)


def _decidable(row: Compensation, move: str, by: Actor, revision: int | None) -> Compensation:
    found = locked_beside(row, revision)
    check(found, move, by=by)
    signoff.may_decide_directly(found, asked_by=found.proposed_by_id, by=by)
    return found


def _settle(row: Compensation, move: str, words: str, by: Actor) -> Compensation:
    perform(row, move, by=by, note=words, changes={"decided_at": timezone.now(), "decision": words})
    tell_complaint(row, f"compensation_{row.state}", row.title, words, by=by)
    return row


@transaction.atomic
def pay(
    row: Compensation, *, proof: str, payee: str = "", paid_on: date | None = None, by: Actor,
    revision: int | None = None,
) -> Compensation:  # fmt: skip
    """Record that the customer has it: when, who took it, against what receipt.

    Raises:
        OperationError: no receipt, or a day before the approval or to come.
    """
    row = locked_beside(row, revision)
    day = paid_on or timezone.localdate()
    if row.decided_at and not timezone.localdate(row.decided_at) <= day <= timezone.localdate():
        raise OperationError(_("Not before the approval, and not in the future."), field="paid_on")
    changes: dict[str, Any] = {
        "proof": required(proof, _("Give the number of the receipt."), field="proof"), "paid_on": day,
        "payee": payee.strip() or row.complaint.contact_name, "paid_by": by if isinstance(by, Staff) else None,
    }  # fmt: skip
    perform(row, "pay", by=by, note=changes["proof"], changes=changes)
    tell_complaint(row, "compensation_paid", row.title, changes["proof"], by=by)
    return row


@transaction.atomic
def take_back(row: Compensation, *, note: str, by: Actor, revision: int | None = None) -> Compensation:
    """Take a proposal back, or what was approved and the customer doesn't want any more."""
    row = locked_beside(row, revision)
    text = required(note, _("Write the reason."))
    perform(row, "take_back", by=by, note=text)
    tell_complaint(row, "compensation_cancelled", row.title, text, by=by)
    return row


def drop_open(event: Event) -> None:
    """Take back what the customer has not yet got of a complaint that is withdrawn or not justified."""
    for row in Compensation.objects.filter(complaint=event.record.pk, state__in=OPEN_COMPENSATIONS):
        take_back(row, note=event.record.state_label, by=SYSTEM)


def subscribe() -> None:
    """Hear how the form ends."""
    when_ended(FORM, Compensation, agreed=agreed, refused=refused)
