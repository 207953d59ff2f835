"""Who hears of what in the service department, and in which words."""

from collections.abc import Callable, Iterable
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from bihuan.deadlines import operations as deadlines
from bihuan.kernel import events, outbox
from bihuan.kernel.privacy import normalize_phone
from bihuan.kernel.tasks import task
from bihuan.organization.models import Staff
from bihuan.organization.queries import deputy_for, holders, superior_of
from bihuan.organization.states import Post
from bihuan.service.models import ServiceRequest, WorkOrder
from bihuan.service.queries import track_token
from bihuan.service.states import (
    CustomerWrote,
    NextOffered,
    OrderAssigned,
    OrderMoved,
    OrderWithdrawn,
    RequestCancelled,
    RequestPassed,
    RequestRegistered,
    RequestReopened,
    RequestUrged,
    Urgency,
    VoucherSigned,
)

TOPICS = {
    "request.registered": lazy("New service request"),
    "request.passed": lazy("A request was passed to me"),
    "request.urged": lazy("A customer called again"),
    "request.said": lazy("A customer wrote"),
    "request.reopened": lazy("A request was reopened"),
    "order.assigned": lazy("A job was assigned to me"),
    "order.withdrawn": lazy("A job was taken back or declined"),
    "order.signed": lazy("A job was signed by the customer"),
    "order.moved": lazy("A job of mine was put to another time"),
    "request.offered": lazy("Somebody is free for a waiting request"),
}


def _tell(
    people: Iterable[Staff | None], event: events.Event, topic: str, title: str, *, is_urgent: bool = False
) -> None:
    """Tell these, and whom the clauses in force want told of the event besides (上报)."""
    request: ServiceRequest = event.about
    wanted = [*people, *deadlines.reported_to(event)]
    others = [person for person in wanted if person is not None and person.pk != event.by.pk]
    about: Any = event.record
    outbox.notify(others, topic=topic, title=title, url=about.get_absolute_url(), record=request, is_urgent=is_urgent)


def registered(event: RequestRegistered) -> None:
    """Tell the owner of what a customer entered himself, and the dispatchers of what a colleague took in."""
    request: ServiceRequest = event.record
    dispatchers = holders(Post.DISPATCHER, outlet=request.outlet, at=timezone.now())
    title = _("New request %(number)s: %(title)s") % {"number": request.number, "title": request.title}
    _tell(
        [request.owner, *dispatchers], event, "request.registered", title, is_urgent=request.urgency == Urgency.URGENT
    )


def link_wanted(event: RequestRegistered) -> None:
    """Text the link to follow the case to a customer who agreed to it (SVC-22)."""
    if may_be_texted(event.record):
        text_link.enqueue(pk=event.record.pk)


@task(max_attempts=40)
def text_link(pk: int) -> None:
    """Text one tracking link; what the gateway doesn't take is tried again."""
    request = ServiceRequest.objects.get(pk=pk)
    words = {"number": request.number, "link": f"{settings.BIHUAN_ADDRESS}/t/{track_token(request)}/"}
    text_customer(request, _("Your request %(number)s is registered. Follow it here: %(link)s") % words)


def may_be_texted(request: ServiceRequest) -> bool:
    """Tell whether the customer agreed to text messages, and there is a gateway and a phone for them."""
    return bool(request.may_text and request.phone and outbox.has_sms())


def text_customer(request: ServiceRequest, words: str) -> None:
    """Send a text message about a request, in the worker.

    Raises:
        ConnectionError: the gateway didn't take it; the task is tried again.
    """
    phone: Any = request.phone
    plain = normalize_phone(phone.reveal() if hasattr(phone, "reveal") else str(phone))
    if may_be_texted(request) and (error := outbox.text(plain, words)):
        raise ConnectionError(error)


def passed(event: RequestPassed) -> None:
    """Tell the new owner."""
    request: ServiceRequest = event.record
    title = _("%(number)s is yours now: %(title)s") % {"number": request.number, "title": request.title}
    _tell([request.owner], event, "request.passed", title, is_urgent=True)


