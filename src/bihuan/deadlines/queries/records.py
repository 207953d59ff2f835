"""The limits of records: for the chips on a page, and the nearest one for every row of a list."""

from collections.abc import Iterable
from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery
from django.utils import timezone

from bihuan.deadlines.models import Deadline
from bihuan.kernel import prepared


def for_record(record: Any) -> list[Deadline]:
    """Return a record's limits with their clauses, in the order they are due; dropped ones are left out."""
    return prepared.read(_with_clause(Deadline.objects.of(record.kind(), record.pk).filter(cancelled_at__isnull=True)))


def nearest(kind: str, ids: Iterable[int]) -> dict[int, Deadline]:
    """Return the running limit of each record that is due next; one query for a whole page."""
    rows = Deadline.objects.filter(kind=kind).running()
    # A subquery that can only be answered by the index: a join would be planned badly right after an import.
    next_one = rows.filter(subject_id=OuterRef("subject_id")).order_by("due_at", "pk").values("pk")[:1]
    first = rows.filter(subject_id__in=list(ids), pk=Subquery(next_one)).defer("terms").order_by()
    return {deadline.subject_id: deadline for deadline in prepared.read(first)}


def running(user: Any) -> QuerySet[Deadline]:
    """Return the running limits that this viewer may see, the most urgent first."""
    return _with_clause(Deadline.objects.visible_to(user).running())


def overdue(user: Any) -> QuerySet[Deadline]:
    """Return the running limits of this viewer that are past due."""
    return running(user).filter(due_at__lt=timezone.now(), state="open")


def _with_clause(rows: QuerySet[Deadline]) -> QuerySet[Deadline]:
    return rows.select_related("clause__version__regulation").order_by("due_at", "pk")
