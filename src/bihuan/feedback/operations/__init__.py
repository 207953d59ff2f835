"""Every write on cards, cases and call-backs, one verb each."""

from bihuan.feedback.operations import callbacks
from bihuan.feedback.operations.callback_audit import miss
from bihuan.feedback.operations.callback_audit import reconcile as reconcile_calls
from bihuan.feedback.operations.callback_opening import open_due
from bihuan.feedback.operations.callback_plan import plan as plan_calls
from bihuan.feedback.operations.cards import answer, lapse, lapse_unanswered, reconcile, send
from bihuan.feedback.operations.cases import close, escalate, instruct, reopen, reply, treat

__all__ = [
    "answer", "callbacks", "close", "escalate", "instruct", "lapse", "lapse_unanswered", "miss", "open_due",
    "plan_calls", "reconcile", "reconcile_calls", "reopen", "reply", "send", "treat",
]  # fmt: skip
