"""From a notice to a mailbox or a robot: routed by preference, gathered, sent, repeated until it is there."""

import logging
import uuid
from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import quote

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from bihuan.kernel.outbox.models import Channel, Delivery, DeliveryState, Notice, NoticePreference, QuietHours
from bihuan.kernel.tasks import enqueue_many, scheduled, task

logger = logging.getLogger(__name__)

GATHER = timedelta(seconds=60)  # so long a mail waits for others to the same person
CLAIM = timedelta(minutes=5)  # after so long without an outcome a sender counts as dead
AT_ONCE = 30  # notices in one message
PATIENCE = 100  # attempts, about four days


class NotDelivered(Exception):
    """The other side did not take the message; it stays in the outbox and is tried again."""


@task
def route_notices(pks: list[int]) -> None:
    """Turn notices into deliveries, as their recipients wish; running it twice adds nothing."""
    with transaction.atomic():
        notices = list(
            Notice.objects.select_for_update().filter(pk__in=pks, routed_at__isnull=True).select_related(None)
        )
        deliveries = Delivery.objects.bulk_create(_routes(notices), ignore_conflicts=True)
        Notice.objects.filter(pk__in=[notice.pk for notice in notices]).update(routed_at=timezone.now())
        _enqueue(deliveries)


def _routes(notices: Sequence[Notice]) -> list[Delivery]:
    """Return the deliveries of notices sent together; a robot hears of them once, not once a person."""
    people = {notice.recipient_id for notice in notices}
    quiet = {row.staff_id: row for row in QuietHours.objects.filter(staff__in=people)}
    wishes: dict[tuple[int, str], set[int | None]] = defaultdict(set)
    for wish in NoticePreference.objects.filter(staff__in=people).exclude(channel__is_active=False):
        wishes[wish.staff_id, wish.topic].add(wish.channel_id)
    routes: dict[tuple[Any, ...], Delivery] = {}
    for notice in notices:
        hours = quiet.get(notice.recipient_id)
        for channel in wishes[notice.recipient_id, notice.topic] | wishes[notice.recipient_id, ""]:
            if channel is None and not settings.BIHUAN_MAIL:
                continue
            delivery = Delivery(
                notice=notice, staff_id=notice.recipient_id, channel_id=channel, due_at=_due(notice, channel, hours)
            )
            once = (notice.pk, None) if channel is None else (notice.topic, notice.title, notice.url, channel)
            earlier = routes.get(once)
            if earlier is None or delivery.due_at < earlier.due_at:
                routes[once] = delivery
    return list(routes.values())


def _due(notice: Notice, channel: int | None, quiet: QuietHours | None) -> datetime:
    if notice.is_urgent:
        return notice.created_at
    moment = notice.created_at + (GATHER if channel is None else timedelta())
    return quiet.postponed(moment) if quiet else moment


def _enqueue(deliveries: Iterable[Delivery]) -> None:
    """One task for each mailbox or robot and time; what is due by then goes along."""
    mail = {(delivery.staff_id, delivery.due_at) for delivery in deliveries if delivery.channel_id is None}
    robots = {(delivery.channel_id, delivery.due_at) for delivery in deliveries if delivery.channel_id is not None}
    jobs: list[tuple[str, Any, set[Any]]] = [
        ("staff_id", deliver_mail, mail),
        ("channel_id", deliver_to_robot, robots),
    ]
    for key, job, targets in jobs:
        by_time: dict[datetime, list[dict[str, Any]]] = defaultdict(list)
        for target, due_at in targets:
            by_time[due_at].append({key: target})
        for due_at, calls in by_time.items():
            enqueue_many(job, calls, run_after=due_at)


@task(max_attempts=PATIENCE)
def deliver_mail(staff_id: int) -> None:
    """Send what is due for a person's mailbox, as one mail."""
    _deliver(Delivery.objects.filter(staff=staff_id, channel__isnull=True))


