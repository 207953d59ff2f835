"""Who hears of a zeroing (ZERO)."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from bihuan.deadlines import operations as deadlines
from bihuan.kernel import events, outbox
from bihuan.organization.queries import holders
from bihuan.quality.models.zeroing import Zeroing
from bihuan.quality.notices.telling import tell
from bihuan.quality.policies.zeroing import REVIEW_ACT, REVIEWERS
from bihuan.quality.states.zeroing import (
    CriterionReviewed,
    CriterionState,
    CriterionWritten,
    ZeroingDone,
    ZeroingOpened,
    ZeroingTakenUp,
)
from bihuan.regulations.queries.authority import authority, posts_for

TOPICS = {
    "zeroing.mine": lazy("A zeroing waits for me"),
    "zeroing.news": lazy("News of a zeroing"),
}


def opened(event: Any) -> None:
    """Tell who is in charge."""
    zeroing: Zeroing = event.record
    words = {"number": zeroing.number, "side": zeroing.get_side_display(), "problem": zeroing.problem}
    tell(event, "zeroing.mine", _("%(number)s %(side)s: you are in charge: %(problem)s") % words, [zeroing.owner])


def written(event: CriterionWritten) -> None:
    """Tell who may review it, but not its author."""
    zeroing, criterion = event.record, event.criterion
    posts = posts_for(authority(REVIEW_ACT, zeroing.facts()), REVIEWERS)
    people = [one for post in posts for one in holders(post) if one.pk != criterion.author_id]
    title = _("%(number)s: «%(label)s» waits for review") % {"number": zeroing.number, "label": criterion.label}
    tell(event, "zeroing.mine", title, people)


def reviewed(event: CriterionReviewed) -> None:
    """Tell the author and who is in charge when a criterion comes back."""
    zeroing, criterion = event.record, event.criterion
    if criterion.state == CriterionState.RETURNED:
        title = _("%(number)s: «%(label)s» was given back: %(opinion)s")
        words = {"number": zeroing.number, "label": criterion.label, "opinion": criterion.opinion}
        tell(event, "zeroing.mine", title % words, [criterion.author, zeroing.owner])


def done(event: ZeroingDone) -> None:
    """Tell who was in charge and who opened it."""
    zeroing: Zeroing = event.record
    title = _("%(number)s is zeroed: %(problem)s") % {"number": zeroing.number, "problem": zeroing.problem}
    tell(event, "zeroing.news", title, [zeroing.owner, zeroing.opened_by])


def register() -> None:
    """Subscribe to the events and name the topics."""
    for topic, label in TOPICS.items():
        outbox.register_topic(topic, label)
    events.subscribe(ZeroingOpened, opened)
    events.subscribe(ZeroingTakenUp, opened)
    events.subscribe(CriterionWritten, written)
    events.subscribe(CriterionReviewed, reviewed)
    events.subscribe(ZeroingDone, done)
    deadlines.speak_for(ZeroingOpened, ZeroingTakenUp, CriterionWritten, CriterionReviewed, ZeroingDone)
