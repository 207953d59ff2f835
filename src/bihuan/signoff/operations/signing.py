"""What one does at a station: sign, send back, pass on, take over."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from bihuan.kernel import events
from bihuan.kernel.actors import Actor, permit
from bihuan.kernel.attachments import Attachment
from bihuan.kernel.records import OperationError
from bihuan.organization.models import Staff
from bihuan.signoff.models import Circulation, Station
from bihuan.signoff.operations import passage
from bihuan.signoff.operations.beginning import finish
from bihuan.signoff.operations.filling import Values, fill, in_words
from bihuan.signoff.policies import signs_for
from bihuan.signoff.states import (
    CirculationRefused,
    CirculationReturned,
    CirculationState,
    Proof,
    StationState,
    Verdict,
)


@transaction.atomic
def sign(
    station: Station,
    *,
    by: Actor,
    opinion: str = "",
    verdict: str = Verdict.AGREE,
    signature: Attachment | None = None,
    proof: str = "",
    filled: Values | None = None,
    revision: int | None = None,
) -> Station:
    """Sign a station: agree and the form goes on, refuse and it ends.

    A deputy signs for the one who is away; both names are kept.

    Args:
        opinion: wanted where the route says so, and always with a refusal.
        signature: the drawn signature, a file on the form.
        proof: how the signature was given; from the attachment, or that the person is signed in.
        filled: what the station writes into the record where its clause says so; it is its opinion too where
            it says nothing else.

    Raises:
        PermissionDenied: the station is not this person's.
        NotOpen: it has been signed meanwhile, or the form has ended.
        OperationError: the opinion is missing.
    """
    permit(by, "signoff.sign", station)
    circulation, station = passage.taken(station, revision=revision)
    now, given = timezone.now(), filled or {} if verdict == Verdict.AGREE else {}
    opinion = opinion.strip() or in_words(station, given)
    if not opinion and (station.opinion_required or verdict == Verdict.REFUSE):
        raise OperationError(_("Please write your opinion."), field="opinion")
    _write(station, by, opinion, verdict, now)
    station.signature, station.proof = signature, proof or (Proof.DRAWN if signature else Proof.LOGIN)
    station.save()
    passage.stop_time(circulation, station, by=by, at=now, is_met=True)
    said = {"station": station.pk, "verdict": verdict, "proof": station.proof, "for": station.signed_for_id}
    passage.note(circulation, "signed", by=by, at=now, words=_words(station), **said)
    passage.touch(circulation)
    if given:
        fill(station, passage.subject_of(circulation), given, by=by)
    if verdict == Verdict.REFUSE:
        _refuse(circulation, by, now)
    elif not passage.move_on(circulation, by=by, at=now):
        finish(circulation, by=by, at=now)
    return station


def _write(station: Station, by: Actor, opinion: str, verdict: str, now: datetime) -> None:
    principal = signs_for(by, station)
    station.state, station.verdict, station.opinion = StationState.SIGNED, verdict, opinion
    station.signed_at = now
    station.signed_by_id = by.pk if by.actor_kind == "staff" else None
    station.signed_for = principal if principal is not None and principal.pk != by.pk else None


def _words(station: Station) -> str:
    verdict = Verdict(station.verdict).label if station.verdict == Verdict.REFUSE else ""
    for_whom = _("for %(name)s") % {"name": station.signed_for.name} if station.signed_for else ""
    head = "，".join(str(part) for part in (station.name, for_whom, verdict) if part)
    return f"{head}：{station.opinion}" if station.opinion else head


def _refuse(circulation: Circulation, by: Actor, now: datetime) -> None:
    passage.end(circulation, CirculationState.REFUSED, by=by, at=now)
    record = passage.subject_of(circulation)
    events.publish(CirculationRefused(record=record, at=now, by=by, circulation=circulation))


@transaction.atomic
def return_to(station: Station, *, to: Station, by: Actor, reason: str, revision: int | None = None) -> None:
    """Send a form back to an earlier station; that one and all after it sign again.

    What had been signed stays in the history.

    Raises:
        PermissionDenied: the station is not this person's.
        NotOpen: the form is not here.
        OperationError: no reason, or not an earlier station of this form.
    """
    permit(by, "signoff.sign", station)
    circulation, station = passage.taken(station, revision=revision)
    target, now = circulation.stations.filter(pk=to.pk).first(), timezone.now()
    if target is None or target.order >= station.order or target.state != StationState.SIGNED:
        raise OperationError(_("A form goes back to an earlier station that has signed."), field="to")
    if not reason.strip():
        raise OperationError(_("Please write why it goes back."), field="reason")
    for later in circulation.stations.exclude(state=StationState.SKIPPED):
        if later.pk == target.pk or later.order > target.order:
            _forget(circulation, later, by, now)
    passage.touch(circulation)
    words = f"{station.name} → {target.name}：{reason.strip()}"
    passage.note(circulation, "returned", by=by, at=now, words=words, station=station.pk, to=target.pk)
    record = passage.subject_of(circulation)
    events.publish(CirculationReturned(record=record, at=now, by=by, circulation=circulation))
    passage.move_on(circulation, by=by, at=now)


def _forget(circulation: Circulation, station: Station, by: Actor, now: datetime) -> None:
    if station.is_open:
        passage.stop_time(circulation, station, by=by, at=now, is_met=False)
    touched = station.state in (StationState.OPEN, StationState.SIGNED)
    station.state = StationState.RETURNED if touched else station.state
    station.verdict = station.proof = ""
    station.signed_by = station.signed_for = station.signed_at = station.signature = None
    station.save()


@transaction.atomic
def delegate(station: Station, *, to: Staff, by: Actor, reason: str = "", revision: int | None = None) -> None:
    """Pass a station on to a colleague; its time goes on.

    Raises:
        PermissionDenied: the station is not this person's.
        NotOpen: the form is not here.
        OperationError: to somebody who has left, or to oneself.
    """
    permit(by, "signoff.delegate", station)
    circulation, station = passage.taken(station, revision=revision)
    if not to.is_active or to.pk == by.pk:
        raise OperationError(_("Choose a colleague who can sign in your place."), field="to")
    _hand_over(circulation, station, to, by, "delegated", reason)


@transaction.atomic
def take_over(station: Station, *, by: Actor, reason: str = "", revision: int | None = None) -> None:
    """Take over a station that is overdue, to sign it oneself.

    Raises:
        PermissionDenied: this post takes nothing over.
        NotOpen: the form is not here.
        OperationError: there is still time.
    """
    permit(by, "signoff.take_over", station)
    circulation, station = passage.taken(station, revision=revision)
    limit = passage.limit_of(circulation, station)
    if limit is None or limit.due_at >= timezone.now():
        raise OperationError(_("A station can be taken over only when its time is up."))
    station.is_taken_over = True
    _hand_over(circulation, station, Staff.objects.get(pk=by.pk), by, "taken_over", reason)


def _hand_over(circulation: Circulation, station: Station, to: Staff, by: Actor, verb: str, reason: str) -> None:
    now, before = timezone.now(), station.staff_id
    station.delegated_from_id = before or (by.pk if to.pk != by.pk else None)
    station.staff = to
    station.save()
    if limit := passage.limit_of(circulation, station):
        limit.owner_id = to.pk
        limit.save(update_fields=["owner"])
    passage.touch(circulation)
    words = "：".join(filter(None, [f"{station.name} → {to.name}", reason.strip()]))
    passage.note(circulation, verb, by=by, at=now, words=words, station=station.pk, staff=[before, to.pk])
    if to.pk != by.pk:
        passage.tell(circulation, station, [to], by=by, at=now)