@task(max_attempts=PATIENCE)
def deliver_to_robot(channel_id: int) -> None:
    """Send what is due for a robot, as one message."""
    _deliver(Delivery.objects.filter(channel=channel_id))


def _deliver(deliveries: Any) -> None:
    """Claim, send, acknowledge; a sender that dies in between leaves a claim that lapses."""
    while claimed := _claim(deliveries):
        first = claimed[0]
        address = mailbox(first.staff) if first.channel is None else str(first.channel.address.reveal())
        error = send(address, *_message([delivery.notice for delivery in claimed])) if address else ""
        mine = Delivery.objects.filter(claim=first.claim)
        if error:
            mine.update(state=DeliveryState.WAITING, claim="", error=error[:500])
            raise NotDelivered(error)
        note = "" if address else str(_("no address"))
        mine.update(state=DeliveryState.SENT, claim="", sent_at=timezone.now(), error=note)


def _claim(deliveries: Any) -> list[Delivery]:
    now = timezone.now()
    free = Q(state=DeliveryState.WAITING) | Q(state=DeliveryState.SENDING, claimed_until__lt=now)
    with transaction.atomic():
        pks = list(
            deliveries.filter(free, due_at__lte=now)
            .select_for_update(skip_locked=True)
            .order_by("due_at", "pk")
            .values_list("pk", flat=True)[:AT_ONCE]
        )
        token = uuid.uuid4().hex
        Delivery.objects.filter(pk__in=pks).update(state=DeliveryState.SENDING, claim=token, claimed_until=now + CLAIM)
    if not pks:
        return []
    claimed = Delivery.objects.filter(pk__in=pks, claim=token).select_related("notice", "channel", "staff")
    return list(claimed.order_by("due_at", "pk"))


def mailbox(person: Any) -> str:
    """Return the apprise address that reaches a person's mailbox; empty when he has none."""
    email = getattr(person, "email", "")
    plain = str(email.reveal() if hasattr(email, "reveal") else email or "")
    if not plain or not settings.BIHUAN_MAIL:
        return ""
    joint = "&" if "?" in settings.BIHUAN_MAIL else "?"
    return f"{settings.BIHUAN_MAIL}{joint}to={quote(plain)}"


def _message(notices: Sequence[Notice]) -> tuple[str, str]:
    """Return title and text of one message; several notices become a list."""
    if len(notices) == 1:
        only = notices[0]
        return only.title, "\n\n".join(filter(None, [only.body or only.title, _link(only)]))
    title = ngettext("%(count)s notice", "%(count)s notices", len(notices)) % {"count": len(notices)}
    return title, "\n\n".join(f"{notice.title}\n{_link(notice)}".strip() for notice in notices)


def _link(notice: Notice) -> str:
    return f"{settings.BIHUAN_ADDRESS}{notice.url}" if notice.url else ""


def send(address: str, title: str, body: str) -> str:
    """Hand one message to an apprise address; returns the error, empty when the other side took it.

    apprise is loaded here, in the worker: it costs 0.2 s that no web process should pay.
    """
    import apprise

    with apprise.LogCapture(level=apprise.logging.WARNING) as log:
        target = apprise.Apprise()
        if target.add(address) and target.notify(title=title, body=body):
            return ""
        return log.getvalue().strip() or str(_("The address was not understood."))


@scheduled(daily_at="03:40", label=gettext_lazy("Remove old notices"))
def prune_notices() -> None:
    """Remove sent deliveries after 30 days, read notices after 90, all after a year."""
    now = timezone.now()
    Delivery.objects.filter(state=DeliveryState.SENT, sent_at__lt=now - timedelta(days=30)).delete()
    Notice.objects.filter(created_at__lt=now - timedelta(days=90), read_at__isnull=False).delete()
    Notice.objects.filter(created_at__lt=now - timedelta(days=365)).delete()


def usable_robots() -> Any:
    """Return the robots people may choose."""
    return Channel.objects.filter(is_active=True).order_by("name")
