"""Who hears of a complaint: whose it is now, whom the clauses want told, the department it is said of."""

from collections.abc import Callable, Iterable
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from bihuan.complaints.models import Complaint
from bihuan.complaints.operations.intake import keepers_of
from bihuan.complaints.policies import orderers, service_keepers
from bihuan.complaints.states import ComplaintGroup
from bihuan.complaints.states.compensations import CompensationApproved, CompensationPaid, CompensationRefused
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
from bihuan.complaints.states.inspections import (
    InspectionCalled,
    InspectionCancelled,
    InspectionExcused,
    InspectionHeld,
    InspectionInstructed,
    InspectionReported,
    StandInNamed,
)
from bihuan.customers.models import Visit
from bihuan.customers.states.visits import VisitDone
from bihuan.deadlines import operations as deadlines
from bihuan.kernel import events, outbox
from bihuan.kernel.outbox import Notice
from bihuan.organization.models import Staff
from bihuan.organization.queries import deputy_for, holders, superior_of
from bihuan.organization.states import Post

ON_VISIT = "complaint.visit"
TOPICS = {
    ON_VISIT: lazy("A complaint was heard on a visit"),
    "complaint.mine": lazy("A complaint waits for me"),
    "complaint.serious": lazy("A serious complaint"),
    "complaint.wrote": lazy("A complainant wrote or asks again"),
    "complaint.inspection": lazy("A joint inspection"),
    "complaint.compensation": lazy("A compensation"),
    "complaint.improve": lazy("Complaints that want an improvement"),
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


def told_on_visit(event: VisitDone) -> None:
    """Tell who takes complaints, once, of what was said on a visit, unless the visitor takes them himself."""
    visit: Visit = event.record
    url = visit.get_absolute_url()
    if not visit.complaint or visit.complaints.exists() or Notice.objects.filter(url=url, topic=ON_VISIT).exists():
        return
    taker, _recorder = keepers_of(ComplaintGroup.PRODUCT, event.by)
    if taker is not None and taker.pk != event.by.pk:
        words = _("Said on a visit, to be registered as a complaint: %(title)s") % {"title": visit.title}
        outbox.notify([deputy_for(taker)], topic=ON_VISIT, title=words, url=url, record=visit, is_urgent=False)


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


def _on(event: events.Event, topic: str, words: str, people: Iterable[Staff | None]) -> None:
    """Tell these of an inspection or a compensation, and whom the clauses want told besides."""
    record: Any = event.record
    told = [*(deputy_for(one) for one in people if one is not None), *deadlines.reported_to(event)]
    kept_from = (event.by.pk, record.complaint.about_staff_id)
    said = {"number": record.complaint.number, "title": record.title}
    outbox.notify(
        list(dict.fromkeys(one for one in told if one.pk not in kept_from)), topic=topic, title=words % said,
        url=record.get_absolute_url(), record=record, is_urgent=True,
    )  # fmt: skip


def inspection_called(event: InspectionCalled) -> None:
    """Call the three departments."""
    record: Any = event.record
    people = [record.sales, record.quality, record.production]
    _on(event, "complaint.inspection", _("%(number)s: please come to the joint inspection: %(title)s"), people)


def inspection_excused(event: InspectionExcused) -> None:
    """Ask whoever the clause names to send somebody in quality's place."""
    people = [one for post in orderers() for one in holders(post)]
    _on(event, "complaint.inspection", _("%(number)s: quality can't come; please name somebody: %(title)s"), people)


def stand_in_named(event: StandInNamed) -> None:
    """Tell who goes in quality's place, and who goes with him."""
    record: Any = event.record
    people = [record.stand_in, record.sales, record.production]
    words = _("%(number)s: somebody was named for the joint inspection: %(title)s")
    _on(event, "complaint.inspection", words, people)


def inspection_held(event: InspectionHeld) -> None:
    """Remind who owes the report."""
    record: Any = event.record
    owing = record.stand_in or record.quality
    words = _("%(number)s: the report of the joint inspection is due: %(title)s")
    _on(event, "complaint.inspection", words, [owing])


def inspection_reported(event: InspectionReported) -> None:
    """Lay it before whoever the clause names."""
    people = [one for post in orderers() for one in holders(post)]
    words = _("%(number)s: a joint inspection waits for the instruction: %(title)s")
    _on(event, "complaint.inspection", words, people)


def inspection_ended(event: events.Event) -> None:
    """Tell those who went, and whose the complaint is."""
    record: Any = event.record
    people = [record.sales, record.quality, record.production, record.stand_in, record.complaint.owner]
    is_off = isinstance(event, InspectionCancelled)
    words = (
        _("%(number)s: the joint inspection is not held: %(title)s") if is_off
        else _("%(number)s: instruction on the joint inspection: %(title)s")
    )  # fmt: skip
    _on(event, "complaint.inspection", words, people)


def compensation_decided(event: events.Event) -> None:
    """Tell who proposed it and whose the complaint is; what was approved, the accountants too."""
    record: Any = event.record
    people = [record.proposed_by, record.complaint.owner]
    if isinstance(event, CompensationApproved):
        people += holders(Post.ACCOUNTANT)
        words = _("%(number)s: compensation approved, to be handed over: %(title)s")
    elif isinstance(event, CompensationRefused):
        words = _("%(number)s: compensation refused: %(title)s")
    else:
        words = _("%(number)s: compensation handed over: %(title)s")
    _on(event, "complaint.compensation", words, people)


def register() -> None:
    """Subscribe to the events and name the topics."""
    for topic, label in TOPICS.items():
        outbox.register_topic(topic, label)
    heard: tuple[tuple[type[events.Event], Callable[[Any], None]], ...] = (
        (ComplaintRegistered, registered), (ComplaintJudged, judged), (ComplaintTaken, turned),
        (ComplaintDecided, turned), (ComplaintReopened, turned), (ComplaintReplied, replied),
        (ComplaintCalledBack, called_back), (ComplaintWrote, wrote), (ComplaintUrged, urged),
        (InspectionCalled, inspection_called), (InspectionExcused, inspection_excused), (StandInNamed, stand_in_named),
        (InspectionHeld, inspection_held), (InspectionReported, inspection_reported),
        (InspectionInstructed, inspection_ended), (InspectionCancelled, inspection_ended),
        (CompensationApproved, compensation_decided), (CompensationRefused, compensation_decided),
        (CompensationPaid, compensation_decided),
    )  # fmt: skip
    events.subscribe(VisitDone, told_on_visit)
    for event_type, handler in heard:
        events.subscribe(event_type, handler)
        deadlines.speak_for(event_type)
