"""Registrations of the deadlines app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

VERBS = {
    "deadline.started": gettext_noop("time limit begins"),
    "deadline.met": gettext_noop("time limit done"),
    "deadline.cancelled": gettext_noop("time limit dropped"),
    "deadline.paused": gettext_noop("clock stopped"),
    "deadline.resumed": gettext_noop("clock goes on"),
    "deadline.escalated": gettext_noop("raised"),
    "deadline.rematched": gettext_noop("time limit matched again"),
    "deadline.recounted": gettext_noop("time limit counted again"),
}


class DeadlinesConfig(AppConfig):
    """The app of time limits."""

    name = "bihuan.deadlines"
    label = "deadlines"
    verbose_name = _("Deadlines")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Hear every event, hear of calendars, send notices, name topics and verbs."""
        from bihuan.deadlines import notices, operations, policies  # noqa: F401
        from bihuan.deadlines.states import CalendarMissing, RungsFired
        from bihuan.kernel import events, outbox, wording
        from bihuan.organization.states import CalendarPublished

        events.subscribe(events.Event, operations.observe)
        events.subscribe(events.Event, notices.report)
        events.subscribe(CalendarPublished, operations.recount_later)
        events.subscribe(RungsFired, notices.tell)
        events.subscribe(CalendarMissing, notices.ask_for_calendar)
        for topic, label in notices.TOPICS.items():
            outbox.register_topic(topic, label)
        wording.VERBS.update(VERBS)
