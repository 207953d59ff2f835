"""「客户抱怨处理表」 and 「异常处理单」 on their way (FULL 6.2, CMP-05): begun, laid before R&D, carried out."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from bihuan.complaints.models import Complaint
from bihuan.complaints.operations.answering import settle
from bihuan.complaints.states import ComplaintState
from bihuan.complaints.states.complaints import ComplaintUnjustified
from bihuan.kernel import events, history
from bihuan.kernel.actors import SYSTEM, Actor
from bihuan.kernel.moves import perform
from bihuan.kernel.records import OperationError, locked, required
from bihuan.regulations.queries import ruleset
from bihuan.signoff import operations as signoff
from bihuan.signoff.models import Circulation, Station
from bihuan.signoff.operations.outcomes import when_ended
from bihuan.signoff.states import CirculationEvent

LONG, SHORT = "complaint_form", "abnormality"


def begin_form(complaint: Complaint, *, by: Actor) -> Circulation | None:
    """Set the form going that the clauses want for this complaint: the long one, or the short one without a loss."""
    for form in (LONG, SHORT):
        if found := signoff.start(complaint, form, by=by):
            return found
    return None


@transaction.atomic
def lay_before_rnd(complaint: Complaint, *, note: str, by: Actor, revision: int | None = None) -> Complaint:
    """Send the form to R&D for its opinion, and back to whoever asked, by the stations that the clause has for it.

    Raises:
        OperationError: no reason, the form isn't on its way or has passed the place, or no clause has such stations.
        PermissionDenied: this person doesn't keep the routes.
    """
    complaint = locked(Complaint, complaint.pk, revision=revision)
    text = required(note, _("Write what R&D is asked."))
    form = Circulation.objects.of(complaint).running().filter(form=LONG).first()
    if form is None:
        raise OperationError(_("The form is not on its way."))
    perform(complaint, "lay_before_rnd", by=by, note=text, changes={"needs_rnd": True})
    steps = _further(form, complaint)
    if not steps:
        raise OperationError(_("No clause has a station for this."))
    for step in steps:
        signoff.add_station(
            form, order=step["order"], name=step["name"], post=step["post"], by=by, reason=text,
            limit_minutes=int(step["limit_minutes"]) if step.get("limit_minutes") else None,
            opinion_required=bool(step.get("opinion_required")), fills=step.get("fills") or "",
        )  # fmt: skip
    return complaint


def _further(form: Circulation, complaint: Complaint) -> list[dict[str, Any]]:
    """Return the stations of the route in force that this form hasn't yet."""
    route = ruleset().route(LONG, complaint.facts())
    known = set(form.stations.values_list("order", "name"))
    return (
        [dict(step) for step in route.data["stations"] if (step["order"], step["name"]) not in known] if route else []
    )


def agreed(complaint: Complaint, event: CirculationEvent) -> None:
    """Carry out what the last station decided."""
    complaint = locked(Complaint, complaint.pk)
    if complaint.state == ComplaintState.HANDLING:
        last = _last(event.circulation)
        settle(complaint, (last.opinion if last else "") or complaint.proposal or str(event.circulation), by=SYSTEM)


def _last(form: Circulation) -> Station | None:
    return form.stations.filter(state="signed").order_by("-order", "-signed_at", "-pk").first()


def refused(complaint: Complaint, event: CirculationEvent) -> None:
    """Leave the complaint with whoever has it: he takes it up again, or decides without the form."""


PARTS = {
    "cause": ("cause", "responsible"), "countermeasure": ("cause", "countermeasure"), "proposal": ("proposal",),
}  # fmt: skip


def write_part(complaint: Complaint, values: signoff.Values, by: Actor) -> None:
    """Write what a station has found into the complaint; the station's signature is its right to."""
    row = locked(Complaint, complaint.pk)
    history.change(row, by=by, verb="find", **values)


def take_back(event: ComplaintUnjustified) -> None:
    """Take back the forms about a complaint that isn't justified after all: nobody need sign them any more."""
    for form in Circulation.objects.of(event.record).running():
        signoff.withdraw(form, by=SYSTEM, reason=event.record.judgement[:200])


def subscribe() -> None:
    """Hear how the forms end, and what their stations write."""
    for code, names in PARTS.items():
        signoff.register_part(Complaint, code, signoff.Part(names, write_part))
    events.subscribe(ComplaintUnjustified, take_back)
    for form in (LONG, SHORT):
        when_ended(form, Complaint, agreed=agreed, refused=refused)
