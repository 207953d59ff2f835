"""What visits and relationship expenses want of a person, as lines of the desk (CUS-04, CUS-05)."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from bihuan.customers.models import ExpenseSheet, Visit, VisitDay, VisitMonth
from bihuan.customers.queries import expenses, visits
from bihuan.deadlines.models import Deadline
from bihuan.insight.queries.desk_items import Item
from bihuan.organization.models import Staff

LIMITED = (ExpenseSheet, VisitDay, VisitMonth)  # the kinds that have a time limit


def customer_items(user: Staff) -> tuple[list[Item], ...]:
    """Return one's visits and reports, and what expenses wait for: two lists."""
    met, owed = visits.waiting(user), expenses.waiting(user)
    limits = _limits([row for row in (*met, *owed) if isinstance(row, LIMITED)])
    found = [[_item(row, limits) for row in rows] for rows in (met, owed)]
    return (*found, _missed(user))


def _limits(rows: list[Any]) -> dict[tuple[str, int], Deadline]:
    """Return the nearest running limit of each of these; one query."""
    if not rows:
        return {}
    kinds, keys = {row.kind() for row in rows}, {row.pk for row in rows}
    running = Deadline.objects.running().filter(kind__in=kinds, subject_id__in=keys).defer("terms").order_by("-due_at")
    return {(one.kind, one.subject_id): one for one in running}


def _item(row: Any, limits: dict[tuple[str, int], Deadline]) -> Item:
    is_missed = isinstance(row, Visit) and row.is_missed
    url = row.get_absolute_url()
    return Item(
        number=row.number, title=row.title, detail=str(row._meta.verbose_name), url=url,
        state=_("Missed") if is_missed else row.state_label, action=_("Open"), tab="mine",
        action_url=reverse("customers:visit_record", args=[row.pk]) if isinstance(row, Visit) else url,
        deadline=limits.get((row.kind(), row.pk)), is_urged=is_missed,
    )  # fmt: skip


def _missed(user: Staff) -> list[Item]:
    """Return the visits that one's people missed, as one line."""
    number = visits.missed_of(user) if user.has_perm("customers.look_over_visits") else 0
    if not number:
        return []
    url = f"{reverse('customers:visits')}?state=missed"
    title = ngettext("%(number)s visit was missed", "%(number)s visits were missed", number) % {"number": number}
    return [
        Item(
            number=_("Visits"), title=title, detail="", url=url, state=_("Missed"), action=_("Open"), action_url=url,
            tab="mine",
        )
    ]  # fmt: skip
