"""Who hears of cards and cases, and what happens by itself: a signed job sends its card."""

from collections.abc import Iterable
from datetime import timedelta

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.utils.translation import gettext_lazy as lazy

from bihuan.deadlines import operations as deadlines
from bihuan.feedback import operations, queries
from bihuan.feedback.models import OpinionCard, OpinionCase
from bihuan.feedback.states import CardSent, CardState, CaseEscalated, CaseInstructed, CaseOpened
from bihuan.kernel import events, outbox
from bihuan.kernel.actors import SYSTEM
from bihuan.kernel.events import Event
from bihuan.kernel.tasks import scheduled, task
from bihuan.organization.models import Staff
from bihuan.organization.queries import holders
from bihuan.service.notices.requests import may_be_texted, text_customer
from bihuan.service.states import RequestCompleted

TOPICS = {
    "case.opened": lazy("A customer is not content"),
    "case.escalated": lazy("A serious opinion awaits my instruction"),
    "case.instructed": lazy("An instruction on an opinion was given"),
    "card.missing": lazy("Repairs without an opinion card"),
}


def send_card(event: RequestCompleted) -> None:
    """Send the opinion card with the completion: every repair gets one (SAT-01)."""
    operations.send(event.record, by=SYSTEM)


def card_sent(event: CardSent) -> None:
    """Mail the card's link to a customer whose address we know; others scan it or get it from the clerk."""
    customer = event.record.request.customer
    if customer is not None and customer.email and event.record.state == CardState.SENT:
        mail_card.enqueue(pk=event.record.pk)
    if event.record.state == CardState.SENT and may_be_texted(event.record.request):
        text_card.enqueue(pk=event.record.pk)


@task(max_attempts=40)
def mail_card(pk: int) -> None:
    """Mail one card's link; what the other side doesn't take is tried again."""
    card = OpinionCard.objects.select_related("request__customer").get(pk=pk)
    box = outbox.mailbox(card.request.customer) if card.state == CardState.SENT else ""
    if not box:
        return
    words = {"number": card.request.number, "title": card.request.title, "link": queries.card_address(card)}
    title = _("Please rate the repair %(number)s") % words
    if error := outbox.send(box, title, _("%(title)s\n\nIt takes half a minute: %(link)s") % words):
        raise ConnectionError(error)


@task(max_attempts=40)
def text_card(pk: int) -> None:
    """Text one card's link to a customer who agreed to it; what the gateway doesn't take is tried again."""
    card = OpinionCard.objects.select_related("request").get(pk=pk)
    if card.state == CardState.SENT:
        words = {"number": card.request.number, "link": queries.card_address(card)}
        text_customer(card.request, _("Please rate the repair %(number)s: %(link)s") % words)


def case_opened(event: CaseOpened) -> None:
    """Put a case on the manager's desk."""
    case: OpinionCase = event.record
    title = _("%(number)s: %(title)s") % _words(case)
    _tell([case.owner, *deadlines.reported_to(event)], event, "case.opened", title)


def case_escalated(event: CaseEscalated) -> None:
    """Put a serious case before the vice general manager."""
    title = _("%(number)s is serious and awaits your instruction: %(title)s") % _words(event.record)
    _tell([event.record.owner], event, "case.escalated", title)


def case_instructed(event: CaseInstructed) -> None:
    """Give the instruction to him who carries it out."""
    title = _("%(number)s: instruction given, please answer the customer: %(title)s") % _words(event.record)
    _tell([event.record.owner], event, "case.instructed", title)


def _words(case: OpinionCase) -> dict[str, str]:
    return {"number": case.number, "title": case.title}


def _tell(people: Iterable[Staff | None], event: Event, topic: str, title: str) -> None:
    case: OpinionCase = event.record
    others = [one for one in people if one is not None and one.pk != event.by.pk]
    outbox.notify(others, topic=topic, title=title, url=case.get_absolute_url(), record=case, is_urgent=True)


@scheduled(every=timedelta(minutes=10), label=gettext_lazy("Hold the register against the opinion cards"))
def reconcile_when_due() -> None:
    """Hold the register against the cards at the clause's hour, and the days missed while all was off (SAT-01)."""
    for day in queries.days_to_reconcile(timezone.localtime()):
        row = operations.reconcile(day)
        if row.missing:
            title = _("%(day)s: %(count)s repairs without an opinion card") % {
                "day": date_format(day, "SHORT_DATE_FORMAT"), "count": row.missing,
            }  # fmt: skip
            people = [one for post in queries.reconcilers() for one in holders(post)]
            outbox.notify(people, topic="card.missing", title=title, url=f"/feedback/reconciliation/{day.isoformat()}/")


@scheduled(daily_at="02:20", label=gettext_lazy("Give up on cards nobody answered"))
def lapse_cards() -> None:
    """Give up on cards whose time is over."""
    while operations.lapse_unanswered():
        pass


def register() -> None:
    """Subscribe to the events and name the topics."""
    for topic, label in TOPICS.items():
        outbox.register_topic(topic, label)
    events.subscribe(RequestCompleted, send_card)
    events.subscribe(CardSent, card_sent)
    events.subscribe(CaseOpened, case_opened)
    events.subscribe(CaseEscalated, case_escalated)
    events.subscribe(CaseInstructed, case_instructed)
    deadlines.speak_for(CaseOpened)
