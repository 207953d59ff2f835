"""Who may do what in the department, a subject a file; importing them registers the rules."""

from bihuan.service.policies import contact_sheets, emergencies, failures, requests, shirking

__all__ = ["contact_sheets", "emergencies", "failures", "requests", "shirking"]
