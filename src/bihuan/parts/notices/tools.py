"""Who hears that a tool failed, or waits to be released."""

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from bihuan.kernel import events, outbox
from bihuan.organization.queries import holders
from bihuan.organization.states import Post
from bihuan.parts.models import Tool
from bihuan.parts.states.tools import ToolFailed, ToolFixed

TOPICS = {"tool.failed": lazy("A tool is out of use"), "tool.fixed": lazy("A tool waits to be released")}


def failed(event: ToolFailed) -> None:
    """Tell those who keep the tools."""
    tool: Tool = event.record
    _tell(
        event, "tool.failed", _("%(tool)s is out of use: %(why)s") % {"tool": tool.title, "why": tool.unusable_because}
    )


def fixed(event: ToolFixed) -> None:
    """Tell those who keep the tools that somebody should release it."""
    _tell(event, "tool.fixed", _("%(tool)s was fixed, please release it") % {"tool": event.record.title})


def _tell(event: ToolFailed | ToolFixed, topic: str, title: str) -> None:
    tool: Tool = event.record
    people = list(holders(Post.WAREHOUSE, at=timezone.now()))
    if tool.place and tool.place.outlet and tool.place.outlet.manager:
        people.append(tool.place.outlet.manager)
    others = [one for one in people if one.pk != event.by.pk]
    outbox.notify(others, topic=topic, title=title, url=tool.get_absolute_url(), record=tool)


def register() -> None:
    """Subscribe, and name the topics people choose."""
    for topic, label in TOPICS.items():
        outbox.register_topic(topic, label)
    events.subscribe(ToolFailed, failed)
    events.subscribe(ToolFixed, fixed)
