"""What the register knows about a fault: since when, mended when, in vain how often, a part missing since when."""

from datetime import date, datetime
from decimal import Decimal

from django.db.models import QuerySet
from django.utils import timezone

from bihuan.kernel.attachments import Attachment
from bihuan.products.rules import Repair, in_vain
from bihuan.regulations.queries import ruleset
from bihuan.service.models import ServiceRequest, WorkOrder
from bihuan.service.queries import parts
from bihuan.service.states import Cause, OrderState, RequestState, Result

DONE = (OrderState.COMPLETED, OrderState.SIGNED)
NOT_THE_PRODUCTS = (Cause.MISUSE, Cause.FORCE_MAJEURE, Cause.NO_FAULT)


def fault_day(request: ServiceRequest) -> date:
    """Return the day the fault appeared: the customer's word, else the day it was reported."""
    return request.fault_on or timezone.localdate(request.reported_at)


def _same_fault(request: ServiceRequest) -> QuerySet[WorkOrder]:
    return WorkOrder.objects.filter(request__unit=request.unit_id, request__fault_class=request.fault_class_id)


def mended_at(request: ServiceRequest) -> datetime | None:
    """Return when the same fault of this unit was last mended before it came back."""
    if not (request.unit_id and request.fault_class_id):
        return None
    mended = _same_fault(request).filter(state=OrderState.SIGNED, signed_at__lte=request.reported_at)
    mended = mended.exclude(result=Result.UNSOLVED).exclude(request=request.pk)
    return mended.order_by("-signed_at").values_list("signed_at", flat=True).first()


def failed_repairs(request: ServiceRequest) -> int:
    """Return how often this fault of this unit was repaired in vain: not solved, or back before it had to hold.

    How long a repair has to hold is the clause's to say; what the customer or nature did doesn't count.
    """
    clauses = ruleset().matching("remedy", request.facts(), trigger="failed_repairs")
    if not clauses or not (request.unit_id and request.fault_class_id):
        return 0
    holds = max(int(view.data.get("holds_days") or 0) for view in clauses)
    rows = _same_fault(request).filter(state__in=DONE).exclude(cause__in=NOT_THE_PRODUCTS)
    done = rows.exclude(result=Result.PROVISIONAL).values_list("completed_at", "result")
    repairs = [Repair(timezone.localdate(at), is_solved=result == Result.FIXED) for at, result in done if at]
    same = ServiceRequest.objects.filter(unit=request.unit_id, fault_class=request.fault_class_id)
    others = same.exclude(state=RequestState.CANCELLED).exclude(pk=request.pk).values_list("fault_on", "reported_at")
    reported = [on or timezone.localdate(at) for on, at in others]
    return in_vain(repairs, [*reported, fault_day(request)], holds_days=holds)


def repair_waits_since(request: ServiceRequest) -> date | None:
    """Return since when a repair waits for a part: the day it was handed in, while one is asked for or owing."""
    if request.pk is None:
        return None
    last = request.orders.filter(state__in=DONE).order_by("-pk").values_list("result", flat=True).first()
    is_owing = last == Result.PROVISIONAL or parts.missing_part_since(request) is not None
    return timezone.localdate(request.reported_at) if is_owing else None


def has_evidence(request: ServiceRequest) -> bool:
    """Tell whether a finding is recorded or a file attached, on the request or one of its jobs."""
    if request.pk is None:
        return False
    if request.orders.exclude(findings="").exclude(cause="").exists():
        return True
    orders = list(request.orders.values_list("pk", flat=True))
    on_request = Attachment.objects.filter(kind=ServiceRequest.kind(), subject_id=request.pk)
    return on_request.exists() or Attachment.objects.filter(kind=WorkOrder.kind(), subject_id__in=orders).exists()


def quota_amounts(request: ServiceRequest) -> dict[str, Decimal | None]:
    """Return what a request uses of its contract's quotas: its visits so far, one at least, and one repair.

    Of parts it uses what is booked with them; None says that here nothing changes.
    """
    lines = request.entitlement.get("lines") or {}
    drawn = {name for name, line in lines.items() if line["basis"] == "quota"}
    amounts: dict[str, Decimal | None] = {"repairs": Decimal(1)} if "labour" in drawn else {}
    if "travel" in drawn:
        amounts["visits"] = Decimal(max(request.orders.filter(arrived_at__isnull=False).count(), 1))
    return amounts | ({"parts_amount": None} if "parts" in drawn else {})
