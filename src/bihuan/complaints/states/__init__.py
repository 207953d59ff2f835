"""States, moves, events and choices of complaints."""

from bihuan.complaints.states.choices import (
    Complainant,
    ComplaintChannel,
    ComplaintGroup,
    ComplaintKind,
    Demand,
    Sample,
    Sanction,
    Satisfaction,
    Severity,
)
from bihuan.complaints.states.complaints import (
    BEFORE_REPLY,
    COMPLAINT_MOVES,
    OPEN_COMPLAINTS,
    ComplaintState,
)

__all__ = [
    "BEFORE_REPLY",
    "COMPLAINT_MOVES",
    "OPEN_COMPLAINTS",
    "Complainant",
    "ComplaintChannel",
    "ComplaintGroup",
    "ComplaintKind",
    "ComplaintState",
    "Demand",
    "Sample",
    "Sanction",
    "Satisfaction",
    "Severity",
]
