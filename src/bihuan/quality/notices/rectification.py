"""Who hears of rectification notices (QPROC 2.4 to 2.6)."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from bihuan.deadlines import operations as deadlines
from bihuan.kernel import events, outbox
from bihuan.quality.models import RectificationNotice
from bihuan.quality.notices.telling import tell
from bihuan.quality.states.notices import NoticeAnswered, NoticeInspected, NoticeIssued, NoticeWithdrawn

TOPICS = {"notice.mine": lazy("A rectification notice waits for me"), "notice.news": lazy("News of my notices")}


def _words(notice: RectificationNotice, **more: Any) -> dict[str, Any]:
    return {"number": notice.number, "subject": notice.subject, **more}


def issued(event: NoticeIssued) -> None:
    """Tell who answers for the department."""
    notice: RectificationNotice = event.record
    title = _("%(number)s is to be answered by %(day)s: %(subject)s")
    tell(event, "notice.mine", title % _words(notice, day=notice.due_on or "—"), [notice.owner])


def answered(event: NoticeAnswered) -> None:
    """Tell who issued it."""
    notice: RectificationNotice = event.record
    title = _("%(number)s was answered by %(who)s, inspect it: %(subject)s")
    tell(event, "notice.mine", title % _words(notice, who=event.answer.answerer), [notice.issued_by])


def inspected(event: NoticeInspected) -> None:
    """Tell who answered what the inspection found."""
    notice, reply = event.record, event.answer
    title = _("%(number)s was accepted: %(subject)s")
    if not reply.is_accepted:
        title = _("%(number)s was given back: %(opinion)s")
    people = [reply.answered_by, notice.owner]
    tell(event, "notice.news", title % _words(notice, opinion=reply.opinion), people)


def withdrawn(event: NoticeWithdrawn) -> None:
    """Tell who would have answered."""
    notice: RectificationNotice = event.record
    tell(event, "notice.news", _("%(number)s was withdrawn: %(subject)s") % _words(notice), [notice.owner])


def register() -> None:
    """Subscribe to the events and name the topics."""
    for topic, label in TOPICS.items():
        outbox.register_topic(topic, label)
    events.subscribe(NoticeIssued, issued)
    events.subscribe(NoticeAnswered, answered)
    events.subscribe(NoticeInspected, inspected)
    events.subscribe(NoticeWithdrawn, withdrawn)
    deadlines.speak_for(NoticeIssued, NoticeAnswered, NoticeInspected, NoticeWithdrawn)
