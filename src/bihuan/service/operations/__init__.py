"""Every write of the service department, one verb each."""

from bihuan.service.operations.calendar import cancel_appointment, change_appointment, make_appointment, put_to
from bihuan.service.operations.classes import classify, preset_classes, save_class
from bihuan.service.operations.crew import add_helper, book_minutes, remove_helper
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
from bihuan.service.operations.offering import take_next
from bihuan.service.operations.plans import accept_plan, begin_plan
from bihuan.service.operations.reports import open_reports, review_daily, submit_daily
from bihuan.service.operations.rulings import override, undo_override
from bihuan.service.operations.voucher import drawn, sign

__all__ = [
    "Assignment",
    "Intake",
    "LedgerRow",
    "accept",
    "accept_plan",
    "add_helper",
    "approved",
    "arrive",
    "begin_plan",
    "book_minutes",
    "cancel",
    "cancel_appointment",
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
    "finish",
    "hand_over",
    "make_appointment",
    "open_reports",
    "override",
    "override_class",
    "pass_up",
    "preset_classes",
    "put_to",
    "reassign",
    "refused",
    "register",
    "register_many",
    "remove_helper",
    "reopen",
    "report_shirking",
    "review_daily",
    "save_class",
    "say",
    "sign",
    "submit_daily",
    "take_next",
    "undo_override",
    "urge",
    "wanted_for",
    "withdraw_running",
]
