"""Who may do what with complaints."""

from bihuan.complaints.policies.complaints import service_keepers

__all__ = ["service_keepers"]
