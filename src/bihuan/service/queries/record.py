"""All that a request's page shows, in a fixed number of queries."""

from collections.abc import Callable
from typing import Any

from django.db.models import Q, QuerySet

from bihuan.kernel import links, prepared
from bihuan.kernel.actors import Actor
from bihuan.kernel.attachments import Attachment
from bihuan.kernel.history import HistoryEntry
from bihuan.organization.models import Staff
from bihuan.parts.models import Loan
from bihuan.products.models import ProductModel
from bihuan.regulations.queries import link_days
from bihuan.service.models import (
    BenchJob,
    ContactSheet,
    CrewMember,
    Emergency,
    FailureReport,
    FaultClass,
    LoanerOffer,
    PartRequest,
    PartUsage,
    ServiceRequest,
    ServiceVoucher,
    ShirkingReport,
    WorkOrder,
)

TRACK = "track"
NEAR = ("customer", "region", "unit__batch", "outlet__department")
FAR: dict[str, Callable[[], QuerySet[Any]]] = {
    "model": lambda: ProductModel.objects.select_related("line"),
    "fault_class": lambda: FaultClass.objects.select_related("parent"),
}
HANGING: tuple[Callable[[int], QuerySet[Any]], ...] = (
    lambda pk: PartUsage.objects.filter(order__request=pk),
    lambda pk: PartRequest.objects.filter(request=pk),
    lambda pk: Loan.objects.filter(about_kind=ServiceRequest.kind(), about_id=pk),
    lambda pk: LoanerOffer.objects.filter(request=pk),
    lambda pk: BenchJob.objects.filter(request=pk),
    lambda pk: FailureReport.objects.filter(request=pk),
    lambda pk: ContactSheet.objects.filter(request=pk),
    lambda pk: Emergency.objects.filter(request=pk),
    lambda pk: ShirkingReport.objects.filter(request=pk),
)


def track_token(request: ServiceRequest) -> str:
    """Return the token of the link by which a customer follows his case (SVC-22)."""
    return links.make(TRACK, request, days=link_days("track"))


def opened(user: Actor) -> QuerySet[ServiceRequest]:
    """Return visible requests with all that their page names joined in."""
    return ServiceRequest.objects.visible_to(user).select_related(
        *NEAR, "model__line", "fault_class__parent", "received_by", "owner"
    )


def opened_one(user: Actor, pk: int) -> ServiceRequest | None:
    """Return a visible request with all that its page names, None where there is none.

    In four statements: one over thirteen tables takes PostgreSQL ten times as long to plan as to run.
    """
    rows = ServiceRequest.objects.visible_to(user).select_related(*NEAR)
    request: ServiceRequest | None = prepared.first(rows.filter(pk=pk))
    if request is None:
        return None
    for name, others in FAR.items():
        key = getattr(request, f"{name}_id")
        setattr(request, name, prepared.first(others().filter(pk=key)) if key else None)
    staff = {one.pk: one for one in prepared.read(Staff.objects.filter(pk__in=_heads(request)))}
    request.received_by, request.owner = staff.get(request.received_by_id), staff.get(request.owner_id)
    return request


def _heads(request: ServiceRequest) -> list[int]:
    return [key for key in (request.received_by_id, request.owner_id) if key]


def orders_of(request: ServiceRequest) -> list[WorkOrder]:
    """Return all jobs done on a request, the newest first, each with its voucher."""
    rows = WorkOrder.objects.filter(request=request.pk).select_related(
        "technician", "outlet", "fault_code", "voucher__document", "voucher__signature"
    )
    orders = prepared.read(rows.order_by("-pk"))
    crew: dict[int, list[str]] = {}
    helped = CrewMember.objects.filter(order__request=request.pk, removed_at=None).select_related("person")
    for member in prepared.read(helped.order_by("pk")) if orders else ():
        crew.setdefault(member.order_id, []).append(member.person.name)
    for order in orders:
        order.request, order.helper_names = request, "、".join(crew.get(order.pk, ()))
    return orders


def _chains(request: ServiceRequest, orders: list[WorkOrder]) -> Q:
    mine = Q(kind=ServiceRequest.kind(), subject_id=request.pk)
    if orders:
        mine |= Q(kind=WorkOrder.kind(), subject_id__in=[order.pk for order in orders])
        vouchers = [order.voucher.pk for order in orders if hasattr(order, "voucher")]
        if vouchers:
            mine |= Q(kind=ServiceVoucher.kind(), subject_id__in=vouchers)
    return mine


def story(request: ServiceRequest, orders: list[WorkOrder]) -> list[HistoryEntry]:
    """Return the whole history of a request and its jobs in the order things happened."""
    return prepared.read(HistoryEntry.objects.filter(_chains(request, orders)).order_by("at", "pk"))


def files(request: ServiceRequest, orders: list[WorkOrder]) -> list[Attachment]:
    """Return the files on a request and its jobs."""
    return prepared.read(Attachment.objects.filter(_chains(request, orders)).order_by("pk"))


def unit_history(request: ServiceRequest, user: Actor) -> list[dict[str, Any]]:
    """Return earlier requests on the same unit, the newest first."""
    if request.unit_id is None:
        return []
    rows = ServiceRequest.objects.visible_to(user).filter(unit=request.unit_id).exclude(pk=request.pk)
    fields = ("pk", "number", "description", "reported_at", "state", "technician__name")
    return prepared.read(rows.order_by("-reported_at").values(*fields)[:6])
