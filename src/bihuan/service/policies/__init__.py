"""Who may do what in the department, a subject a file; importing them registers the rules."""

from bihuan.service.policies import (
    bench,
    contact_sheets,
    emergencies,
    failures,
    installations,
    parts,
    remedies,
    requests,
    shirking,
)

__all__ = [
    "bench",
    "contact_sheets",
    "emergencies",
    "failures",
    "installations",
    "parts",
    "remedies",
    "requests",
    "shirking",
]
