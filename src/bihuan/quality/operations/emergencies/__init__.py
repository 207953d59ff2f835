"""The emergency procedure of a serious issue, from the report to the changed standard (EMER, QUA-10)."""

from bihuan.quality.operations.emergencies.circular import (
    Circular,
    Standard,
    fix,
    on_agreed,
    on_refused,
    read,
    stop,
    submit_circular,
)
from bihuan.quality.operations.emergencies.disposition import note_answer, propose_disposition, sign_answer
from bihuan.quality.operations.emergencies.opening import Alarm, open_emergency
from bihuan.quality.operations.emergencies.steps import (
    Meeting,
    Order,
    approve_measures,
    meet,
    order,
    propose_measures,
    refuse_measures,
    verify,
)

__all__ = [
    "Alarm", "Circular", "Meeting", "Order", "Standard", "approve_measures", "fix", "meet", "note_answer", "on_agreed",
    "on_refused", "open_emergency", "order", "propose_disposition", "propose_measures", "read", "refuse_measures",
    "sign_answer", "stop", "submit_circular", "verify",
]  # fmt: skip
