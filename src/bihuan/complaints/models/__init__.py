"""Complaints and what belongs to them."""

from bihuan.complaints.models.complaints import SEES_COMPLAINTS, Complaint
from bihuan.complaints.models.investigations import Finding, Influence, Investigation, Why

__all__ = ["SEES_COMPLAINTS", "Complaint", "Finding", "Influence", "Investigation", "Why"]
