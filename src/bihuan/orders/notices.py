"""Who hears of an order, a change, a production notice, a return: whose it is now, whom the clauses want told."""

from collections.abc import Callable, Iterable
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from bihuan.deadlines import operations as deadlines
from bihuan.kernel import events, outbox
from bihuan.orders.states import changes, orders, papers, returns
from bihuan.organization.models import Staff
from bihuan.organization.queries import deputy_for, holders
from bihuan.organization.states import Post

TOPICS = {
    "order.mine": lazy("An order waits for me"),
    "order.production": lazy("A production notice was issued or is void"),
    "order.shipment": lazy("Goods are to be shipped"),
    "order.return": lazy("A return waits for me"),
}


def _tell(event: events.Event, topic: str, words: str, people: Iterable[Staff | None], **more: str) -> None:
    """Tell these, and whom the clauses in force want told of the event besides."""
    record: Any = event.record
    said = {"number": record.number, "title": record.title, "state": record.state_label, **more}
    wanted = [*(deputy_for(one) for one in people if one is not None), *deadlines.reported_to(event)]
    others = [one for one in dict.fromkeys(wanted) if one.pk != event.by.pk]
    outbox.notify(others, topic=topic, title=words % said, url=record.get_absolute_url(), record=record)


def _posts(*posts: str) -> list[Staff]:
    return [one for post in posts for one in holders(post)]


def waits(event: events.Event) -> None:
    """Tell whoever handles the order how it stands now."""
    _tell(event, "order.mine", _("%(number)s is «%(state)s»: %(title)s"), [event.record.owner])


def to_ship(event: events.Event) -> None:
    """Tell the warehouse, and whoever handles the order."""
    people = [*_posts(Post.WAREHOUSE), event.record.owner]
    _tell(event, "order.shipment", _("%(number)s may be shipped: %(title)s"), people)


def missing(event: orders.GoodsMissing) -> None:
    """Tell whoever handles the order or return that goods it was to have are not there."""
    words = _("%(number)s: the count found too few, %(missing)s are missing")
    _tell(event, "order.mine", words, [event.record.owner], missing=event.words)


def issued(event: papers.NoticeIssued) -> None:
    """Tell the works what is to be made; the quality people and the store hear of it too."""
    is_more = event.record.is_replenishment
    words = (
        _("Production notice %(number)s for a replenishment: %(title)s")
        if is_more
        else _("Production notice %(number)s: %(title)s")
    )
    _tell(event, "order.production", words, _posts(Post.PRODUCTION_PLANNING, Post.PRODUCTION, Post.WAREHOUSE))


def voided(event: papers.NoticeVoided) -> None:
    """Tell the works that a notice is void."""
    words = _("Production notice %(number)s is void: %(title)s")
    _tell(event, "order.production", words, _posts(Post.PRODUCTION_PLANNING, Post.PRODUCTION, Post.WAREHOUSE))


def made(event: papers.NoticeDone) -> None:
    """Tell whoever waits for the goods."""
    record: Any = event.record
    _tell(event, "order.mine", _("%(number)s is done, the goods are in stock: %(title)s"), [record.about.owner])


def changed(event: events.Event) -> None:
    """Tell whoever handles the order what became of a change."""
    record: Any = event.record
    _tell(event, "order.mine", _("Change %(number)s is «%(state)s»: %(title)s"), [record.order.owner])


def returned(event: returns.ReturnRegistered) -> None:
    """Tell whoever handles the return."""
    _tell(event, "order.return", _("Return %(number)s: %(title)s"), [event.record.owner])


def arrived(event: returns.ReturnArrived) -> None:
    """Tell quality that all of it is to be inspected."""
    people = [*_posts(Post.QUALITY), event.record.owner]
    _tell(event, "order.return", _("Return %(number)s is here, please inspect all of it: %(title)s"), people)


def inspected(event: returns.ReturnInspected) -> None:
    """Tell whoever handles it that it may be decided."""
    _tell(event, "order.return", _("Return %(number)s is inspected: %(title)s"), [event.record.owner])


def decided(event: returns.ReturnDecided) -> None:
    """Tell the accountants of a refund, the warehouse of a replenishment."""
    record: Any = event.record
    people = [record.owner]
    people += _posts(Post.ACCOUNTANT) if record.owes_refund else []
    people += _posts(Post.WAREHOUSE) if record.left_to_replenish else []
    _tell(event, "order.return", _("Return %(number)s is decided: %(title)s"), people)


HEARD: tuple[tuple[type[events.Event], Callable[[Any], None]], ...] = (
    (orders.OrderAgreed, waits), (orders.OrderRefused, waits), (orders.OrderClarified, waits),
    (orders.OrderReleased, to_ship), (orders.OrderCancelled, waits), (orders.GoodsMissing, missing),
    (papers.NoticeIssued, issued),
    (papers.NoticeVoided, voided), (papers.NoticeDone, made), (changes.ChangeAgreed, changed),
    (changes.ChangeRefused, changed), (returns.ReturnRegistered, returned), (returns.ReturnArrived, arrived),
    (returns.ReturnInspected, inspected), (returns.ReturnDecided, decided),
)  # fmt: skip


def register() -> None:
    """Subscribe to the events and name the topics."""
    for topic, label in TOPICS.items():
        outbox.register_topic(topic, label)
    for event_type, handler in HEARD:
        events.subscribe(event_type, handler)
        deadlines.speak_for(event_type)
