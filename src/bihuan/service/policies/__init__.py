"""Who may do what in the department, a subject a file; importing them registers the rules."""

from bihuan.service.policies import (
    bench,
    charges,
    commitments,
    contact_sheets,
    emergencies,
    failures,
    installations,
    loans,
    parts,
    remedies,
    requests,
    shirking,
)

__all__ = [
    "bench", "charges", "commitments", "contact_sheets", "emergencies", "failures", "installations", "loans", "parts",
    "remedies", "requests", "shirking",
]  # fmt: skip