def urged(event: RequestUrged) -> None:
    """Tell owner, technician and the owner's manager: the customer must not have to call a third time."""
    request: ServiceRequest = event.record
    owner = request.owner
    people = [request.technician, *([deputy_for(owner), superior_of(owner)] if owner else holders(Post.DISPATCHER))]
    title = _("%(number)s: the customer called again (%(count)s)") % {
        "number": request.number,
        "count": request.urged_count,
    }
    _tell(people, event, "request.urged", title, is_urgent=True)


def said(event: CustomerWrote) -> None:
    """Tell owner and technician what the customer added; without an owner on duty, the dispatchers."""
    request: ServiceRequest = event.record
    title = _("%(number)s: the customer wrote") % {"number": request.number}
    owner = deputy_for(request.owner) if request.owner and request.owner.is_active else None
    people = [owner, request.technician] if owner else holders(Post.DISPATCHER, outlet=request.outlet)
    _tell(people, event, "request.said", title)


def reopened(event: RequestReopened) -> None:
    """Tell the owner and the dispatchers."""
    request: ServiceRequest = event.record
    title = _("%(number)s was reopened: %(title)s") % {"number": request.number, "title": request.title}
    _tell([request.owner, *holders(Post.DISPATCHER, outlet=request.outlet)], event, "request.reopened", title)


def assigned(event: OrderAssigned) -> None:
    """Tell the technician."""
    order: WorkOrder = event.record
    title = _("New job %(number)s: %(title)s") % {"number": order.number, "title": order.request.title}
    _tell([order.technician], event, "order.assigned", title, is_urgent=order.request.urgency == Urgency.URGENT)


def withdrawn(event: OrderWithdrawn) -> None:
    """Tell the technician it was taken from, or the dispatchers when he declined."""
    order: WorkOrder = event.record
    title = _("Job %(number)s was taken back or declined") % {"number": order.number}
    people = [order.technician] if event.by.pk != order.technician_id else holders(Post.DISPATCHER, outlet=order.outlet)
    _tell(people, event, "order.withdrawn", title, is_urgent=True)


def moved(event: OrderMoved) -> None:
    """Tell those whose day it changes."""
    order: WorkOrder = event.record
    facts = {"number": order.number, "words": event.words, "title": order.request.title}
    title = _("%(number)s: %(words)s · %(title)s") % facts
    _tell(event.people, event, "order.moved", title)


def offered(event: NextOffered) -> None:
    """Tell the dispatchers who could go, and the technician where the clause lets him take it."""
    request: ServiceRequest = event.record
    facts = {"name": event.technician.name, "number": request.number, "title": request.title}
    title = _("%(name)s is free; the oldest that fits him: %(number)s %(title)s") % facts
    url = f"{reverse('service:board')}?request={request.pk}"
    dispatchers = holders(Post.DISPATCHER, outlet=request.outlet, at=timezone.now())
    outbox.notify(dispatchers, topic="request.offered", title=title, url=url, record=request)
    if event.may_take:
        title = _("You can take the next job: %(title)s") % facts
        url = reverse("service:today")
        outbox.notify([event.technician], topic="request.offered", title=title, url=url, record=request)


def cancelled(event: RequestCancelled) -> None:
    """Tell the technician who was to go."""
    request: ServiceRequest = event.record
    _tell(
        [request.technician],
        event,
        "order.withdrawn",
        _("%(number)s was cancelled") % {"number": request.number},
        is_urgent=True,
    )


def signed(event: VoucherSigned) -> None:
    """Tell the owner that the customer has signed."""
    order: WorkOrder = event.record
    title = _("%(number)s is done and signed") % {"number": order.request.number}
    _tell([order.request.owner], event, "order.signed", title)


def register() -> None:
    """Subscribe to the events and name the topics people choose among."""
    for topic, label in TOPICS.items():
        outbox.register_topic(topic, label)
    heard: tuple[tuple[type[events.Event], Callable[[Any], None]], ...] = (
        (RequestRegistered, registered), (RequestPassed, passed), (RequestUrged, urged), (CustomerWrote, said),
        (RequestReopened, reopened),
        (OrderAssigned, assigned), (OrderWithdrawn, withdrawn), (OrderMoved, moved),
        (NextOffered, offered), (RequestCancelled, cancelled), (VoucherSigned, signed),
    )  # fmt: skip
    for event_type, handler in heard:
        events.subscribe(event_type, handler)
        deadlines.speak_for(event_type)
    events.subscribe(RequestRegistered, link_wanted)
