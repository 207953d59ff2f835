"""Parsing and field errors of the complaints' pages."""

from bihuan.complaints.forms.intake import ComplaintChangeForm, ComplaintForm

__all__ = ["ComplaintChangeForm", "ComplaintForm"]
