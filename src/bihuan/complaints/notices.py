"""Who hears of a complaint: whose it is now, whom the clauses want told, the department it is said of."""

from collections.abc import Callable, Iterable
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from bihuan.complaints.models import Complaint
from bihuan.complaints.policies import service_keepers
from bihuan.complaints.states.complaints import (
    ComplaintCalledBack,
    ComplaintDecided,
    ComplaintJudged,
    ComplaintRegistered,
    ComplaintReopened,
    ComplaintReplied,
    ComplaintTaken,
    ComplaintUrged,
    ComplaintWrote,
)
from bihuan.deadlines import operations as deadlines
from bihuan.kernel import events, outbox
from bihuan.organization.models import Staff
from bihuan.organization.queries import deputy_for, holders, superior_of

TOPICS = {
    "complaint.mine": lazy("A complaint waits for me"),
    "complaint.serious": lazy("A serious complaint"),
    "complaint.wrote": lazy("A complainant wrote or asks again"),
    "complaint.verdict": lazy("What a complainant says of the outcome"),
}


def _tell(event: events.Event, topic: str, words: str, people: Iterable[Staff | None], *, urgent: bool = True) -> None:
    """Tell these, and whom the clauses in force want told of the event besides (上报); never whom it is said of."""
    complaint: Complaint = event.record
    said = {"number": complaint.number, "title": complaint.title, "state": complaint.state_label}
    wanted = [*(deputy_for(one) for one in people if one is not None), *deadlines.reported_to(event)]
    others = [one for one in wanted if one.pk not in (event.by.pk, complaint.about_staff_id)]
    outbox.notify(
        list(dict.fromkeys(others)), topic=topic, title=words % said, url=complaint.get_absolute_url(),
        record=complaint, is_urgent=urgent,
    )  # fmt: skip


def registered(event: ComplaintRegistered) -> None:
    """Tell whose it is; a serious one goes to whom the clause names at once."""
    _tell(event, "complaint.mine", _("Complaint %(number)s: %(title)s"), [event.record.owner])


def judged(event: ComplaintJudged) -> None:
    """Tell whom the clauses want told: of serious ones the vice general manager (FULL 5.5)."""
    is_serious = event.record.severity == "serious"
    words = _("Serious complaint %(number)s: %(title)s") if is_serious else _("Complaint %(number)s: %(title)s")
    _tell(event, "complaint.serious" if is_serious else "complaint.mine", words, [], urgent=is_serious)


def turned(event: events.Event) -> None:
    """Tell whose turn it is."""
    complaint: Complaint = event.record
    head = complaint.responsible.manager if complaint.responsible else None
    people = [complaint.owner, head if isinstance(event, ComplaintTaken) else None]
    _tell(event, "complaint.mine", _("%(number)s waits for you (%(state)s): %(title)s"), people)


def replied(event: ComplaintReplied) -> None:
    """Tell the administration to call back where it is about service (SCMP 4.3), else whoever has it."""
    complaint: Complaint = event.record
    keepers = [one for post in service_keepers() for one in holders(post)]
    people = keepers if complaint.is_service else [complaint.owner]
    _tell(event, "complaint.mine", _("%(number)s was answered; please call back: %(title)s"), people, urgent=False)


def called_back(event: ComplaintCalledBack) -> None:
    """Tell the department what the customer says in the end (SCMP 4.3)."""
    complaint: Complaint = event.record
    places = (complaint.concerned, complaint.responsible)
    heads = [place.manager for place in places if place is not None]
    words = _("%(number)s, the customer says: ") + complaint.get_verdict_display()
    _tell(event, "complaint.verdict", words, [*heads, complaint.owner], urgent=False)


def wrote(event: ComplaintWrote) -> None:
    """Tell whoever has the complaint that the customer wrote."""
    _tell(event, "complaint.wrote", _("%(number)s: the customer wrote: %(title)s"), [event.record.owner])


def urged(event: ComplaintUrged) -> None:
    """Tell who has it, and his superior."""
    owner = event.record.owner
    superior = superior_of(owner) if owner else None
    _tell(event, "complaint.wrote", _("%(number)s: the customer asks again: %(title)s"), [owner, superior])


def register() -> None:
    """Subscribe to the events and name the topics."""
    for topic, label in TOPICS.items():
        outbox.register_topic(topic, label)
    heard: tuple[tuple[type[events.Event], Callable[[Any], None]], ...] = (
        (ComplaintRegistered, registered), (ComplaintJudged, judged), (ComplaintTaken, turned),
        (ComplaintDecided, turned), (ComplaintReopened, turned), (ComplaintReplied, replied),
        (ComplaintCalledBack, called_back), (ComplaintWrote, wrote), (ComplaintUrged, urged),
    )  # fmt: skip
    for event_type, handler in heard:
        events.subscribe(event_type, handler)
        deadlines.speak_for(event_type)
