"""Who hears that something agreed with a customer is to be done (ORD-04)."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from bihuan.customers.states.exchanges import FollowUpHandedOn, FollowUpWanted
from bihuan.kernel import events, outbox
from bihuan.organization.queries import deputy_for

TOPIC = "customers.exchange"


def wanted(event: Any) -> None:
    """Tell whoever is to see to it, unless he wrote it himself."""
    one = event.record
    told = deputy_for(one.owner)
    if told.pk != event.by.pk:
        title = _("%(customer)s: %(todo)s") % {"customer": one.customer.name, "todo": one.todo}
        outbox.notify([told], topic=TOPIC, title=title, url=one.get_absolute_url(), record=one)


def register() -> None:
    """Make the topic known and hear of the events."""
    outbox.register_topic(TOPIC, lazy("Something agreed with a customer is to be done"))
    for event_type in (FollowUpWanted, FollowUpHandedOn):
        events.subscribe(event_type, wanted)
