"""Every write on nonconformities, one verb each (QUA-06)."""

from bihuan.quality.operations.nonconformity.carrying import (
    Outcome,
    close,
    lapse_concessions,
    record_result,
    use_concession,
)
from bihuan.quality.operations.nonconformity.disposing import (
    Proposal,
    change,
    dispose_again,
    on_agreed,
    on_refused,
    propose,
    send_round,
    take_out,
)
from bihuan.quality.operations.nonconformity.opening import Finding, correct, drop, hold, report

__all__ = [
    "Finding",
    "Outcome",
    "Proposal",
    "change",
    "close",
    "correct",
    "dispose_again",
    "drop",
    "hold",
    "lapse_concessions",
    "on_agreed",
    "on_refused",
    "propose",
    "record_result",
    "report",
    "send_round",
    "take_out",
    "use_concession",
]
