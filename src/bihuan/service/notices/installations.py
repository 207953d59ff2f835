"""Who hears of installations: the technician, whoever planned it, and the customer by mail (SVC-18)."""

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from bihuan.kernel import events, outbox
from bihuan.kernel.events import Event
from bihuan.kernel.tasks import task
from bihuan.organization.models import Staff
from bihuan.organization.queries import holders
from bihuan.organization.states import Post
from bihuan.service.models import Installation
from bihuan.service.queries.installations import installation_token
from bihuan.service.states.installations import (
    InstallationAccepted,
    InstallationEntrusted,
    InstallationMended,
    InstallationPlanned,
    InstallationRefused,
    InstallationTrained,
)

TOPICS = {
    "installation.mine": lazy("An installation is mine"),
    "installation.ended": lazy("An installation was accepted or refused"),
}
WORDS = {
    "planned": (
        lazy("Your delivery and installation, %(number)s"),
        lazy("We come at the agreed time. How it goes on, and the acceptance to sign: %(link)s"),
    ),
    "accepted": (
        lazy("Accepted: %(number)s"),
        lazy("Thank you. The warranty runs from today; your papers: %(link)s"),
    ),
}


def _tell(people: Iterable[Staff | None], event: Event, topic: str, title: str, *, is_urgent: bool = False) -> None:
    job: Installation = event.record
    others = [one for one in people if one is not None and one.pk != event.by.pk]
    words = {"number": job.number, "title": job.title}
    outbox.notify(others, topic=topic, title=title % words, url=job.get_absolute_url(), record=job, is_urgent=is_urgent)


def _mail(job: Installation, kind: str) -> None:
    if job.customer.email:
        mail_installation.enqueue(pk=job.pk, kind=kind)


def planned(event: InstallationPlanned) -> None:
    """Tell the technician and who goes along, or whoever gives out the work, and the customer."""
    job: Installation = event.record
    lead = [job.technician] if job.technician else [*holders(Post.OUTLET_MANAGER, outlet=job.outlet)]
    people = [*lead, *job.companions]
    _tell(people, event, "installation.mine", _("To be installed %(number)s: %(title)s"))
    _mail(job, "planned")


def entrusted(event: InstallationEntrusted) -> None:
    """Tell those who are new on it."""
    _tell(event.people, event, "installation.mine", _("To be installed %(number)s: %(title)s"))


def trained(event: InstallationTrained | InstallationMended) -> None:
    """Tell the technician that the acceptance is next."""
    _tell([event.record.technician], event, "installation.mine", _("%(number)s can be accepted: %(title)s"))


def accepted(event: InstallationAccepted) -> None:
    """Tell whoever planned and installed it, and the customer."""
    job: Installation = event.record
    _tell([job.planned_by, job.technician], event, "installation.ended", _("%(number)s was accepted: %(title)s"))
    _mail(job, "accepted")


def refused(event: InstallationRefused) -> None:
    """Tell the technician, whoever planned it and the service manager at once."""
    job: Installation = event.record
    people = [job.technician, job.planned_by, *holders(Post.SERVICE_MANAGER)]
    title = _("%(number)s was not accepted: %(title)s")
    _tell({one.pk: one for one in people if one}.values(), event, "installation.ended", title, is_urgent=True)


@task(max_attempts=40)
def mail_installation(pk: int, kind: str) -> None:
    """Mail the customer the link to his installation; what the other side doesn't take is tried again."""
    job = Installation.objects.select_related("customer").get(pk=pk)
    box = outbox.mailbox(job.customer)
    if not box:
        return
    title, body = WORDS[kind]
    words: dict[str, Any] = {
        "number": job.number, "link": f"{settings.BIHUAN_ADDRESS}/i/{installation_token(job)}/"
    }  # fmt: skip
    if error := outbox.send(box, str(title) % words, str(body) % words):
        raise ConnectionError(error)


def register() -> None:
    """Subscribe to the events and name the topics."""
    for topic, label in TOPICS.items():
        outbox.register_topic(topic, label)
    heard: Any = (
        (InstallationPlanned, planned), (InstallationEntrusted, entrusted), (InstallationTrained, trained),
        (InstallationMended, trained), (InstallationAccepted, accepted), (InstallationRefused, refused),
    )  # fmt: skip
    for event_type, handler in heard:
        events.subscribe(event_type, handler)
