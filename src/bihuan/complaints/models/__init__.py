"""Complaints and what belongs to them."""

from bihuan.complaints.models.compensations import Compensation
from bihuan.complaints.models.complaints import SEES_COMPLAINTS, Complaint
from bihuan.complaints.models.faults import ComplaintFault
from bihuan.complaints.models.inspections import Inspection
from bihuan.complaints.models.investigations import Finding, Influence, Investigation, Why

__all__ = [
    "SEES_COMPLAINTS",
    "Compensation",
    "Complaint",
    "ComplaintFault",
    "Finding",
    "Influence",
    "Inspection",
    "Investigation",
    "Why",
]
