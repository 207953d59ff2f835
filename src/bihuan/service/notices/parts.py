"""Who hears of parts that are missing and of parts that have come."""

from collections.abc import Sequence

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from bihuan.kernel import events, outbox
from bihuan.organization.models import Staff
from bihuan.organization.queries import holders
from bihuan.organization.states import Post
from bihuan.service.models import PartRequest
from bihuan.service.states.parts import PartArrived, PartWanted

TOPICS = {
    "part.wanted": lazy("A repair lacks a part"),
    "part.arrived": lazy("A missing part has arrived"),
}


def wanted(event: PartWanted) -> None:
    """Tell warehouse and purchasing."""
    if event.name != PartWanted.name:
        return
    row: PartRequest = event.record
    people = [*holders(Post.WAREHOUSE, at=timezone.now()), *holders(Post.PURCHASING, at=timezone.now())]
    title = _("%(number)s lacks %(part)s") % {"number": row.request.number, "part": row.title}
    _tell(people, event, "part.wanted", title, f"/service/missing/{row.pk}/")


def arrived(event: PartArrived) -> None:
    """Tell the technician, the owner and the dispatchers that work can go on."""
    row: PartRequest = event.record
    request = row.request
    people = [request.technician, request.owner, *holders(Post.DISPATCHER, outlet=request.outlet, at=timezone.now())]
    title = _("%(number)s: %(part)s has arrived") % {"number": request.number, "part": row.title}
    _tell(people, event, "part.arrived", title, request.get_absolute_url())


def _tell(people: Sequence[Staff | None], event: PartWanted, topic: str, title: str, url: str) -> None:
    others = [one for one in people if one is not None and one.pk != event.by.pk]
    outbox.notify(others, topic=topic, title=title, url=url, record=event.record.request)


def register() -> None:
    """Subscribe, and name the topics people choose."""
    for topic, label in TOPICS.items():
        outbox.register_topic(topic, label)
    events.subscribe(PartWanted, wanted)
    events.subscribe(PartArrived, arrived)
