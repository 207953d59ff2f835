"""What else goes on in the demo company: leaves, certificates, reconciliation, reviews, kept views, seals."""

from datetime import date, datetime, time, timedelta
from functools import partial

from django.utils import timezone

from bihuan.config.demo.days import meetings, plan_reports
from bihuan.config.demo.life import Life
from bihuan.feedback import operations as feedback
from bihuan.kernel import outbox, seals
from bihuan.kernel.actors import SYSTEM
from bihuan.kernel.lists import saved
from bihuan.organization.models import Staff
from bihuan.organization.operations import plan_leave
from bihuan.people.models import Certificate
from bihuan.people.operations import change_certificate


def _at(day: date, hour: int, minute: int = 0) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(hour, minute)))


def everyday(life: Life) -> None:
    """Plan what happens by itself: each night and each evening, and the leaves of these days."""
    people, today = life.people, timezone.localdate(life.until)
    for days in range(20, -1, -1):
        day = today - timedelta(days=days)
        life.at(_at(day, 2, 20), _lapse)
        if days < 15:
            life.at(_at(day, 20, 30), partial(_reconcile, day))
    for days in range(5, -1, -1):
        plan_reports(life, today - timedelta(days=days))
    _leaves(people, today)
    meetings(people, today)


def _lapse() -> None:
    while feedback.lapse_unanswered():
        pass


def _reconcile(day: date) -> None:
    for one in (day - timedelta(days=1), day):
        feedback.reconcile(one)


def _leaves(people: dict[str, Staff], today: date) -> None:
    """One colleague is away today, one from tomorrow; both have deputies."""
    for name, deputy, begins, days in (("xuyang", "dingwei", 0, 1), ("miaoxin", "hejing", 1, 3)):
        first = today + timedelta(days=begins)
        plan_leave(
            people[name], starts_at=_at(first, 0), ends_at=_at(first + timedelta(days=days), 23, 59), by=SYSTEM,
            deputy=people[deputy],
        )  # fmt: skip


def tidy(people: dict[str, Staff], now: datetime) -> None:
    """Set the present: a certificate that ends tomorrow, notices read but for the last, views kept, history sealed."""
    today = timezone.localdate(now)
    ending = Certificate.objects.filter(staff=people["sunhao"]).order_by("pk").first()
    if ending and ending.expires_on != today + timedelta(days=1):
        change_certificate(ending, by=SYSTEM, expires_on=today + timedelta(days=1))
    outbox.Notice.objects.filter(created_at__lt=now - timedelta(hours=14)).update(read_at=now)
    open_states = "state=registered&state=awaiting_approval&state=dispatched&state=in_service"
    for name, query, by, is_shared in (
        ("免费未完工", f"{open_states}&class=C", "zhoumin", True),
        ("加急未派工", "state=registered&urgency=urgent", "hanli", False),
    ):
        saved.save("service.requests", name, query, is_shared=is_shared, by=people[by])
    seals.seal(today - timedelta(days=1))
