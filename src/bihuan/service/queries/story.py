"""A request's history as its page tells it: every entry with the record it is about, without clockwork details."""

from typing import Any

from bihuan.kernel.history import HistoryEntry
from bihuan.service.models import ServiceRequest, ServiceVoucher, WorkOrder
from bihuan.service.queries.record import story

# What these moves set follows from the move itself; the entry's time says it already.
SILENT = {
    "accepted_at", "departed_at", "arrived_at", "diagnosed_at", "completed_at", "signed_at", "closed_at", "contacted_at",
    "entitlement", "pending_dispatch", "urged_count", "is_class_overridden", "sha256", "phone_index", "phone_tail",
}  # fmt: skip
HIDDEN = {("service.workorder", "register"), ("service.servicevoucher", "register")}


def told(request: ServiceRequest, orders: list[WorkOrder]) -> list[HistoryEntry]:
    """Return the entries in order; each carries `about`, the record its fields and moves belong to."""
    known: dict[tuple[str, int], Any] = {(ServiceRequest.kind(), request.pk): request}
    for order in orders:
        known[WorkOrder.kind(), order.pk] = order
        if hasattr(order, "voucher"):
            known[ServiceVoucher.kind(), order.voucher.pk] = order.voucher
    entries = []
    for entry in story(request, orders):
        if (entry.kind, entry.verb) in HIDDEN:
            continue
        entry.about = known.get((entry.kind, entry.subject_id), request)  # type: ignore[attr-defined]
        entry.changes = {name: pair for name, pair in (entry.changes or {}).items() if name not in SILENT}
        entries.append(entry)
    return entries
