"""Every write of the service department, one verb each."""

from bihuan.service.operations.classes import classify, preset_classes, save_class
from bihuan.service.operations.dispatch import Assignment, approved, dispatch, reassign, refused, withdraw_running
from bihuan.service.operations.field import accept, arrive, decline, depart, diagnose, finish
from bihuan.service.operations.handling import (
    cancel,
    close,
    contact,
    hand_over,
    override_class,
    pass_up,
    reopen,
    report_shirking,
    say,
    urge,
)
from bihuan.service.operations.intake import Intake, change, compose, register, wanted_for
from bihuan.service.operations.ledger import LedgerRow, register_many
from bihuan.service.operations.parts import (
    Use,
    drop_part,
    order_part,
    part_arrived,
    return_part,
    use_part,
    want_part,
)
from bihuan.service.operations.reports import review_daily
from bihuan.service.operations.rulings import override, undo_override
from bihuan.service.operations.voucher import drawn, sign

__all__ = [
    "Assignment",
    "Intake",
    "LedgerRow",
    "Use",
    "accept",
    "approved",
    "arrive",
    "cancel",
    "change",
    "classify",
    "close",
    "compose",
    "contact",
    "decline",
    "depart",
    "diagnose",
    "dispatch",
    "drawn",
    "drop_part",
    "finish",
    "hand_over",
    "order_part",
    "override",
    "override_class",
    "part_arrived",
    "pass_up",
    "preset_classes",
    "reassign",
    "refused",
    "register",
    "register_many",
    "reopen",
    "report_shirking",
    "return_part",
    "review_daily",
    "save_class",
    "say",
    "sign",
    "undo_override",
    "urge",
    "use_part",
    "want_part",
    "wanted_for",
    "withdraw_running",
]
