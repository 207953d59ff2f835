"""Who may do what in the department, a subject a file; importing them registers the rules."""

from bihuan.service.policies import bench, remedies, requests

__all__ = ["bench", "remedies", "requests"]
