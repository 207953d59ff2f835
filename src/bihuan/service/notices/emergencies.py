"""Who is called to an emergency and who hears how it goes; silence is noticed here too (PROP, SVC-23)."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.utils.translation import gettext_lazy as lazy

from bihuan.deadlines import operations as deadlines
from bihuan.kernel import events, outbox
from bihuan.kernel.tasks import scheduled
from bihuan.service.models import Emergency
from bihuan.service.operations.emergencies import pass_over_silent
from bihuan.service.states.emergencies import (
    COMING,
    CallListUsedUp,
    EmergencyDeclared,
    EmergencyMobilised,
    EmergencyReviewed,
    EmergencyShort,
    EmergencyStoodDown,
    PeopleCalled,
    Reply,
)

TOPICS = {
    "emergency.call": lazy("I am called to an emergency"),
    "emergency.news": lazy("News of an emergency"),
}


def _words(emergency: Emergency) -> dict[str, Any]:
    return {"number": emergency.number, "title": emergency.title, "needed": emergency.needed}


def called(event: PeopleCalled) -> None:
    """Ask each of those called whether he comes; the notice leads to two buttons."""
    emergency: Emergency = event.record
    for call in event.calls:
        if call.staff is None:
            continue  # without an account: who leads sends him the link
        until = timezone.localtime(call.answer_by).strftime("%H:%M")
        title = _("Emergency, are you coming? Answer until %(until)s: %(title)s") % {
            "until": until, "title": emergency.title
        }  # fmt: skip
        outbox.notify(
            [call.staff], topic="emergency.call", title=title, body=emergency.situation, url=call.get_absolute_url(),
            record=emergency, is_urgent=True,
        )  # fmt: skip


def _tell(event: events.Event, title: str, people: list[Any]) -> None:
    emergency: Emergency = event.record
    wanted = [*people, *deadlines.reported_to(event)]
    outbox.notify(
        [one for one in wanted if one is not None and one.pk != event.by.pk], topic="emergency.news", title=title,
        url=emergency.get_absolute_url(), record=emergency, is_urgent=True,
    )  # fmt: skip


def declared(event: EmergencyDeclared) -> None:
    """Tell whom the clauses want told."""
    _tell(event, _("Emergency %(number)s declared: %(title)s") % _words(event.record), [])


def mobilised(event: EmergencyMobilised) -> None:
    """Tell who is in command that there are enough."""
    _tell(event, _("%(number)s: %(needed)s people are coming") % _words(event.record), [event.record.owner])


def too_few(event: EmergencyShort) -> None:
    """Tell who is in command that somebody dropped out."""
    _tell(event, _("%(number)s: somebody can't come after all") % _words(event.record), [event.record.owner])


def used_up(event: CallListUsedUp) -> None:
    """Tell who is in command that the list doesn't suffice."""
    title = _("%(number)s: nobody is left on the call list, and there are too few") % _words(event.record)
    _tell(event, title, [event.record.owner])


def stood_down(event: EmergencyStoodDown) -> None:
    """Tell those who come or still think about it that it is over."""
    emergency: Emergency = event.record
    rows = emergency.calls.filter(reply__in=[*COMING, Reply.WAITING]).select_related("staff")
    _tell(event, _("%(number)s is over: %(title)s") % _words(emergency), [call.staff for call in rows])


def reviewed(event: EmergencyReviewed) -> None:
    """Tell him who is to see to the lessons."""
    title = _("%(number)s: please see to what was learned") % _words(event.record)
    _tell(event, title, [event.record.lessons_for])


@scheduled(every=timedelta(seconds=20), label=gettext_lazy("Call the next people of an emergency"))
def call_further() -> None:
    """Pass over those who didn't answer in time and call the next ones."""
    pass_over_silent()


def register() -> None:
    """Subscribe to the events and name the topics."""
    for topic, label in TOPICS.items():
        outbox.register_topic(topic, label)
    heard: tuple[tuple[type[events.Event], Callable[[Any], None]], ...] = (
        (PeopleCalled, called), (EmergencyDeclared, declared), (EmergencyMobilised, mobilised),
        (EmergencyShort, too_few), (CallListUsedUp, used_up), (EmergencyStoodDown, stood_down),
        (EmergencyReviewed, reviewed),
    )  # fmt: skip
    for event_type, handler in heard:
        events.subscribe(event_type, handler)
        deadlines.speak_for(event_type)
