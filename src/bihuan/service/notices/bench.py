"""Who hears of products in the workshop: the bench, the desk, and the customer when he can collect it (SVC-13)."""

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.utils.translation import gettext_lazy as lazy

from bihuan.kernel import events, outbox
from bihuan.kernel.events import Event
from bihuan.kernel.tasks import scheduled, task
from bihuan.organization.models import Staff
from bihuan.organization.queries import holders
from bihuan.organization.states import Post
from bihuan.service.models import BenchJob
from bihuan.service.operations import bench
from bihuan.service.queries.bench import estimate_token
from bihuan.service.queries.record import track_token
from bihuan.service.states.bench import (
    BenchBeyondRepair,
    BenchConsented,
    BenchDeclined,
    BenchEstimated,
    BenchReady,
    BenchReceived,
)

TOPICS = {
    "bench.received": lazy("A product was taken in"),
    "bench.answered": lazy("A customer answered an estimate"),
    "bench.ready": lazy("A repaired product can be collected"),
    "bench.uncollected": lazy("A product is not collected"),
}
WORDS = {
    "estimate": (
        lazy("The estimate for %(title)s, %(number)s"),
        lazy("Please look at plan and price and agree or decline: %(link)s"),
    ),
    "ready": (
        lazy("%(title)s can be collected, %(number)s"),
        lazy("Please bring the receipt. How it went: %(link)s"),
    ),
    "uncollected": (
        lazy("Please collect %(title)s, %(number)s"),
        lazy("It has been ready for some time. How it went: %(link)s"),
    ),
}


def _tell(people: Iterable[Staff | None], event: Event, topic: str, title: str, *, is_urgent: bool = False) -> None:
    job: BenchJob = event.record
    others = [one for one in people if one is not None and one.pk != event.by.pk]
    outbox.notify(others, topic=topic, title=title, url=job.get_absolute_url(), record=job, is_urgent=is_urgent)


def _words(job: BenchJob) -> dict[str, str]:
    return {"number": job.number, "title": job.title}


def received(event: BenchReceived) -> None:
    """Tell the technician, or whoever gives out the work of this workshop."""
    job: BenchJob = event.record
    people = [job.technician] if job.technician else holders(Post.OUTLET_MANAGER, outlet=job.outlet)
    _tell(people, event, "bench.received", _("Taken in %(number)s: %(title)s") % _words(job))


def estimated(event: BenchEstimated) -> None:
    """Mail the estimate's link to a customer whose address we know."""
    _mail(event.record, "estimate")


def answered(event: BenchConsented | BenchDeclined) -> None:
    """Tell bench and desk what the customer decided."""
    job: BenchJob = event.record
    agreed = isinstance(event, BenchConsented)
    title = _("%(number)s: the customer agrees, go on") if agreed else _("%(number)s: not to be repaired")
    _tell([job.technician, job.request.owner], event, "bench.answered", title % _words(job), is_urgent=True)


def beyond(event: BenchBeyondRepair) -> None:
    """Tell the desk, which talks to the customer."""
    title = _("%(number)s is beyond repair: tell the customer, nothing is charged")
    _tell([event.record.request.owner], event, "bench.answered", title % _words(event.record))


def ready(event: BenchReady) -> None:
    """Tell the desk, and the customer by mail where we know his address."""
    job: BenchJob = event.record
    title = _("%(number)s is ready: call %(name)s to collect it") % {
        "number": job.number, "name": job.request.contact_name or _("the customer"),
    }  # fmt: skip
    _tell([job.request.owner, job.received_by], event, "bench.ready", title)
    _mail(job, "ready")


def _mail(job: BenchJob, kind: str) -> None:
    customer = job.request.customer
    if customer is not None and customer.email:
        mail_customer.enqueue(pk=job.pk, kind=kind)


@task(max_attempts=40)
def mail_customer(pk: int, kind: str) -> None:
    """Mail the customer what he waits for; what the other side doesn't take is tried again."""
    job = BenchJob.objects.select_related("request__customer", "estimate").get(pk=pk)
    box = outbox.mailbox(job.request.customer)
    if not box:
        return
    title, body = WORDS[kind]
    words = {**_words(job), "link": _link(job, kind)}
    if error := outbox.send(box, str(title) % words, str(body) % words):
        raise ConnectionError(error)


def _link(job: BenchJob, kind: str) -> str:
    if kind == "estimate" and job.estimate is not None:
        return f"{settings.BIHUAN_ADDRESS}/e/{estimate_token(job.estimate)}/"
    return f"{settings.BIHUAN_ADDRESS}/t/{track_token(job.request)}/"


@scheduled(daily_at="09:10", label=gettext_lazy("Remind customers to collect"))
def remind_uncollected() -> None:
    """Remind customers of what they have not collected, and the desk to call them, by the clause's days."""
    for job in bench.remind_uncollected():
        words: dict[str, Any] = {**_words(job), "count": job.reminded_count}
        title = _("%(number)s is still not collected (reminder %(count)s): %(title)s") % words
        people = [job.request.owner, job.received_by, *holders(Post.OUTLET_MANAGER, outlet=job.outlet)]
        outbox.notify(people, topic="bench.uncollected", title=title, url=job.get_absolute_url(), record=job)
        _mail(job, "uncollected")


def register() -> None:
    """Subscribe to the events and name the topics."""
    for topic, label in TOPICS.items():
        outbox.register_topic(topic, label)
    heard: Any = (
        (BenchReceived, received), (BenchEstimated, estimated), (BenchConsented, answered), (BenchDeclined, answered),
        (BenchBeyondRepair, beyond), (BenchReady, ready),
    )  # fmt: skip
    for event_type, handler in heard:
        events.subscribe(event_type, handler)
