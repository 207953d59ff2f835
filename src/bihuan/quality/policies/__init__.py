"""Who may do what in quality, a subject a file; importing them registers the rules."""

from bihuan.quality.policies import (
    abnormalities,
    actions,
    cases,
    compiling,
    emergencies,
    issues,
    knowledge,
    nonconformity,
    notices,
    questions,
    zeroing,
)

__all__ = [
    "abnormalities",
    "actions",
    "cases",
    "compiling",
    "emergencies",
    "issues",
    "knowledge",
    "nonconformity",
    "notices",
    "questions",
    "zeroing",
]
