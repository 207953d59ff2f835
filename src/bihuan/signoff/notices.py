"""The words of what people are told about circulated forms."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bihuan.kernel import outbox
from bihuan.organization.queries import holders
from bihuan.signoff.operations.consents import deciders
from bihuan.signoff.states import (
    CirculationEvent,
    CirculationRefused,
    CirculationReturned,
    ConsentAsked,
    ConsentDecided,
    StationOpened,
)

TOPIC_SIGN = "signoff.sign"
TOPIC_ENDED = "signoff.ended"
TOPIC_CONSENT = "signoff.consent"
TOPICS = {
    TOPIC_SIGN: gettext_lazy("A form waits for my signature"),
    TOPIC_CONSENT: gettext_lazy("A step out of order is asked for or decided"),
    TOPIC_ENDED: gettext_lazy("A form I have begun is agreed, refused or sent back"),
}


def ask(event: StationOpened) -> None:
    """Tell those who may sign that a form has come."""
    words = {"form": event.circulation, "station": event.station.name}
    outbox.notify(
        [person for person in event.asked if person.pk != event.by.pk],
        topic=TOPIC_SIGN,
        title=_("To sign: %(form)s, %(station)s") % words,
        url=event.circulation.get_absolute_url(),
        record=event.record,
    )


def ended(event: CirculationEvent) -> None:
    """Tell who began a form how it went."""
    begun_by = event.circulation.begun_by
    if begun_by is None or begun_by.pk == event.by.pk:
        return
    titles = {CirculationRefused: _("Refused: %(form)s"), CirculationReturned: _("Sent back: %(form)s")}
    title = titles.get(type(event), _("Agreed: %(form)s"))
    outbox.notify(
        [begun_by], topic=TOPIC_ENDED, title=title % {"form": event.circulation},
        url=event.circulation.get_absolute_url(), record=event.record,
    )  # fmt: skip


def consent_asked(event: ConsentAsked) -> None:
    """Tell those whom the clause lets consent; deputies for those who are away."""
    consent = event.record
    people = [person for post in deciders(consent) for person in holders(post)]
    title = _("Your consent to a step out of order is asked for: %(title)s") % {"title": consent.title}
    outbox.notify(
        [one for one in people if one.pk != event.by.pk], topic=TOPIC_CONSENT, title=title,
        url=consent.get_absolute_url(), record=consent, is_urgent=True,
    )  # fmt: skip


def consent_decided(event: ConsentDecided) -> None:
    """Tell who asked."""
    consent = event.record
    title = _("%(number)s: %(state)s") % {"number": consent.subject_number, "state": consent.state_label}
    outbox.notify(
        [consent.asked_by], topic=TOPIC_CONSENT, title=title, url=consent.get_absolute_url(), record=consent,
        is_urgent=True,
    )  # fmt: skip
