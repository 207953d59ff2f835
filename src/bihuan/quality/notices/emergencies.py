"""Who hears of the emergency procedure of an issue (EMER, QUA-10)."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from bihuan.deadlines import operations as deadlines
from bihuan.kernel import events, outbox
from bihuan.kernel.outbox.many import Message, notify_many
from bihuan.organization.models import Staff
from bihuan.organization.queries import holders
from bihuan.quality.models import EmergencyReading, IssueEmergency
from bihuan.quality.notices.telling import tell
from bihuan.quality.policies.emergencies import ADMINISTRATION, ADMINISTRATION_ACT, CENTRE, CENTRE_ACT
from bihuan.quality.states import emergencies as states
from bihuan.regulations.queries.authority import authority, posts_for

ALARM, MINE, READ = "issue_emergency.alarm", "issue_emergency.mine", "issue_emergency.read"
TOPICS = {
    ALARM: lazy("A serious quality issue has occurred"),
    MINE: lazy("The emergency procedure of an issue waits for me"),
    READ: lazy("A circular or a changed standard is to be read"),
}


def _tell(event: events.Event, topic: str, said: str, people: Iterable[Staff | None]) -> None:
    one: IssueEmergency = event.record
    tell(event, topic, said % {"number": one.number, "title": one.title, "customer": one.customer_name}, people)


def _centre(one: IssueEmergency) -> list[Staff]:
    """Return the technical centre."""
    return [person for post in posts_for(authority(CENTRE_ACT, one.facts()), CENTRE) for person in holders(post)]


def _administration(one: IssueEmergency) -> list[Staff]:
    posts = posts_for(authority(ADMINISTRATION_ACT, one.facts()), ADMINISTRATION)
    return [person for post in posts for person in holders(post)]


def opened(event: Any) -> None:
    """Raise the alarm."""
    _tell(event, ALARM, _("%(number)s: serious quality issue at %(customer)s: %(title)s"), [event.record.owner])


def answered(event: Any) -> None:
    """Tell who leads the procedure what the customer said."""
    is_agreed = event.record.answer == states.Answer.AGREED
    said = _("%(number)s: %(customer)s agrees to the disposition") if is_agreed else _(
        "%(number)s: %(customer)s refuses the disposition; propose another")  # fmt: skip
    _tell(event, MINE, said, [event.record.owner])


def met(event: Any) -> None:
    """Tell the technical centre that the notice is its turn."""
    _tell(event, MINE, _("%(number)s: the meeting was held, order rectification: %(title)s"), _centre(event.record))


def ordered(event: Any) -> None:
    """Tell the responsible department."""
    one: IssueEmergency = event.record
    people = [one.owner, one.department.manager]
    _tell(event, MINE, _("%(number)s: rectification is ordered from your department: %(title)s"), people)


def measured(event: Any) -> None:
    """Tell the technical centre that measures wait."""
    _tell(event, MINE, _("%(number)s: measures wait for your approval: %(title)s"), _centre(event.record))


def refused(event: Any) -> None:
    """Tell who proposed the measures."""
    _tell(event, MINE, _("%(number)s: the measures were given back: %(title)s"), [event.record.measured_by])


def approved(event: Any) -> None:
    """Tell the department to carry them out, administration to verify."""
    people = [event.record.owner, *_administration(event.record)]
    _tell(event, MINE, _("%(number)s: the measures are approved; administration verifies: %(title)s"), people)


def circular_refused(event: Any) -> None:
    """Tell who drafted the circular."""
    _tell(event, MINE, _("%(number)s: the circular was given back: %(title)s"), [event.record.drafted_by])


def _to_read(event: Any, what: str, said: str) -> None:
    """Ask the departments to read it: a few statements, whatever their size."""
    one: IssueEmergency = event.record
    rows = EmergencyReading.objects.filter(emergency=one, what=what).select_related("reader")
    title = said % {"number": one.number, "title": one.title}
    notify_many(
        [
            Message(
                recipients=[row.reader], topic=READ, title=title, url=row.get_absolute_url(), kind=one.kind(),
                subject_id=one.pk, is_urgent=False,
            )
            for row in rows
        ]
    )  # fmt: skip


def published(event: Any) -> None:
    """Have the departments read the circular."""
    _to_read(event, states.ReadingOf.CIRCULAR, _("Circular to be read: %(number)s %(title)s"))


def fixed(event: Any) -> None:
    """Have the departments read the changed standard."""
    _to_read(event, states.ReadingOf.STANDARD, _("Changed standard to be read: %(number)s %(title)s"))


def register() -> None:
    """Subscribe to the events and name the topics."""
    for topic, label in TOPICS.items():
        outbox.register_topic(topic, label)
    heard: dict[type[events.Event], Any] = {
        states.IssueEmergencyOpened: opened, states.DispositionAnswered: answered, states.EmergencyMet: met,
        states.RectificationOrdered: ordered, states.MeasuresProposed: measured, states.MeasuresRefused: refused,
        states.MeasuresApproved: approved, states.CircularRefused: circular_refused,
    }  # fmt: skip
    for event_type, handler in heard.items():
        events.subscribe(event_type, handler)
    events.subscribe(states.CircularPublished, published)
    events.subscribe(states.EmergencyFixed, fixed)
    deadlines.speak_for(*heard)
