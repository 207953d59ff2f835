"""Every write about recalls (WAR-07, CMP-12)."""

from bihuan.products.operations.recalls.closing import ask_close, close
from bihuan.products.operations.recalls.deciding import ask_decision, on_agreed, on_refused
from bihuan.products.operations.recalls.drafting import add_scope, call_off, change_recall, draft, drop_scope
from bihuan.products.operations.recalls.following import (
    MOVES,
    arrange,
    give_up,
    hand_on,
    link,
    release,
    remedied_by,
    remedy,
    reply,
    scrap,
)
from bihuan.products.operations.recalls.letters import by_post, due_reminders, mailed, mailed_together, post_letters
from bihuan.products.operations.recalls.spreading import spread

__all__ = [
    "MOVES",
    "add_scope",
    "arrange",
    "ask_close",
    "ask_decision",
    "by_post",
    "call_off",
    "change_recall",
    "close",
    "draft",
    "drop_scope",
    "due_reminders",
    "give_up",
    "hand_on",
    "link",
    "mailed",
    "mailed_together",
    "on_agreed",
    "on_refused",
    "post_letters",
    "release",
    "remedied_by",
    "remedy",
    "reply",
    "scrap",
    "spread",
]
