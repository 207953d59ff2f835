"""Loaners for a request: offered when its clause says so, reserved, settled (SVC-06, FULL 3.4)."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from bihuan.deadlines import operations as deadlines
from bihuan.deadlines.models import Deadline
from bihuan.deadlines.states import RungsFired
from bihuan.kernel import events, history
from bihuan.kernel.actors import SYSTEM, Actor, permit
from bihuan.kernel.records import OperationError, locked, required
from bihuan.kernel.tasks import task
from bihuan.parts.models import Loan, Loaner
from bihuan.parts.operations import loans
from bihuan.parts.queries.loans import CLAUSE, loan_clause
from bihuan.parts.states.loans import LoanLent
from bihuan.regulations.queries import ruleset
from bihuan.service.models import LoanerOffer, ServiceRequest
from bihuan.service.states.loans import LoanerDue, OfferOutcome


def on_rungs_fired(event: RungsFired) -> None:
    """Have a loaner offered where the limit that fired is the one a clause about loaners names.

    Done afterwards as a task: the sweep must not wait for anybody's lock.
    """
    wanted = {(view.data["limit_name"], int(view.data["at"])) for view in ruleset().all(CLAUSE)}
    due = {
        rung.deadline.subject_id
        for rung, _told in event.told
        for name, percent in wanted
        if rung.deadline.name == name and rung.percent >= percent and rung.deadline.kind == ServiceRequest.kind()
    }
    for pk in sorted(due):
        offer_later.enqueue(pk=pk)


@task
def offer_later(pk: int) -> None:
    """Offer a loaner for a request, if it is still open and its own clause says so; done twice, it is there once."""
    request = ServiceRequest.objects.filter(pk=pk).first()
    if request is not None:
        offer(request, by=SYSTEM)


@transaction.atomic
def offer(request: ServiceRequest, *, by: Actor, at: datetime | None = None) -> LoanerOffer | None:
    """Write down that the customer is to have a loaner; the limit to give it to him begins (FULL 3.4).

    Returns:
        None when the request is done, was offered one already, has one, or no clause holds for it.
    """
    request = locked(ServiceRequest, request.pk)
    clause = loan_clause(request.facts())
    if clause is None or not request.is_open or Loan.objects.of(request).running().exists():
        return None
    if LoanerOffer.objects.filter(request=request).exists() or not _has_missed(request, clause.data):
        return None
    now = at or timezone.now()
    made = LoanerOffer.objects.create(request=request, offered_at=now)
    history.append(request, "offer_loaner", by=by, at=now, note=clause.label)
    events.publish(LoanerDue(record=request, at=now, by=by))
    return made


def _has_missed(request: ServiceRequest, clause: Any) -> bool:
    """Tell whether the limit the clause names has run that far; a rung of another clause counts for nothing."""
    rows = Deadline.objects.of(request.kind(), request.pk).filter(name=clause["limit_name"])
    return bool(rows.filter(rungs__percent__gte=int(clause["at"])).exists())


@transaction.atomic
def reserve_loaner(request: ServiceRequest, loaner: Loaner, *, by: Actor, revision: int | None = None) -> Loan:
    """Keep a loaner for the customer of a request.

    Raises:
        OperationError: the request is done, has one already, or the loaner is not free.
    """
    permit(by, "service.lend_loaner", request)
    request = locked(ServiceRequest, request.pk, revision=revision)
    if not request.is_open:
        raise OperationError(_("This request is done; nothing is lent for it any more."))
    if other := Loan.objects.of(request).running().first():
        raise OperationError(_("The customer has a loaner already, or one is kept for him: %(number)s.")
                             % {"number": other.number})  # fmt: skip
    borrower = request.contact_name or (request.customer.name if request.customer else "")
    loan = loans.reserve(
        loaner, about=request, borrower=borrower, by=by, technician=request.technician, customer=request.customer,
        unit=request.unit, outlet=request.outlet,
    )  # fmt: skip
    history.append(request, "reserve_loaner", by=by, note=f"{loan.number} {loan.loaner}")
    return loan


@transaction.atomic
def decline_loaner(request: ServiceRequest, *, note: str, by: Actor) -> LoanerOffer:
    """Write down that the customer wants no loaner.

    Raises:
        OperationError: no word of the customer's, or no offer waits.
    """
    permit(by, "service.lend_loaner", request)
    request = locked(ServiceRequest, request.pk)
    words = required(note, _("Write what the customer said."))
    found: LoanerOffer | None = LoanerOffer.objects.waiting().filter(request=request).first()
    if found is None:
        raise OperationError(_("No offer of a loaner waits for an answer."))
    _settle(found, OfferOutcome.DECLINED, by, timezone.now(), words)
    history.append(request, "decline_loaner", by=by, note=words)
    return found


def on_lent(event: LoanLent) -> None:
    """Settle the offer, and write it where the request's story is told."""
    loan: Loan = event.record
    if loan.about_kind != ServiceRequest.kind():
        return
    request = event.about
    words = _("until %(day)s") % {"day": loan.due_on}
    history.append(request, "lend_loaner", by=event.by, at=event.at, note=f"{loan.number} {loan.loaner} {words}")
    for found in LoanerOffer.objects.waiting().filter(request=request.pk):
        _settle(found, OfferOutcome.LENT, event.by, event.at)


def on_loan_ended(event: Any) -> None:
    """Write into the request's history that the loaner is back, was lost, or is no longer kept."""
    loan: Loan = event.record
    if loan.about_kind != ServiceRequest.kind():
        return
    verbs = {"loan.returned": "loaner_back", "loan.lost": "lose_loan", "loan.dropped": "drop_loan"}
    history.append(
        event.about, verbs[event.name], by=event.by, at=event.at, note=f"{loan.number} {loan.damage}".strip()
    )


def on_request_over(event: Any) -> None:
    """Let an offer go whose request was repaired or cancelled before; what is lent is due back as agreed."""
    for found in LoanerOffer.objects.waiting().filter(request=event.record.pk):
        _settle(found, OfferOutcome.SOLVED, SYSTEM, event.at)


def _settle(found: LoanerOffer, outcome: str, by: Actor, at: datetime, note: str = "") -> None:
    found.settled_at, found.outcome, found.note = at, outcome, note
    found.save(update_fields=["settled_at", "outcome", "note", "updated_at"])
    if outcome == OfferOutcome.LENT:  # the event that lends meets the limit
        return
    rows = Deadline.objects.of(ServiceRequest.kind(), found.request_id).running().filter(started_by=LoanerDue.name)
    deadlines.cancel(list(rows.select_for_update(of=("self",))), by=by, at=at, note=note)
