"""Every write on cards and cases, one verb each."""

from bihuan.feedback.operations.cards import answer, lapse, lapse_unanswered, reconcile, send
from bihuan.feedback.operations.cases import close, escalate, instruct, reopen, reply, treat

__all__ = [
    "answer", "close", "escalate", "instruct", "lapse", "lapse_unanswered", "reconcile", "reopen", "reply", "send",
    "treat",
]  # fmt: skip
