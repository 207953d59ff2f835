"""One printed form: the repair service voucher as a PDF, first in a fresh process, then warm."""

import time

from bench.figures import median
from bihuan.kernel import documents
from bihuan.kernel.actors import SYSTEM
from bihuan.service.models import WorkOrder


def measure(times: int) -> dict[str, float]:
    """Return the milliseconds of the first and of a later voucher, from the record to the PDF."""
    orders = list(WorkOrder.objects.filter(voucher__isnull=False).order_by("pk")[:8])
    started = time.perf_counter()
    documents.print_form("draft_voucher", orders[0], by=SYSTEM)
    cold = (time.perf_counter() - started) * 1000
    turns = iter(range(10**6))
    warm = median(lambda: documents.print_form("draft_voucher", orders[next(turns) % len(orders)], by=SYSTEM), times)
    return {"cold": cold, "warm": warm}
