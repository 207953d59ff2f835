"""A request's history as its page tells it: every entry with the record it is about, without clockwork details."""

from collections.abc import Collection, Iterable
from typing import Any

from bihuan.kernel import history
from bihuan.kernel.history import HistoryEntry
from bihuan.kernel.records import Record
from bihuan.service.models import ServiceRequest, ServiceVoucher, WorkOrder
from bihuan.service.queries.record import story

# What these moves set follows from the move itself; the entry's time says it already.
SILENT = {
    "accepted_at",
    "departed_at",
    "arrived_at",
    "diagnosed_at",
    "completed_at",
    "signed_at",
    "closed_at",
    "contacted_at",
    "entitlement",
    "pending_dispatch",
    "urged_count",
    "is_class_overridden",
    "sha256",
    "phone_index",
    "phone_tail",
    "points",
    "checked_at",
}
HIDDEN = {("service.workorder", "register"), ("service.servicevoucher", "register")}


def told(request: ServiceRequest, orders: list[WorkOrder]) -> list[HistoryEntry]:
    """Return the entries in order; each carries `about`, the record its fields and moves belong to."""
    known: dict[tuple[str, int], Any] = {(ServiceRequest.kind(), request.pk): request}
    for order in orders:
        known[WorkOrder.kind(), order.pk] = order
        if hasattr(order, "voucher"):
            known[ServiceVoucher.kind(), order.voucher.pk] = order.voucher
    return _without_clockwork(story(request, orders), known, request)


def told_alone(record: Record) -> list[HistoryEntry]:
    """Return the entries of one job, or of its software work, in order."""
    return _without_clockwork(history.of(record.kind(), record.pk), {}, record, hidden=frozenset())


def _without_clockwork(
    rows: Iterable[HistoryEntry],
    known: dict[tuple[str, int], Any],
    default: Any,
    hidden: Collection[tuple[str, str]] = HIDDEN,
) -> list[HistoryEntry]:
    entries = []
    for entry in rows:
        if (entry.kind, entry.verb) in hidden:
            continue
        about = known.get((entry.kind, entry.subject_id), default)
        setattr(entry, "about", about)  # noqa: B010 - the template's, not the row's
        entry.changes = {name: pair for name, pair in (entry.changes or {}).items() if name not in SILENT}
        entries.append(entry)
    return entries
