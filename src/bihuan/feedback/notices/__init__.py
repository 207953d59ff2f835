"""Who hears of cards and cases, and what happens by itself: a signed job sends its card."""

from bihuan.feedback.notices import callbacks
from bihuan.feedback.notices.cards import (
    TOPICS,
    card_sent,
    case_escalated,
    case_instructed,
    case_opened,
    lapse_cards,
    mail_card,
    reconcile_when_due,
    register,
    send_card,
    text_card,
)

__all__ = [
    "TOPICS",
    "callbacks",
    "card_sent",
    "case_escalated",
    "case_instructed",
    "case_opened",
    "lapse_cards",
    "mail_card",
    "reconcile_when_due",
    "register",
    "send_card",
    "text_card",
]
