"""Zero a quality problem: criteria written, reviewed by somebody else, a meeting, signatures (ZRO-01, ZRO-02)."""

from bihuan.quality.operations.zeroing.criteria import judge, settle, write
from bihuan.quality.operations.zeroing.ending import (
    Meeting,
    dismiss,
    meet,
    on_agreed,
    on_refused,
    pass_on,
    recur,
    submit,
    take_up,
)
from bihuan.quality.operations.zeroing.opening import Problem, criteria_for, open_zeroing

__all__ = [
    "Meeting", "Problem", "criteria_for", "dismiss", "judge", "meet", "on_agreed", "on_refused", "open_zeroing",
    "pass_on", "recur", "settle", "submit", "take_up", "write",
]  # fmt: skip
