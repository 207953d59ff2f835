"""States of opinion cards and of the cases that come back on them."""

from bihuan.feedback.states.cards import (
    CARD_MOVES,
    CASE_MOVES,
    HAS_REPLY,
    AnswerChannel,
    CardAnswered,
    CardSent,
    CardState,
    CaseAnswered,
    CaseClosed,
    CaseEscalated,
    CaseInstructed,
    CaseKind,
    CaseOpened,
    CaseState,
    Severity,
)

__all__ = [
    "CARD_MOVES",
    "CASE_MOVES",
    "HAS_REPLY",
    "AnswerChannel",
    "CardAnswered",
    "CardSent",
    "CardState",
    "CaseAnswered",
    "CaseClosed",
    "CaseEscalated",
    "CaseInstructed",
    "CaseKind",
    "CaseOpened",
    "CaseState",
    "Severity",
]
