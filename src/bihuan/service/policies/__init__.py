"""Who may do what in the department, a subject a file; importing them registers the rules."""

from bihuan.service.policies import remedies, requests

__all__ = ["remedies", "requests"]
