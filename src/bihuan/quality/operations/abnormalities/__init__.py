"""Handle an incoming lot that is not in order: found, confirmed, answered, reviewed, disposed of, settled (SUPQ)."""

from bihuan.quality.operations.abnormalities.answering import Given, accept_answer, answer, mailed, return_answer
from bihuan.quality.operations.abnormalities.ending import charge, close, reopen, settle, verify, watch_lot
from bihuan.quality.operations.abnormalities.finding import Inspection, check, confirm, find, issue, refute
from bihuan.quality.operations.abnormalities.reviewing import (
    Review,
    dispose,
    meet,
    on_agreed,
    on_refused,
    set_line,
)

__all__ = [
    "Given", "Inspection", "Review", "accept_answer", "answer", "charge", "check", "close", "confirm", "dispose",
    "find", "issue", "mailed", "meet", "on_agreed", "on_refused", "refute", "reopen", "return_answer", "set_line",
    "settle", "verify", "watch_lot",
]  # fmt: skip
