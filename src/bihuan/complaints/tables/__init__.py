"""Lists of complaints and compensations."""

from bihuan.complaints.tables.compensations import Compensations
from bihuan.complaints.tables.complaints import Complaints

__all__ = ["Compensations", "Complaints"]
