"""Who hears of questions of production, and the clock that looks for missed answers (QUA-13)."""

from datetime import timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from bihuan.kernel import events, outbox
from bihuan.kernel.tasks import scheduled
from bihuan.organization.models import Staff
from bihuan.organization.queries import deputy_for
from bihuan.quality.operations.questions import charge_missed
from bihuan.quality.states import questions as states

TOPIC = "quality.question"


def _tell(event: events.Event, person: Staff, said: str) -> None:
    one = event.record
    told = deputy_for(person)
    if told.pk != event.by.pk:
        title = said % {"number": one.number, "subject": one.subject}
        outbox.notify([told], topic=TOPIC, title=title, url=one.get_absolute_url(), record=one, is_urgent=True)


def asked(event: Any) -> None:
    """Tell the engineer in charge, or the one it was handed on to."""
    _tell(event, event.record.owner, _("%(number)s: production asks you: %(subject)s"))


def answered(event: Any) -> None:
    """Tell who asked."""
    _tell(event, event.record.asked_by, _("%(number)s is answered: %(subject)s"))


@scheduled(every=timedelta(minutes=10), label=lazy("Look for questions that nobody answered in time"))
def look_for_missed() -> None:
    """Propose the penalty where an answer missed its time."""
    charge_missed(timezone.now())


def register() -> None:
    """Make the topic known and hear of the events."""
    outbox.register_topic(TOPIC, lazy("A question of production"))
    for event_type in (states.QuestionAsked, states.QuestionAskedAgain, states.QuestionHandedOn):
        events.subscribe(event_type, asked)
    events.subscribe(states.QuestionAnswered, answered)
