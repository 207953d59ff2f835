"""Who may do what with complaints."""

from bihuan.complaints.policies import compensations, inspections
from bihuan.complaints.policies.complaints import service_keepers
from bihuan.complaints.policies.inspections import orderers

__all__ = ["compensations", "inspections", "orderers", "service_keepers"]
