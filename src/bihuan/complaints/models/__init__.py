"""Complaints and what belongs to them."""

from bihuan.complaints.models.complaints import SEES_COMPLAINTS, Complaint

__all__ = ["SEES_COMPLAINTS", "Complaint"]
