"""Who hears of incoming abnormalities; the request that is mailed to the supplier (SUPQ)."""

from collections.abc import Callable, Iterable
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from bihuan.deadlines import operations as deadlines
from bihuan.kernel import events, outbox
from bihuan.kernel.documents import company
from bihuan.kernel.tasks import task
from bihuan.organization.models import Staff
from bihuan.organization.queries import holders
from bihuan.organization.states import Post
from bihuan.quality.models import SupplierAbnormality, SupplierAnswer
from bihuan.quality.notices.telling import tell
from bihuan.quality.operations import abnormalities as operations
from bihuan.quality.policies.abnormalities import CHECK_ACT, CHECKERS
from bihuan.quality.queries.abnormalities import answer_token, open_answer
from bihuan.quality.states.abnormalities import (
    AbnormalityAnswered,
    AbnormalityCharged,
    AbnormalityClosed,
    AbnormalityConfirmed,
    AbnormalityFound,
    AbnormalityIssued,
    AbnormalityRefuted,
    AnswerReturned,
)
from bihuan.regulations.queries.authority import authority, posts_for

MINE, NEWS = "abnormality.mine", "abnormality.news"
TOPICS = {MINE: lazy("An incoming abnormality waits for me"), NEWS: lazy("News of an incoming abnormality")}


def _tell(event: events.Event, topic: str, said: str, people: Iterable[Staff | None], *, urgent: bool = True) -> None:
    one: SupplierAbnormality = event.record
    title = said % {"number": one.number, "supplier": one.supplier, "title": one.title}
    tell(event, topic, title, people, urgent=urgent)


def found(event: AbnormalityFound) -> None:
    """Tell the engineers who may check it."""
    posts = posts_for(authority(CHECK_ACT, event.record.facts()), CHECKERS)
    people = [one for post in posts for one in holders(post)]
    _tell(event, MINE, _("%(number)s %(supplier)s is to be checked: %(title)s"), people)


def confirmed(event: AbnormalityConfirmed) -> None:
    """Tell incoming inspection to send the request, and planning to say when it is wanted."""
    people = [event.record.found_by, *holders(Post.PRODUCTION_PLANNING)]
    _tell(event, MINE, _("%(number)s is confirmed; request and day on the line are due: %(title)s"), people)


def refuted(event: AbnormalityRefuted) -> None:
    """Tell who found it."""
    _tell(event, NEWS, _("%(number)s is in order after all: %(title)s"), [event.record.found_by], urgent=False)


def asked(event: AbnormalityIssued | AnswerReturned) -> None:
    """Mail the supplier his link, and tell purchasing."""
    waits = open_answer(event.record)
    if waits is not None and event.record.supplier.email:
        mail_request.enqueue(pk=waits.pk)
    words = _("%(number)s: a corrective request went to %(supplier)s: %(title)s")
    _tell(event, NEWS, words, holders(Post.PURCHASING), urgent=False)


def answered(event: AbnormalityAnswered) -> None:
    """Tell who found it and quality that there is an answer to judge."""
    people = [event.record.found_by, *holders(Post.QUALITY)]
    _tell(event, MINE, _("%(number)s: %(supplier)s has answered: %(title)s"), people)


def charged(event: AbnormalityCharged) -> None:
    """Tell purchasing that there is something to settle."""
    words = _("%(number)s: hours were entered, settle them with %(supplier)s")
    _tell(event, MINE, words, holders(Post.PURCHASING), urgent=False)


def closed(event: AbnormalityClosed) -> None:
    """Tell who found it and purchasing."""
    people = [event.record.found_by, *holders(Post.PURCHASING)]
    _tell(event, NEWS, _("%(number)s is closed: %(title)s"), people, urgent=False)


@task(max_attempts=40)
def mail_request(pk: int) -> None:
    """Mail a supplier what is asked and his link, once; what the other side doesn't take is tried again."""
    rows = SupplierAnswer.objects.select_related("abnormality__supplier", "abnormality__lot")
    waits = rows.get(pk=pk)
    box = outbox.mailbox(waits.abnormality.supplier)
    if waits.is_answered or waits.mailed_at is not None or not box:
        return
    with translation.override(settings.LANGUAGE_CODE):
        title, body = mail_words(waits)
    if error := outbox.send(box, title, body):
        raise ConnectionError(error)
    operations.mailed(waits)


def mail_words(waits: SupplierAnswer) -> tuple[str, str]:
    """Return subject and text of a request."""
    one = waits.abnormality
    title = _("%(company)s: corrective request %(number)s, %(title)s") % {
        "company": company().name, "number": one.number, "title": one.title,
    }  # fmt: skip
    link = f"{settings.BIHUAN_ADDRESS}{reverse('portal:supplier_answer', args=[answer_token(waits)])}"
    ask = _("Please answer here, no account is needed: %(link)s") % {"link": link}
    last = one.answers.filter(round=waits.round - 1).first()
    return title, "\n\n".join(filter(None, [one.description, one.demand, last.opinion if last else "", ask]))


def register() -> None:
    """Subscribe to the events and name the topics."""
    for topic, label in TOPICS.items():
        outbox.register_topic(topic, label)
    heard: tuple[tuple[type[events.Event], Callable[[Any], None]], ...] = (
        (AbnormalityFound, found), (AbnormalityConfirmed, confirmed), (AbnormalityRefuted, refuted),
        (AbnormalityIssued, asked), (AnswerReturned, asked), (AbnormalityAnswered, answered),
        (AbnormalityCharged, charged), (AbnormalityClosed, closed),
    )  # fmt: skip
    for event_type, handler in heard:
        events.subscribe(event_type, handler)
        deadlines.speak_for(event_type)
