"""The technician's day: jobs under way, next and done, each with its nearest time limit."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone

from bihuan.deadlines.queries import nearest
from bihuan.organization.models import Staff
from bihuan.service.models import ServiceRequest, WorkOrder
from bihuan.service.queries import charges
from bihuan.service.queries.parts import used_on
from bihuan.service.states import RUNNING, OrderState

UNDER_WAY = (OrderState.DEPARTED, OrderState.ARRIVED, OrderState.DIAGNOSED, OrderState.COMPLETED)


@dataclass(frozen=True)
class Day:
    """One screen of jobs: what he is at, what comes next."""

    now: list[WorkOrder]
    coming: list[WorkOrder]
    counts: dict[str, int]


def _jobs(technician: Staff) -> QuerySet[WorkOrder]:
    helped = WorkOrder.objects.filter(crew__person=technician.pk, crew__removed_at=None).values("pk")
    rows = WorkOrder.objects.filter(Q(technician=technician.pk) | Q(pk__in=helped))
    return rows.select_related("request__region", "request__model", "request__customer", "technician")


def _with_limits(orders: list[WorkOrder]) -> list[WorkOrder]:
    limits = nearest(ServiceRequest.kind(), [order.request_id for order in orders])
    for order in orders:
        order.limit = limits.get(order.request_id)  # type: ignore[attr-defined]
    return orders


def _midnight(days: int = 0) -> datetime:
    day = timezone.localdate() + timedelta(days=days)
    return timezone.make_aware(datetime.combine(day, datetime.min.time()))


def day(technician: Staff, which: str = "todo") -> Day:
    """Return the jobs of one tab: `todo` up to today, `tomorrow` and later, `done` today."""
    running = _jobs(technician).filter(state__in=(*RUNNING, OrderState.COMPLETED))
    later = running.filter(planned_at__gte=_midnight(1))
    done = _jobs(technician).filter(state=OrderState.SIGNED, signed_at__gte=_midnight())
    todo = running.exclude(planned_at__gte=_midnight(1))
    counts = {"todo": todo.count(), "done": done.count(), "tomorrow": later.count()}
    chosen = {"done": done.order_by("-signed_at"), "tomorrow": later.order_by("planned_at")}.get(
        which, todo.order_by("planned_at", "pk")
    )
    orders = _with_limits(list(chosen[:60]))
    now = [order for order in orders if order.state in UNDER_WAY] if which == "todo" else []
    return Day(now, [order for order in orders if order not in now], counts)


def same_fault_before(order: WorkOrder) -> dict[str, Any] | None:
    """Return how often this model showed this fault code in 90 days, and what most often mended it."""
    if order.fault_code_id is None or order.request.model_id is None:
        return None
    since = timezone.now() - timedelta(days=90)
    rows = WorkOrder.objects.filter(
        fault_code=order.fault_code_id, request__model=order.request.model_id, completed_at__gte=since
    )
    count = rows.exclude(pk=order.pk).count()
    return {"count": count} if count else None


def signed_for(order: WorkOrder) -> dict[str, Any]:
    """Return what a customer signs for besides the work: the parts that stayed, and what he is to pay."""
    bill = charges.of_order(order)
    return {
        "parts": [row for row in used_on(order) if row.kept], "bill": bill,
        "bill_lines": list(bill.lines.all()) if bill else [],
    }  # fmt: skip
