"""Who hears of nonconforming pieces, and the nightly end of concessions (QUA-06)."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from bihuan.deadlines import operations as deadlines
from bihuan.kernel import events, outbox
from bihuan.kernel.tasks import scheduled
from bihuan.organization.queries import holders
from bihuan.organization.states import Post
from bihuan.quality.models import Nonconformity
from bihuan.quality.notices.telling import tell
from bihuan.quality.operations.nonconformity import lapse_concessions
from bihuan.quality.states.dispositions import DispositionState
from bihuan.quality.states.nonconformity import (
    ConcessionLapsed,
    NonconformityClosed,
    NonconformityDecided,
    NonconformityFound,
    NonconformityReturned,
)

TOPICS = {
    "nonconformity.mine": lazy("Nonconforming pieces wait for me"),
    "nonconformity.news": lazy("News of nonconforming pieces"),
}


def _words(one: Nonconformity, **more: Any) -> dict[str, Any]:
    return {"number": one.number, "what": one.title, **more}


def found(event: NonconformityFound) -> None:
    """Tell whom the clause names."""
    tell(event, "nonconformity.mine", _("%(number)s: does not conform: %(what)s") % _words(event.record), [])


def decided(event: NonconformityDecided) -> None:
    """Tell each who has something to carry out."""
    one: Nonconformity = event.record
    rows = one.dispositions.exclude(state=DispositionState.DONE).select_related("responsible")
    title = _("%(number)s: to be carried out: %(lines)s")
    for person in dict.fromkeys(row.responsible for row in rows):
        own = "、".join(str(row) for row in rows if row.responsible_id == person.pk)
        tell(event, "nonconformity.mine", title % _words(one, lines=own), [person])


def returned(event: NonconformityReturned) -> None:
    """Tell who found it and quality that the dispositions are to be mended."""
    one: Nonconformity = event.record
    title = _("%(number)s: the dispositions were given back: %(what)s")
    tell(event, "nonconformity.mine", title % _words(one), [one.found_by, *holders(Post.QUALITY)])


def closed(event: NonconformityClosed) -> None:
    """Tell who found it."""
    one: Nonconformity = event.record
    tell(event, "nonconformity.news", _("%(number)s is closed: %(what)s") % _words(one), [one.found_by])


def lapsed(event: ConcessionLapsed) -> None:
    """Tell quality and who was responsible that the rest wants another disposition."""
    title = _("%(number)s: the concession has expired, the rest is to be disposed of again: %(line)s")
    people = [event.line.responsible, *holders(Post.QUALITY)]
    tell(event, "nonconformity.mine", title % _words(event.record, line=event.line), people)


@scheduled(daily_at="00:20", label=lazy("End concessions whose last day has passed"))
def end_concessions() -> int:
    """End what expired yesterday."""
    return lapse_concessions()


def register() -> None:
    """Subscribe to the events and name the topics."""
    for topic, label in TOPICS.items():
        outbox.register_topic(topic, label)
    events.subscribe(NonconformityFound, found)
    events.subscribe(NonconformityDecided, decided)
    events.subscribe(NonconformityReturned, returned)
    events.subscribe(NonconformityClosed, closed)
    events.subscribe(ConcessionLapsed, lapsed)
    deadlines.speak_for(NonconformityFound, NonconformityDecided, NonconformityReturned, NonconformityClosed)
