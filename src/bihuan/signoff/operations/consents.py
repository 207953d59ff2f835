"""A step out of order in the customer's interest: asked for, consented to on record, taken once (CTRL 4.7, REG-06)."""

from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from bihuan.kernel import history
from bihuan.kernel.actors import Actor, permit
from bihuan.kernel.events import publish
from bihuan.kernel.numbering import next_number
from bihuan.kernel.records import OperationError, Record, locked, model_of, required
from bihuan.organization.models import Staff
from bihuan.organization.states import Post
from bihuan.regulations.queries.authority import authority, posts_for
from bihuan.signoff.models import OutOfOrder
from bihuan.signoff.states import ConsentAsked, ConsentDecided, ConsentState

ACT = "out_of_order"
NAMELESS = (Post.GENERAL_MANAGER,)  # whose it is where no clause says otherwise


@transaction.atomic
def ask_consent(record: Any, *, move: str, reason: str, by: Staff) -> OutOfOrder:
    """Ask to take one step of a record out of order, as the record stands now.

    Raises:
        PermissionDenied: the step is not this person's to take at all.
        OperationError: no reason, the step may not be taken out of order from here, or it is asked for already.
    """
    record = locked(type(record), record.pk)
    step = next((one for one in record.moves.moves if one.name == move), None)
    if step is None or record.state not in step.by_consent:
        raise OperationError(_("This step can't be taken out of order."), field="move")
    permit(by, step.policy, record)
    text = required(reason, _("Write why it is in the customer's interest."), field="reason")
    open_ones = OutOfOrder.objects.of(record).filter(move=move, subject_revision=record.revision)
    if open_ones.filter(state__in=[ConsentState.ASKED, ConsentState.GIVEN]).exists():
        raise OperationError(_("This has been asked for already."), field="move")
    now, clause = timezone.now(), authority(ACT, record.facts())
    consent = OutOfOrder.objects.create(
        number=next_number("OO", at=now), subject_kind=record.kind(), subject_id=record.pk, move=move, reason=text,
        subject_number=record.number, subject_revision=record.revision, asked_by=by, asked_at=now,
        clause_id=clause.clause_id if clause else None,
    )  # fmt: skip
    history.append(consent, "register", by=by, at=now, is_first=True)
    history.append(record, "consent_asked", by=by, at=now, note=f"{consent.number} {step.label}: {text}")
    publish(ConsentAsked(record=consent, at=now, by=by))
    return consent


def deciders(consent: OutOfOrder) -> list[str]:
    """Return the posts that may consent: the clause's, the general manager without one."""
    return posts_for(authority(ACT, subject_of(consent).facts()), NAMELESS)


def subject_of(consent: OutOfOrder) -> Record:
    """Return the record a consent is about."""
    record = model_of(consent.subject_kind)._default_manager.get(pk=consent.subject_id)
    assert isinstance(record, Record)
    return record


@transaction.atomic
def decide_consent(
    consent: OutOfOrder, *, is_agreed: bool, opinion: str = "", by: Actor, revision: int | None = None
) -> OutOfOrder:
    """Consent to a step out of order, or not; a deputy decides for who is away.

    Raises:
        PermissionDenied: the clause names other posts.
        OperationError: it was decided already, the record has moved on, or a refusal says nothing.
    """
    record: Any = locked(type(subject_of(consent)), consent.subject_id)
    consent = locked(OutOfOrder, consent.pk, revision=revision)
    permit(by, "signoff.consent", consent)
    if consent.state != ConsentState.ASKED:
        raise OperationError(_("This has been decided already."))
    if record.revision != consent.subject_revision:
        raise OperationError(_("The record has moved on since; this step must be asked for anew."))
    if not is_agreed and not opinion.strip():
        raise OperationError(_("Please write your opinion."), field="opinion")
    now = timezone.now()
    state = ConsentState.GIVEN if is_agreed else ConsentState.REFUSED
    history.change(
        consent, by=by, verb="decide", state=state, opinion=opinion.strip(), decided_by=by, decided_at=now
    )  # fmt: skip
    verb = "consent_given" if is_agreed else "consent_refused"
    history.append(record, verb, by=by, at=now, note=" ".join(filter(None, [consent.number, opinion.strip()])))
    publish(ConsentDecided(record=consent, at=now, by=by))
    return consent


def find(record: Any, move: str) -> OutOfOrder | None:
    """Return the consent that lets this move of the record start as it stands, if it was not used."""
    rows = OutOfOrder.objects.of(record).select_related("decided_by")
    found: OutOfOrder | None = rows.filter(
        move=move, subject_revision=record.revision, state=ConsentState.GIVEN
    ).first()  # fmt: skip
    return found


def use(consent: OutOfOrder, *, by: Actor) -> None:
    """Use a consent up: the step was taken."""
    consent = locked(OutOfOrder, consent.pk)
    history.change(consent, by=by, verb="take_step", state=ConsentState.USED, used_at=timezone.now())
