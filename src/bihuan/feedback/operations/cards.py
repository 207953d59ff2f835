"""Cards out and back: one for every repair, and what a bad one leads to (SAT-01, 02)."""

from collections.abc import Mapping
from datetime import date, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from bihuan.feedback import queries, rules
from bihuan.feedback.models import OpinionCard, OpinionCase, Reconciliation
from bihuan.feedback.states import AnswerChannel, CardSent, CardState, CaseOpened, CaseState
from bihuan.kernel.actors import SYSTEM, Actor, permit
from bihuan.kernel.moves import begin, check, perform
from bihuan.kernel.numbering import next_number
from bihuan.kernel.records import OperationError, locked
from bihuan.organization.models import Staff
from bihuan.organization.queries import holders
from bihuan.organization.states import Post
from bihuan.service import operations as service
from bihuan.service.models import ServiceRequest
from bihuan.service.queries.bench import last_job
from bihuan.service.states import RequestState


@transaction.atomic
def send(request: ServiceRequest, *, by: Actor) -> OpinionCard:
    """Send the card for a finished repair; a second call finds the first card.

    Raises:
        OperationError: the repair is not finished.
    """
    permit(by, "feedback.send_card", request)
    request = locked(ServiceRequest, request.pk)
    order, job = request.current_order(), last_job(request)
    existing: OpinionCard | None = OpinionCard.objects.filter(order=order).first() if order else None
    collected_at = job.handed_over_at if job else None
    if collected_at and not existing:
        existing = OpinionCard.objects.filter(request=request, order=None, sent_at__gte=collected_at).first()
    if existing:
        return existing
    if collected_at is None and (order is None or order.signed_at is None):
        raise OperationError(_("A card is sent when the repair is finished and signed for."))
    now = timezone.now()
    mended_by = (job.technician if job and collected_at else None) or (order.technician if order else None)
    card = OpinionCard(
        request=request, order=order, technician=mended_by, state=CardState.SENT, sent_at=now,
        form=queries.card_form(request.facts()),
    )  # fmt: skip
    card.number = next_number("OC", at=now)
    begin(card, by=by, event=CardSent, at=now)
    return card


@transaction.atomic
def answer(
    card: OpinionCard, grades: Mapping[str, int], *, by: Actor, channel: str = AnswerChannel.LINK,
    suggestion: str = "", grievance: str = "",
) -> OpinionCard:  # fmt: skip
    """Take the customer's opinion; a bad grade or a grievance comes back as a case (SAT-02).

    Args:
        grades: for each aspect that the card asks, the score of one of its grades.

    Raises:
        OperationError: an aspect has no grade, or one that the card doesn't offer.
        MoveForbidden: the card was answered before.
    """
    card = locked(OpinionCard, card.pk)
    check(card, "answer", by=by)
    values = _checked(card, grades)
    bad, serious = queries.grade_bounds(card)
    changes = {
        "graded": values, "score": rules.score(card.form, values),
        "is_good": not rules.is_at_most(values, bad) if values else None,
        "suggestion": suggestion.strip(), "grievance": grievance.strip(), "answered_at": timezone.now(),
        "channel": channel, "entered_by": by if isinstance(by, Staff) else None,
    }  # fmt: skip
    perform(card, "answer", by=by, changes=changes)
    kind = rules.case_kind(values, suggestion, grievance, bad=bad)
    if kind:
        _open_case(card, kind, rules.severity(values, bad=bad, serious=serious), by=by)
    else:
        _close_request(card, str(_("Opinion card answered")))
    return card


def _checked(card: OpinionCard, grades: Mapping[str, int]) -> dict[str, int]:
    offered = {value for value, _label in rules.choices(card.form)}
    for aspect in rules.graded(card.form, grades):
        if grades.get(aspect.code) not in offered:
            raise OperationError(_("Please choose a grade."), field=aspect.code)
    return {aspect.code: grades[aspect.code] for aspect in rules.graded(card.form, grades)}


def _open_case(card: OpinionCard, kind: str, severity: str, *, by: Actor) -> OpinionCase:
    now = timezone.now()
    managers = holders(Post.SERVICE_MANAGER, at=now)
    words = [text for text in (card.grievance, card.suggestion) if text]
    case = OpinionCase(
        card=card, state=CaseState.OPEN, kind_of=kind, severity=severity, opened_at=now,
        owner=next(iter(managers), None),
        description="\n".join(words) or str(_("Graded badly, nothing written")),
    )  # fmt: skip
    case.number = next_number("OP", at=now)
    begin(case, by=by, event=CaseOpened, at=now)
    return case


def _close_request(card: OpinionCard, note: str) -> None:
    request = locked(ServiceRequest, card.request_id)
    if request.state == RequestState.COMPLETED:
        service.close(request, by=SYSTEM, note=note)


@transaction.atomic
def lapse(card: OpinionCard) -> None:
    """Give up waiting for an answer and close the repair; a late answer is still taken."""
    card = locked(OpinionCard, card.pk)
    if card.state == CardState.SENT:
        perform(card, "lapse", by=SYSTEM)
        _close_request(card, str(_("Opinion card not answered in time")))


def lapse_unanswered() -> int:
    """Give up on every card whose time (a clause's) is over; return how many."""
    limit = timezone.now() - timedelta(days=queries.days_to_answer())
    due = OpinionCard.objects.filter(state=CardState.SENT, sent_at__lt=limit).order_by("pk")[:500]
    cards = list(due)
    for card in cards:
        lapse(card)
    return len(cards)


@transaction.atomic
def reconcile(day: date) -> Reconciliation:
    """Hold one day's register against the cards and keep the result (FULL 5.3, SAT-01)."""
    reported, carded = queries.counted(day)
    values = {"reported": reported, "carded": carded, "made_at": timezone.now()}
    row, _new = Reconciliation.objects.update_or_create(day=day, defaults=values)
    return row
