"""Rows of files that are held, destroyed, or asked to be erased, for the permission table."""

from typing import Any

from django.utils import timezone

from bihuan.customers.models import Customer
from bihuan.customers.operations import ask_erasure
from bihuan.kernel.actors import SYSTEM
from bihuan.regulations import operations
from bihuan.regulations.models import Clause, DisposalList


def of(request: Any, complaint: Any) -> dict[str, Any]:
    """Return a disposal list with a line, a hold on a complaint, and a customer's wish."""
    now = timezone.now()
    listed = DisposalList.objects.create(number="XH-1", state="drawn_up", drawn_up_at=now)
    line = listed.lines.create(
        subject_kind=request.kind(), subject_id=request.pk, subject_number=request.number,
        clause=Clause.objects.first(), months=24, ended_on=now.date(), kept_until=now.date(),
    )  # fmt: skip
    other = Customer.objects.create(number="CU-9001", name="方文静", region=request.customer.region)
    return {
        "disposal": listed, "disposal_line": line, "erasure": ask_erasure(
            other, asked_on=timezone.localdate(), proof="用登记电话来电", by=SYSTEM
        ),
        "hold": operations.hold(complaint, reason="市监局检查", by=SYSTEM),
    }  # fmt: skip
