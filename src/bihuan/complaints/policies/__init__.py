"""Who may do what with complaints."""

from bihuan.complaints.policies import compensations, inspections
from bihuan.complaints.policies.complaints import document_signers, service_keepers
from bihuan.complaints.policies.inspections import orderers

__all__ = ["compensations", "document_signers", "inspections", "orderers", "service_keepers"]
