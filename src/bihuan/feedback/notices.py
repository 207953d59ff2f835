"""Who hears of cards and cases, and what happens by itself: a signed job sends its card."""

from datetime import timedelta

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from bihuan.feedback import operations
from bihuan.feedback.models import OpinionCase
from bihuan.feedback.states import CaseOpened
from bihuan.kernel import events, outbox
from bihuan.kernel.actors import SYSTEM
from bihuan.kernel.tasks import scheduled
from bihuan.organization.queries import holders
from bihuan.organization.states import Post
from bihuan.service.states import RequestCompleted

TOPICS = {
    "case.opened": lazy("A customer is not content"),
    "card.missing": lazy("Repairs without an opinion card"),
}


def send_card(event: RequestCompleted) -> None:
    """Send the opinion card with the completion: every repair gets one (SAT-01)."""
    operations.send(event.record, by=SYSTEM)


def case_opened(event: CaseOpened) -> None:
    """Put a case on the manager's desk."""
    case: OpinionCase = event.record
    title = _("%(number)s: %(title)s") % {"number": case.number, "title": case.title}
    outbox.notify(
        [case.owner], topic="case.opened", title=title, url=case.get_absolute_url(), record=case, is_urgent=True
    )


@scheduled(daily_at="20:30")
def reconcile_today() -> None:
    """Hold today's and yesterday's register against the cards; name what is missing (SAT-01)."""
    today = timezone.localdate()
    for day in (today - timedelta(days=1), today):
        row = operations.reconcile(day)
        if row.missing:
            title = _("%(day)s: %(count)s repairs without an opinion card") % {
                "day": date_format(day, "SHORT_DATE_FORMAT"), "count": row.missing,
            }  # fmt: skip
            people = [*holders(Post.CALLBACK_CLERK), *holders(Post.SERVICE_MANAGER)]
            outbox.notify(people, topic="card.missing", title=title, url=f"/feedback/reconciliation/{day.isoformat()}/")


@scheduled(daily_at="02:20")
def lapse_cards() -> None:
    """Give up on cards whose time is over."""
    while operations.lapse_unanswered():
        pass


def register() -> None:
    """Subscribe to the events and name the topics."""
    for topic, label in TOPICS.items():
        outbox.register_topic(topic, label)
    events.subscribe(RequestCompleted, send_card)
    events.subscribe(CaseOpened, case_opened)
