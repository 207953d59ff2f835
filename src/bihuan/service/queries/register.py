"""What the lists of the service department need beyond the rows themselves, one query for a whole page."""

from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, F, Q, QuerySet, Subquery
from django.utils import timezone

from bihuan.deadlines import queries as deadlines
from bihuan.deadlines.models import Deadline
from bihuan.kernel import prepared
from bihuan.kernel.actors import Actor
from bihuan.regulations.models import Clause
from bihuan.regulations.queries import ParameterView, ruleset
from bihuan.service.models import FaultClass, ServiceRequest, WorkOrder
from bihuan.service.states import OPEN, OrderState


def with_limits(rows: list[dict[str, Any]]) -> None:
    """Put the nearest running time limit into each row of the register, as `limit`, with its clause as `clause`."""
    found = deadlines.nearest(ServiceRequest.kind(), [row["pk"] for row in rows])
    ids = {limit.clause_id for limit in found.values() if limit.clause_id}
    named = Clause.objects.filter(pk__in=ids).select_related("version__regulation")
    clauses = {clause.pk: clause for clause in prepared.read(named)}
    for row in rows:
        limit = found.get(row["pk"])
        row["limit"] = limit
        row["clause"] = clauses.get(limit.clause_id) if limit and limit.clause_id else None


def due_within(span: timedelta) -> Q:
    """Return the condition «the next time limit ends within that span, and is not late yet»."""
    now = timezone.now()
    return _in_work(due_at__gte=now, due_at__lt=now + span)


def overdue() -> Q:
    """Return the condition «in work, and a running time limit has passed»."""
    return _in_work(due_at__lt=timezone.now())


def _in_work(**limits: Any) -> Q:
    rows = Deadline.objects.running().filter(kind=ServiceRequest.kind(), state="open", **limits)
    return Q(pk__in=Subquery(rows.order_by().values("subject_id")), state__in=prepared.written(OPEN))


def done_orders(user: Actor) -> QuerySet[WorkOrder]:
    """Return the visible work orders that are done: lines of the 「服务台帐」."""
    return (
        WorkOrder.objects.visible_to(user)
        .filter(state__in=(OrderState.COMPLETED, OrderState.SIGNED))
        .filter(completed_at__isnull=False)
    )


def classes_with_counts(user: Actor, since: datetime) -> list[dict[str, Any]]:
    """Return the groups of fault classes, each with its classes and the requests since a moment (SVC-02)."""
    classes = list(FaultClass.objects.order_by(F("parent__code").asc(nulls_first=True), "code").values())
    counts = _counts(user, since)
    groups: list[dict[str, Any]] = [
        {**row, "classes": [], "count": counts.get(row["id"], 0)} for row in classes if row["parent_id"] is None
    ]
    by_id = {group["id"]: group for group in groups}
    for row in classes:
        if group := by_id.get(row["parent_id"]):
            count = counts.get(row["id"], 0)
            group["classes"].append({**row, "count": count})
            group["count"] += count
    return groups


def _counts(user: Actor, since: datetime) -> dict[int | None, int]:
    rows = ServiceRequest.objects.visible_to(user).filter(reported_at__gte=since).order_by()
    return dict(rows.values_list("fault_class").annotate(count=Count("pk")))


def classifying() -> list[ParameterView]:
    """Return the clauses in force whose codes the classes follow (GEN 5.2)."""
    return ruleset().matching("classification", {}, scheme="fault_class")
