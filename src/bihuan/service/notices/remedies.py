"""Who is told of a remedy to decide, and the nightly look for parts missing too long."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.utils.translation import gettext_lazy as lazy

from bihuan.deadlines import operations as deadlines
from bihuan.kernel import events, outbox
from bihuan.kernel.tasks import scheduled
from bihuan.service.models import Remedy
from bihuan.service.operations import look_for_missing_parts
from bihuan.service.queries.remedies import deciders
from bihuan.service.states.remedies import RemedyAgreed, RemedyProposed

TOPICS = {
    "remedy.proposed": lazy("A repair, replacement or refund is to be decided"),
    "remedy.agreed": lazy("A repair, replacement or refund was agreed"),
}


def proposed(event: RemedyProposed) -> None:
    """Tell those who decide on it."""
    remedy: Remedy = event.record
    title = _("To be decided: %(number)s %(title)s") % {"number": remedy.number, "title": remedy.title}
    _tell(deciders(remedy), event, "remedy.proposed", title)


def agreed(event: RemedyAgreed) -> None:
    """Tell the owner of the request, who carries it out."""
    remedy: Remedy = event.record
    title = _("Agreed: %(number)s %(title)s") % {"number": remedy.number, "title": remedy.title}
    _tell([remedy.request.owner], event, "remedy.agreed", title)


def _tell(people: Any, event: events.Event, topic: str, title: str) -> None:
    wanted = [*people, *deadlines.reported_to(event)]
    others = [person for person in wanted if person is not None and person.pk != event.by.pk]
    remedy: Remedy = event.record
    outbox.notify(others, topic=topic, title=title, url=remedy.get_absolute_url(), record=remedy)


@scheduled(daily_at="05:40", label=gettext_lazy("Look for parts missing too long"))
def missing_parts() -> int:
    """Propose replacement where a part has been missing for longer than the clause allows."""
    return look_for_missing_parts()


def register() -> None:
    """Subscribe, and name the topics people choose among."""
    events.subscribe(RemedyProposed, proposed)
    events.subscribe(RemedyAgreed, agreed)
    for topic, label in TOPICS.items():
        outbox.register_topic(topic, label)
