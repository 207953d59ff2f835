"""Who hears of a regulation on its way."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from bihuan.kernel import events, outbox
from bihuan.organization.queries import holders
from bihuan.organization.states import Post
from bihuan.regulations.models import RegulationVersion
from bihuan.regulations.states import RegulationApproved, RegulationInForce, RegulationSubmitted

TOPIC = "regulations.version"
_HEADS = (Post.DEPARTMENT_MANAGER, Post.SERVICE_MANAGER, Post.QUALITY, Post.SUPERVISOR, Post.GM_OFFICE)


def submitted(event: RegulationSubmitted) -> None:
    """Ask the heads of departments for their opinion."""
    _tell(event, _HEADS, _("Joint review: %(title)s") % {"title": event.record.title})


def approved(event: RegulationApproved) -> None:
    """Tell the heads of departments what is coming, and who drafted it."""
    _tell(event, _HEADS, _("Approved: %(title)s") % {"title": event.record.title})


def in_force(event: RegulationInForce) -> None:
    """Tell those who work by it that a new version counts from now on."""
    posts = (*_HEADS, Post.OFFICE, Post.DISPATCHER, Post.OUTLET_MANAGER)
    _tell(event, posts, _("In force from now on: %(title)s") % {"title": event.record.title})


def _tell(event: events.Event, posts: tuple[str, ...], title: str) -> None:
    version: RegulationVersion = event.record
    if version.pack_digest and version.sequence == 1:
        return  # what the product ships with is news to nobody
    people = [person for post in posts for person in holders(post)]
    people += [version.drafted_by] if version.drafted_by else []
    others = [person for person in people if person.pk != event.by.pk]
    outbox.notify(others, topic=TOPIC, title=title, url=version.get_absolute_url(), record=version)


def register() -> None:
    """Subscribe to what happens to versions, and name the topic people choose among."""
    outbox.register_topic(TOPIC, lazy("Regulations"))
    events.subscribe(RegulationSubmitted, submitted)
    events.subscribe(RegulationApproved, approved)
    events.subscribe(RegulationInForce, in_force)
