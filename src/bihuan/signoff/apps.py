"""Registrations of the signoff app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

VERBS = {
    "circulation.started": gettext_noop("set a form going"),
    "circulation.signed": gettext_noop("signed"),
    "circulation.agreed": gettext_noop("form agreed"),
    "circulation.returned": gettext_noop("sent the form back"),
    "circulation.delegated": gettext_noop("passed the station on"),
    "circulation.taken_over": gettext_noop("took the station over"),
    "circulation.withdrawn": gettext_noop("took the form back"),
    "circulation.station_added": gettext_noop("added a station"),
    "circulation.station_skipped": gettext_noop("left a station out"),
    "consent_asked": gettext_noop("asked to take a step out of order"),
    "consent_given": gettext_noop("consented to the step out of order"),
    "consent_refused": gettext_noop("did not consent to the step out of order"),
    "decide": gettext_noop("decided"),
    "take_step": gettext_noop("took the step"),
}


class SignoffConfig(AppConfig):
    """The app of forms that circulate."""

    name = "bihuan.signoff"
    label = "signoff"
    verbose_name = _("Sign-off")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Hear what starts, ends and cancels forms; name topics and verbs."""
        from bihuan.kernel import consents, erasure, events, menu, outbox, wording
        from bihuan.regulations.models import let_read_in_review
        from bihuan.regulations.states import RegulationSubmitted
        from bihuan.signoff import notices, operations, policies, states  # noqa: F401
        from bihuan.signoff.operations import consents as kept_consents
        from bihuan.signoff.operations.forgetting import forget
        from bihuan.signoff.queries.desk import versions_asked_of

        events.subscribe(events.Event, operations.observe)
        events.subscribe(erasure.ContentDestroyed, forget)
        events.subscribe(RegulationSubmitted, operations.circulate_regulation)
        for ending in (states.CirculationAgreed, states.CirculationRefused, states.CirculationWithdrawn):
            events.subscribe(ending, operations.finish_regulation)
        for told in (states.CirculationAgreed, states.CirculationRefused, states.CirculationReturned):
            events.subscribe(told, notices.ended)
        events.subscribe(states.StationOpened, notices.ask)
        events.subscribe(states.ConsentAsked, notices.consent_asked)
        events.subscribe(states.ConsentDecided, notices.consent_decided)
        consents.come_from(kept_consents.find, kept_consents.use)
        for topic, label in notices.TOPICS.items():
            outbox.register_topic(topic, label)
        wording.VERBS.update(VERBS)
        let_read_in_review(versions_asked_of)
        menu.register_personal("signoff", _("To sign"), "signature", "signoff:waiting", permission="signoff.view")
