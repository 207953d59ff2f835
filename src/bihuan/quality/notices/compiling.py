"""Who hears of compilations of cases, and the clock that gathers them (REG-05)."""

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from bihuan.kernel import events, outbox
from bihuan.kernel.tasks import scheduled
from bihuan.organization.queries import deputy_for
from bihuan.quality.operations.compiling import gather_due
from bihuan.quality.states.compiling import CompilationOpened

TOPIC = "quality.compilation"


def opened(event: Any) -> None:
    """Tell who compiles."""
    one = event.record
    if one.owner is not None:
        title = _("%(number)s: cases of %(period)s are to be compiled") % {"number": one.number, "period": one.title}
        told = [deputy_for(one.owner)]
        outbox.notify(told, topic=TOPIC, title=title, url=one.get_absolute_url(), record=one)


@scheduled(daily_at="06:20", label=lazy("Gather closed cases for the regulations"))
def gather() -> None:
    """Gather the cases of a period that is over."""
    gather_due(timezone.localdate())


def register() -> None:
    """Make the topic known and hear of the event."""
    outbox.register_topic(TOPIC, lazy("Cases are to be compiled into the regulations"))
    events.subscribe(CompilationOpened, opened)
