"""All that a request's page shows, in a fixed number of queries."""

from typing import Any

from django.db.models import Q, QuerySet

from bihuan.kernel import links
from bihuan.kernel.actors import Actor
from bihuan.kernel.attachments import Attachment
from bihuan.kernel.history import HistoryEntry
from bihuan.service.models import ServiceRequest, ServiceVoucher, WorkOrder

TRACK, TRACK_LINK_DAYS = "track", 90


def track_token(request: ServiceRequest) -> str:
    """Return the token of the link by which a customer follows his case (SVC-22)."""
    return links.make(TRACK, request, days=TRACK_LINK_DAYS)


def opened(user: Actor) -> QuerySet[ServiceRequest]:
    """Return visible requests with all that their page names joined in."""
    return ServiceRequest.objects.visible_to(user).select_related(
        "customer",
        "region",
        "unit__batch",
        "model__line",
        "fault_class__parent",
        "received_by",
        "owner",
        "outlet__department",
    )


def orders_of(request: ServiceRequest) -> list[WorkOrder]:
    """Return all jobs done on a request, the newest first, each with its voucher."""
    rows = request.orders.select_related(
        "technician", "outlet", "fault_code", "voucher__document", "voucher__signature"
    )
    orders = list(rows.order_by("-pk"))
    for order in orders:
        order.request = request
    return orders


def _chains(request: ServiceRequest, orders: list[WorkOrder]) -> Q:
    mine = Q(kind=ServiceRequest.kind(), subject_id=request.pk)
    if orders:
        mine |= Q(kind=WorkOrder.kind(), subject_id__in=[order.pk for order in orders])
        vouchers = [order.voucher.pk for order in orders if hasattr(order, "voucher")]
        if vouchers:
            mine |= Q(kind=ServiceVoucher.kind(), subject_id__in=vouchers)
    return mine


def story(request: ServiceRequest, orders: list[WorkOrder]) -> QuerySet[HistoryEntry]:
    """Return the whole history of a request and its jobs in the order things happened."""
    return HistoryEntry.objects.filter(_chains(request, orders)).order_by("at", "pk")


def files(request: ServiceRequest, orders: list[WorkOrder]) -> QuerySet[Attachment]:
    """Return the files on a request and its jobs."""
    return Attachment.objects.filter(_chains(request, orders)).order_by("pk")


def unit_history(request: ServiceRequest, user: Actor) -> list[dict[str, Any]]:
    """Return earlier requests on the same unit, the newest first."""
    if request.unit_id is None:
        return []
    rows = ServiceRequest.objects.visible_to(user).filter(unit=request.unit_id).exclude(pk=request.pk)
    fields = ("pk", "number", "description", "reported_at", "state", "technician__name")
    return list(rows.order_by("-reported_at").values(*fields)[:6])
