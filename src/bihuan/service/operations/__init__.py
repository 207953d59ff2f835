"""Every write of the service department, one verb each."""

from bihuan.service.operations.calendar import cancel_appointment, change_appointment, make_appointment, put_to
from bihuan.service.operations.classes import classify, follow_classification, preset_classes, save_class
from bihuan.service.operations.crew import add_helper, book_minutes, remove_helper
from bihuan.service.operations.day_plans import accept_plan, begin_plan
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
    say,
    urge,
)
from bihuan.service.operations.intake import Intake, change, compose, register, wanted_for
from bihuan.service.operations.ledger import LedgerRow, register_many
from bihuan.service.operations.offering import take_next
from bihuan.service.operations.parts import (
    Use,
    drop_part,
    order_part,
    part_arrived,
    return_part,
    use_part,
    want_part,
)
from bihuan.service.operations.remedies import agree as agree_remedy
from bihuan.service.operations.remedies import (
    ask_remedy,
    carry_out,
    look_for_missing_parts,
    refuse_remedy,
    settle_responsibility,
    withdraw_remedy,
)
from bihuan.service.operations.reports import open_reports, review_daily, submit_daily
from bihuan.service.operations.rulings import override, undo_override
from bihuan.service.operations.shirking import report_shirking
from bihuan.service.operations.voucher import drawn, sign

__all__ = [
    "Assignment",
    "Intake",
    "LedgerRow",
    "Use",
    "accept",
    "accept_plan",
    "add_helper",
    "agree_remedy",
    "approved",
    "arrive",
    "ask_remedy",
    "begin_plan",
    "book_minutes",
    "cancel",
    "cancel_appointment",
    "carry_out",
    "change",
    "change_appointment",
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
    "follow_classification",
    "hand_over",
    "look_for_missing_parts",
    "make_appointment",
    "open_reports",
    "order_part",
    "override",
    "override_class",
    "part_arrived",
    "pass_up",
    "preset_classes",
    "put_to",
    "reassign",
    "refuse_remedy",
    "refused",
    "register",
    "register_many",
    "remove_helper",
    "reopen",
    "report_shirking",
    "return_part",
    "review_daily",
    "save_class",
    "say",
    "settle_responsibility",
    "sign",
    "submit_daily",
    "take_next",
    "undo_override",
    "urge",
    "use_part",
    "want_part",
    "wanted_for",
    "withdraw_remedy",
    "withdraw_running",
]
