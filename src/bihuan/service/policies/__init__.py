"""Who may do what in the department, a subject a file; importing them registers the rules."""

from bihuan.service.policies import parts, requests

__all__ = ["parts", "requests"]
