"""What customers want of a person, as lines of the desk: ratings, leads, needs to ask for, care (CUS-02, 06, 07)."""

from datetime import date, datetime, time
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from bihuan.customers.models import Lead, NeedsRequest
from bihuan.customers.queries import care, tiers
from bihuan.deadlines.queries import nearest
from bihuan.insight.queries.desk_items import AT_MOST, Item
from bihuan.organization.models import Staff


def account_items(user: Staff) -> list[list[Item]]:
    """Return the lines of ratings, leads, yearly needs and care plans; a fixed number of queries."""
    return [part(user) for part in (_ratings, _leads, _needs, _care)]


def _line(record: Any, title: str, detail: str, **more: Any) -> Item:
    url = record.get_absolute_url()
    return Item(
        number=record.number, title=title, detail=detail, url=url, action=_("Open"), action_url=url, tab="mine",
        **{"state": getattr(record, "state_label", ""), **more},
    )  # fmt: skip


def _ratings(user: Staff) -> list[Item]:
    found = tiers.waiting(user, AT_MOST)
    return [_line(row, row.title, f"{row.get_rated_display()} {row.year}", state=words) for row, words in found]


def _leads(user: Staff) -> list[Item]:
    found = care.leads_waiting(user, AT_MOST)
    limits = nearest(Lead.kind(), [row.pk for row in found])
    return [
        _line(row, row.title, _follow_up(row), deadline=limits.get(row.pk), day=_end_of(row.next_on)) for row in found
    ]


def _follow_up(row: Lead) -> str:
    return _("Follow up on %(day)s") % {"day": row.next_on} if row.next_on else ""


def _needs(user: Staff) -> list[Item]:
    found = care.needs_waiting(user, AT_MOST)
    limits = nearest(NeedsRequest.kind(), [row.pk for row in found])
    return [
        _line(row, _("Ask %(customer)s for new needs") % {"customer": row.customer.name}, row.gift,
              deadline=limits.get(row.pk))
        for row in found
    ]  # fmt: skip


def _care(user: Staff) -> list[Item]:
    return [
        _line(item.plan, f"{item.plan.customer.name} · {item.label}", _("Due on %(day)s") % {"day": item.due_on},
              state=_("Overdue") if item.is_late else _("Planned"), day=_end_of(item.due_on))
        for item in care.care_waiting(user, AT_MOST)
    ]  # fmt: skip


def _end_of(day: date | None) -> datetime | None:
    return timezone.make_aware(datetime.combine(day, time(23, 59, 59))) if day else None
