"""Every write on complaints, one verb each."""

from bihuan.complaints.operations.answering import (
    call_back,
    close,
    decide,
    explain,
    find,
    handle_again,
    reopen,
    reply,
    say,
    urge,
)
from bihuan.complaints.operations.circulating import lay_before_rnd
from bihuan.complaints.operations.compensating import propose_compensation
from bihuan.complaints.operations.document import sign_document
from bihuan.complaints.operations.inspecting import Call, call_inspection
from bihuan.complaints.operations.intake import Grievance, change, register
from bihuan.complaints.operations.investigating import investigate
from bihuan.complaints.operations.judging import cancel, contact, hand_on, judge, pass_on, turn_down
from bihuan.complaints.operations.ledger import LedgerRow, register_many

__all__ = [
    "Call",
    "Grievance",
    "LedgerRow",
    "call_back",
    "call_inspection",
    "cancel",
    "change",
    "close",
    "contact",
    "decide",
    "explain",
    "find",
    "hand_on",
    "handle_again",
    "investigate",
    "judge",
    "lay_before_rnd",
    "pass_on",
    "propose_compensation",
    "register",
    "register_many",
    "reopen",
    "reply",
    "say",
    "sign_document",
    "turn_down",
    "urge",
]
