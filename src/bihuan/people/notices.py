"""Who hears of rewards and penalties: those concerned and those whose turn it is (QMGT 6)."""

from collections.abc import Callable, Iterable
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from bihuan.deadlines import operations as deadlines
from bihuan.kernel import events, outbox
from bihuan.organization.models import Staff
from bihuan.organization.queries import holders, superior_of
from bihuan.organization.states import Post
from bihuan.people.models import Reward, RewardSummary
from bihuan.people.states.rewards import (
    RewardDecided,
    RewardDisputed,
    RewardIssued,
    RewardProposed,
    RewardsHandedOver,
)

TOPIC = "people.reward"


def _tell(event: events.Event, title: str, people: Iterable[Staff | None]) -> None:
    """Tell these, and whom the clauses in force want told of the event besides; never the one who did it."""
    record: Any = event.record
    wanted = [*people, *deadlines.reported_to(event)]
    others = [one for one in wanted if one is not None and one.pk != event.by.pk]
    outbox.notify(others, topic=TOPIC, title=title, url=record.get_absolute_url(), record=record, is_urgent=True)


def _for_office(reward: Reward, post: str) -> list[Staff]:
    """Return who holds a post, without the colleague it is about."""
    return [one for one in holders(post) if one.pk != reward.person_id]


def proposed(event: RewardProposed) -> None:
    """Tell quality, which issues it or doesn't; what a decided case brings along is issued at once."""
    row: Reward = event.record
    if event.by.actor_kind == "system":
        return
    title = _("%(number)s was proposed: %(title)s") % {"number": row.number, "title": row.title}
    _tell(event, title, _for_office(row, Post.QUALITY))


def issued(event: RewardIssued) -> None:
    """Tell the colleague, with his right to dispute it, and his manager."""
    row: Reward = event.record
    words = {"number": row.number, "title": row.label, "kind": row.get_consequence_display()}
    outbox.notify(
        [row.person], topic=TOPIC, title=_("%(kind)s %(number)s for you: %(title)s; you may dispute it") % words,
        url=row.get_absolute_url(), record=row, is_urgent=True,
    )  # fmt: skip
    title = _("%(number)s was issued: %(title)s") % {"number": row.number, "title": row.title}
    _tell(event, title, [superior_of(row.person), row.proposed_by])


def disputed(event: RewardDisputed) -> None:
    """Tell administration, which decides, and who issued it."""
    row: Reward = event.record
    title = _("%(number)s is disputed: %(title)s") % {"number": row.number, "title": row.title}
    _tell(event, title, [*_for_office(row, Post.ADMINISTRATION), row.issued_by])


def decided(event: RewardDecided) -> None:
    """Tell the colleague, his manager and who issued it."""
    row: Reward = event.record
    title = _("%(number)s was decided: %(state)s") % {"number": row.number, "state": row.state_label}
    _tell(event, title, [row.person, superior_of(row.person), row.issued_by])


def handed_over(event: RewardsHandedOver) -> None:
    """Tell finance."""
    row: RewardSummary = event.record
    title = _("Rewards and penalties of %(month)s are ready for finance") % {"month": f"{row.month:%Y-%m}"}
    _tell(event, title, holders(Post.ACCOUNTANT))


def register() -> None:
    """Subscribe to the events and name the topic."""
    outbox.register_topic(TOPIC, lazy("Rewards and penalties"))
    heard: tuple[tuple[type[events.Event], Callable[[Any], None]], ...] = (
        (RewardProposed, proposed), (RewardIssued, issued), (RewardDisputed, disputed), (RewardDecided, decided),
        (RewardsHandedOver, handed_over),
    )  # fmt: skip
    for event_type, handler in heard:
        events.subscribe(event_type, handler)
        deadlines.speak_for(event_type)
