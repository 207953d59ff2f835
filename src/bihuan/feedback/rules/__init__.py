"""What a card asks and what its answer means, what a survey asks and how sure its figures are: plain functions."""

from bihuan.feedback.rules.cards import (
    Form,
    Graded,
    case_kind,
    choices,
    graded,
    is_at_most,
    score,
    severity,
)
from bihuan.feedback.rules.surveys import BEST, LONGEST_TEXT, questions_of

__all__ = [
    "BEST",
    "LONGEST_TEXT",
    "Form",
    "Graded",
    "case_kind",
    "choices",
    "graded",
    "is_at_most",
    "questions_of",
    "score",
    "severity",
]
