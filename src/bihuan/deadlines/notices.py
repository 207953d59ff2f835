"""The words of what people are told about time limits."""

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from bihuan.deadlines import operations
from bihuan.deadlines.models import Rung
from bihuan.deadlines.states import CalendarMissing, RungsFired
from bihuan.kernel import outbox
from bihuan.kernel.events import Event
from bihuan.kernel.outbox import Notice
from bihuan.kernel.outbox.many import Message, notify_many
from bihuan.organization.models import Staff
from bihuan.organization.queries import holders
from bihuan.organization.states import Post

TOPIC_SOON = "deadline.soon"
TOPIC_OVER = "deadline.over"
TOPIC_REPORT = "clause.report"
TOPIC_CALENDAR = "calendar.missing"
CALENDAR_KEEPERS = (Post.ADMINISTRATION, Post.SYSTEM_ADMINISTRATOR, Post.SERVICE_MANAGER)
TOPICS = {
    TOPIC_CALENDAR: gettext_lazy("A working calendar is missing"),
    TOPIC_SOON: gettext_lazy("A time limit runs out soon"),
    TOPIC_OVER: gettext_lazy("A time limit was missed"),
    TOPIC_REPORT: gettext_lazy("A clause wants me told"),
}


def report(event: Event) -> None:
    """Tell whom a clause wants told of an event (上报), unless an app finds better words for it."""
    if operations.is_spoken_for(event):
        return
    for view, people in operations.reports(event):
        subject = event.about
        words = {"number": getattr(subject, "number", ""), "label": view.data["label"], "clause": view.label}
        others = [person for person in people if person.pk != event.by.pk]
        title = _("%(number)s: %(label)s (%(clause)s)") % words
        url = subject.get_absolute_url() if hasattr(subject, "get_absolute_url") else ""
        outbox.notify(others, topic=TOPIC_REPORT, title=title, url=url, record=subject, is_urgent=True)


def ask_for_calendar(event: CalendarMissing) -> None:
    """Tell those who keep the calendars that one is missing; once, until they have read it."""
    people = [person for post in CALENDAR_KEEPERS for person in holders(post)]
    for code in event.codes:
        title = _("Working calendar «%(code)s» is missing: its time limits count round the clock") % {"code": code}
        told = Notice.objects.filter(recipient__in=people, read_at=None, topic=TOPIC_CALENDAR, body=code)
        known = set(told.values_list("recipient_id", flat=True))
        rest = [person for person in people if person.pk not in known]
        outbox.notify(
            rest, topic=TOPIC_CALENDAR, title=title, body=code, url=reverse("organization:calendars"), is_urgent=True
        )


def tell(event: RungsFired) -> None:
    """Send the notices of a batch of rungs, in the transaction that fired them."""
    base = reverse("deadlines:running")
    notify_many([message for rung, told in event.told for message in _messages(rung, told, base)])


def _messages(rung: Rung, told: list[Staff], base: str) -> list[Message]:
    """Return the notices of one rung, each in its reader's language; `base` is the address of all limits."""
    deadline, is_over = rung.deadline, rung.percent >= 100
    languages: dict[str, list[Staff]] = {}
    for person in told:
        languages.setdefault(person.language, []).append(person)
    return [
        Message(
            recipients=people,
            topic=TOPIC_OVER if is_over else TOPIC_SOON,
            title=_title(rung, language),
            url=f"{base}{deadline.pk}/record/",
            kind=deadline.kind,
            subject_id=deadline.subject_id,
            is_urgent=is_over,
        )
        for language, people in languages.items()
    ]


def _title(rung: Rung, language: str) -> str:
    deadline = rung.deadline
    words = {
        "number": deadline.subject_number,
        "label": deadline.label,
        "percent": rung.percent,
        "due": timezone.localtime(deadline.due_at).strftime("%m-%d %H:%M"),
    }
    with override(language):
        if rung.percent > 100:
            return _("%(number)s: «%(label)s» is overdue since %(due)s (%(percent)d %% of the limit)") % words
        if rung.percent == 100:
            return _("%(number)s: «%(label)s» was due at %(due)s and is not done") % words
        return _("%(number)s: «%(label)s» is due at %(due)s, %(percent)d %% of the time is used up") % words
