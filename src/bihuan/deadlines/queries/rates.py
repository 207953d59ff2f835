"""How often limits are kept: by clause and by department, for dashboards (RPT-01)."""

from datetime import datetime
from typing import NamedTuple

from django.db.models import Case, CharField, Count, F, Q, Value, When
from django.db.models.functions import Coalesce
from django.utils import timezone

from bihuan.deadlines.models import Deadline


class Rate(NamedTuple):
    """Limits of one clause in one department: how many were closed or are overdue, how many kept in time."""

    clause_id: int | None
    name: str
    label: str
    department: str
    total: int
    in_time: int

    @property
    def percent(self) -> float:
        """Return the share kept in time, 0 to 100."""
        return 100 * self.in_time / self.total if self.total else 100.0


def on_time(since: datetime, until: datetime, *, kind: str = "") -> list[Rate]:
    """Return the on-time rate by clause and department.

    A limit belongs to a period by when it was closed; one that is overdue counts as missed from the day
    it was due, so that work left lying doesn't look better than work done late.

    Args:
        since: start of the period, included.
        until: its end, excluded.
        kind: only limits of this kind of record.
    """
    closed = Q(met_at__gte=since, met_at__lt=until)
    left = Q(met_at__isnull=True, cancelled_at__isnull=True, due_at__gte=since, due_at__lt=min(until, timezone.now()))
    rows = Deadline.objects.filter(closed | left, **({"kind": kind} if kind else {}))
    department = Coalesce("owner__department__name", "outlet__department__name", Value(""), output_field=CharField())
    grouped = (
        rows.annotate(department=department, in_time=Case(When(met_at__isnull=False, is_late=False, then=1)))
        .values("clause_id", "name", "label", "department")
        .annotate(total=Count("pk"), kept=Count("in_time"))
        .order_by(F("clause_id").asc(nulls_last=True), "name", "department")
    )
    return [
        Rate(row["clause_id"], row["name"], row["label"], row["department"], row["total"], row["kept"])
        for row in grouped
    ]
