"""Who hears of corrective actions, and the daily computing of their effects (QUA-07)."""

from collections.abc import Callable, Iterable
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from bihuan.deadlines import operations as deadlines
from bihuan.kernel import events, outbox
from bihuan.kernel.tasks import scheduled
from bihuan.organization.models import Staff
from bihuan.organization.queries import holders
from bihuan.organization.states import Post
from bihuan.quality.models import CorrectiveAction
from bihuan.quality.notices.telling import tell
from bihuan.quality.operations import effects
from bihuan.quality.queries.actions import due_to_compute
from bihuan.quality.states.actions import (
    ActionCancelled,
    ActionDone,
    ActionEffective,
    ActionJudged,
    ActionReopened,
    ActionRequired,
    ActionSentBack,
    RuleLinked,
)

MINE, NEWS, READ = "action.mine", "action.news", "action.read"
TOPICS = {
    MINE: lazy("A corrective action waits for me"),
    NEWS: lazy("News of a corrective action"),
    READ: lazy("A changed regulation is to be read"),
}


def _tell(event: events.Event, topic: str, said: str, people: Iterable[Staff | None], *, urgent: bool = True) -> None:
    title = said % {"number": event.record.number, "title": event.record.title}
    tell(event, topic, title, people, urgent=urgent)


def required(event: ActionRequired) -> None:
    """Tell the owner and the head of his department."""
    people = [event.record.owner, event.record.department.manager]
    _tell(event, MINE, _("%(number)s: find the cause and set the action: %(title)s"), people)


def reopened(event: ActionReopened) -> None:
    """Tell the owner and the head of his department that it was not effective."""
    people = [event.record.owner, event.record.department.manager]
    _tell(event, MINE, _("%(number)s was not effective; a new round begins: %(title)s"), people)


def sent_back(event: ActionSentBack) -> None:
    """Tell the owner that something is missing."""
    _tell(event, MINE, _("%(number)s was not found done: %(title)s"), [event.record.owner])


def done(event: ActionDone) -> None:
    """Tell quality that it is to be verified."""
    _tell(event, MINE, _("%(number)s is to be verified: %(title)s"), _quality(event))


def judged(event: ActionJudged) -> None:
    """Tell quality that the effect is to be confirmed."""
    _tell(event, MINE, _("%(number)s kept to its limit; confirm the effect: %(title)s"), _quality(event))


def _quality(event: events.Event) -> list[Staff]:
    """Return who verifies and confirms: quality, without the owner."""
    return [one for one in holders(Post.QUALITY) if one.pk != event.record.owner_id]


def effective(event: ActionEffective) -> None:
    """Tell owner and who required it."""
    action = event.record
    _tell(event, NEWS, _("%(number)s was effective: %(title)s"), [action.owner, action.required_by], urgent=False)


def cancelled(event: ActionCancelled) -> None:
    """Tell the owner."""
    _tell(event, NEWS, _("%(number)s is no longer required: %(title)s"), [event.record.owner], urgent=False)


def rule_linked(event: RuleLinked) -> None:
    """Tell the readers of a changed regulation."""
    change = event.change
    title = _("Please read: %(regulation)s, %(change)s") % {
        "regulation": change.version.title, "change": change.change,
    }  # fmt: skip
    readers = [one.reader for one in change.readings.select_related("reader") if one.reader_id != event.by.pk]
    outbox.notify(readers, topic=READ, title=title, url=change.get_absolute_url(), record=event.record)


@scheduled(daily_at="06:10", label=lazy("Compute the effects of corrective actions"))
def compute_effects() -> None:
    """Compute each effect whose window is over, each in its own transaction."""
    for pk in due_to_compute(timezone.localdate()):
        effects.compute(CorrectiveAction(pk=pk))


def register() -> None:
    """Subscribe to the events and name the topics."""
    for topic, label in TOPICS.items():
        outbox.register_topic(topic, label)
    heard: tuple[tuple[type[events.Event], Callable[[Any], None]], ...] = (
        (ActionRequired, required), (ActionReopened, reopened), (ActionSentBack, sent_back), (ActionDone, done),
        (ActionJudged, judged), (ActionEffective, effective), (ActionCancelled, cancelled),
        (RuleLinked, rule_linked),
    )  # fmt: skip
    for event_type, handler in heard:
        events.subscribe(event_type, handler)
        deadlines.speak_for(event_type)
