"""The limits of records: for the chips on a page, and the nearest one for every row of a list."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone

from bihuan.deadlines.models import Deadline
from bihuan.deadlines.states import DeadlineState
from bihuan.kernel import prepared

SOON = timedelta(hours=2)
# Of a limit, what pages show; rows that aren't the nearest never become instances.
SHOWN = [field.attname for field in Deadline._meta.concrete_fields if field.attname not in {"terms", "waiting"}]


def for_record(record: Any) -> list[Deadline]:
    """Return a record's limits with their clauses, in the order they are due; dropped ones are left out."""
    return prepared.read(_with_clause(Deadline.objects.of(record.kind(), record.pk).filter(cancelled_at__isnull=True)))


def nearest(kind: str, ids: Iterable[int], *, started_by: str = "") -> dict[int, Deadline]:
    """Return the running limit of each record that is due next; one query for a whole page.

    Args:
        started_by: the event whose limits alone are meant; all when empty.
    """
    # All running ones of these records, few each: a subquery for the first is planned badly until analysed.
    rows = Deadline.objects.of(kind, *ids).running().order_by("-due_at", "-pk")
    rows = rows.filter(started_by=started_by) if started_by else rows
    first = {row["subject_id"]: row for row in prepared.read(rows.values(*SHOWN))}
    return {subject: Deadline.from_db(rows.db, SHOWN, row.values()) for subject, row in first.items()}


def is_late() -> Q:
    """Return the running limits that are past due; one whose clock stands is not."""
    return Q(due_at__lt=timezone.now(), state=DeadlineState.OPEN)


def is_soon() -> Q:
    """Return the running limits that fall due within two hours."""
    now = timezone.now()
    return Q(due_at__gte=now, due_at__lt=now + SOON, state=DeadlineState.OPEN)


def _with_clause(rows: QuerySet[Deadline]) -> QuerySet[Deadline]:
    return rows.select_related("clause__version__regulation").order_by("due_at", "pk")
