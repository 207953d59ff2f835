"""What a product complaint says about quality is reported there, corrected and taken back with it (QUA-01)."""

from decimal import Decimal

from bihuan.complaints.models import Complaint
from bihuan.complaints.states import ComplaintState
from bihuan.kernel.events import Event
from bihuan.quality.operations.cases import CaseFacts, report_case, withdraw_case

NO_CASE = (ComplaintState.UNJUSTIFIED, ComplaintState.CANCELLED)


def facts_of(complaint: Complaint) -> CaseFacts:
    """Return what quality counts of a complaint; at least the one piece complained of."""
    defective = complaint.defective or 1
    returned = complaint.returned or 0
    return CaseFacts(
        number=complaint.number, happened_at=complaint.complained_at, model_id=complaint.model_id,
        unit_id=complaint.unit_id, batch=complaint.batch, produced_on=complaint.produced_on,
        fault_code=complaint.fault_code.code if complaint.fault_code else "",
        quantity=max(complaint.quantity or 1, defective, returned), defective=defective, returned=returned,
        loss=complaint.loss or complaint.claimed or Decimal(0), is_injury=complaint.is_injury,
        harms_reputation=complaint.harms_reputation, is_at_assembly=complaint.at_assembly,
        is_sanctioned=bool(complaint.sanction), summary=complaint.title,
    )  # fmt: skip


def report(event: Event) -> None:
    """Keep the case in step with the complaint: a service complaint, an unjustified or withdrawn one is none."""
    complaint: Complaint = event.record
    is_explained = complaint.state == ComplaintState.CLOSED and complaint.judged_at and not complaint.decided_at
    is_over = complaint.state in NO_CASE or is_explained
    if complaint.is_service or is_over:
        withdraw_case(complaint, by=event.by, note=complaint.judgement[:200])
    else:
        report_case(complaint, facts_of(complaint), by=event.by)
