"""How all notices of quality reach people."""

from collections.abc import Iterable

from bihuan.deadlines import operations as deadlines
from bihuan.kernel import events, outbox
from bihuan.organization.models import Staff
from bihuan.organization.queries import deputy_for


def tell(event: events.Event, topic: str, title: str, people: Iterable[Staff | None], *, urgent: bool = True) -> None:
    """Tell these, deputies for who is away, and whom the clauses in force want told besides (上报)."""
    record = event.record
    wanted = [*(deputy_for(one) for one in people if one is not None), *deadlines.reported_to(event)]
    others = [one for one in dict.fromkeys(wanted) if one.pk != event.by.pk]
    outbox.notify(others, topic=topic, title=title, url=record.get_absolute_url(), record=record, is_urgent=urgent)
