"""Parts of a job and of a request: used, missing, and since when."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from bihuan.kernel import hanging
from bihuan.kernel.actors import Actor
from bihuan.parts.models import Place
from bihuan.parts.queries import on_van, van_of
from bihuan.service.models import PartRequest, PartUsage, ServiceRequest, WorkOrder
from bihuan.service.states.parts import PartRequestState

WAITING = (PartRequestState.WANTED, PartRequestState.ORDERED)


def used_on(order: WorkOrder) -> list[PartUsage]:
    """Return what stands on a job, in the order it was entered; what came back whole is left out."""
    return _kept(_used(PartUsage.objects.filter(order=order.pk)))


def _used(rows: QuerySet[PartUsage]) -> QuerySet[PartUsage]:
    return rows.select_related("part", "place", "instead_of", "order")


def _kept(rows: Iterable[PartUsage]) -> list[PartUsage]:
    return [row for row in rows if row.kept]


def missing_part_since(request: ServiceRequest) -> datetime | None:
    """Return since when a part that still hasn't come is missing; None when nothing is.

    The longest wait counts; more than 90 days from hand-in gives a right to replacement.
    """
    rows = request.part_requests.filter(state__in=WAITING).order_by("wanted_at")
    return rows.values_list("wanted_at", flat=True).first()


def missing_of(request: ServiceRequest) -> list[PartRequest]:
    """Return what a request asked for and still waits for or has got, the newest first."""
    rows = PartRequest.objects.filter(request=request.pk).exclude(state=PartRequestState.DROPPED)
    return hanging.rows(request, rows.select_related("part").order_by("-pk"))


def voucher_lines(order: WorkOrder) -> list[tuple[str, ...]]:
    """Return the lines of «parts and charges»: no., name, part no., source, quantity, price, amount (CNY)."""
    lines: list[tuple[str, ...]] = []
    for number, row in enumerate(used_on(order), 1):
        name = row.part.name
        if row.serial_in or row.serial_out:
            name = f"{name}({row.serial_out or '—'} → {row.serial_in or '—'})"
        source = _("Substitute") if row.instead_of_id else _("Original part")
        lines.append((
            str(number), name, row.part.code, source, f"{row.kept}{row.part.unit_of_measure}",
            f"{row.list_price:.2f}", f"{row.amount:.2f}",
        ))  # fmt: skip
    return lines


def places_for(order: WorkOrder, user: Actor) -> list[Place]:
    """Return from where this viewer may issue for a job: the technician's van first."""
    known = Place.objects.visible_to(user).filter(is_active=True)
    rows = [place for place in known if user.has_perm("parts.issue", place)]
    return sorted(rows, key=lambda place: (place.technician_id != order.technician_id, place.place_kind, place.code))


def of_request(request: ServiceRequest, user: Actor) -> dict[str, Any] | None:
    """Return the panel on a request's page: parts used on its jobs, and those it waits for."""
    used = _kept(hanging.rows(request, _used(PartUsage.objects.filter(order__request=request.pk))))
    missing = missing_of(request)
    may_want = request.is_open and user.has_perm("service.want_part", request)
    if not (used or missing or may_want):
        return None
    return {
        "used": used, "missing": missing, "may_want": may_want, "today": timezone.localdate(),
        "may_supply": user.has_perm("service.supply_part"), "count": len(used) + len(missing) or None,
    }  # fmt: skip


def of_order(order: WorkOrder, user: Actor) -> dict[str, Any] | None:
    """Return the panel on a job's page: what is on it, and whether more may be put there."""
    is_open = order.state not in ("signed", "withdrawn")
    may_use = is_open and user.has_perm("service.use_part", order)
    used = used_on(order)
    if not (used or may_use):
        return None
    van = van_of(order.technician) if may_use else None
    carried = len(on_van(order.technician)) if van else 0
    return {"used": used, "may_use": may_use, "carried": carried, "count": len(used) or None, "order": order}


def of_unit(unit: Any, user: Actor) -> dict[str, Any] | None:
    """Return the panel on a unit's page: parts changed so far with their numbers, the newest first."""
    rows = PartUsage.objects.visible_to(user).filter(order__request__unit=unit.pk)
    used = [row for row in rows.select_related("part", "order", "instead_of", "place").order_by("-pk")[:12] if row.kept]
    return {"used": used, "count": len(used)} if used else None
