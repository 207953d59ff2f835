"""What stands in the gallery of an investigation: one of everything, and a production record."""

from typing import Any

from django.utils import timezone

from bihuan.complaints.models import Complaint
from bihuan.complaints.operations import investigating
from bihuan.complaints.operations.investigating import FindingRow, InfluenceRow, WhyRow
from bihuan.kernel.actors import SYSTEM
from bihuan.products import operations as products
from bihuan.products.operations.production import RecordRow
from tests.cast import Cast


def investigated(cast: Cast, complaint: Complaint) -> dict[str, Any]:
    """Return one of each; 钱进 looks into the complaint."""
    by, today = cast.qianjin, timezone.localdate()
    record = investigating.investigate(complaint, by=by)
    seen = FindingRow(aspect="site", found_on=today, text="现场复现", outcome="shown")
    finding = investigating.record(record, row=seen, by=by)
    why = investigating.ask_why(record, row=WhyRow(question="为什么停机？", answer="高压保护"), by=by)
    bone = InfluenceRow(scheme="prodq", category="material", text="冷凝器堵塞")
    influence = investigating.weigh(record, row=bone, by=by)
    line = RecordRow(record_kind="final", done_on=today, serial=cast.unit.serial, result="passed")
    made = products.keep_record(line, by=SYSTEM)
    return {
        "investigation": record, "finding": finding, "why": why, "influence": influence, "production_record": made,
    }  # fmt: skip
