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
from bihuan.complaints.operations.intake import Grievance, change, register
from bihuan.complaints.operations.investigating import investigate
from bihuan.complaints.operations.judging import cancel, contact, hand_on, judge, pass_on, turn_down

__all__ = [
    "Grievance",
    "call_back",
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
    "register",
    "reopen",
    "reply",
    "say",
    "turn_down",
    "urge",
]
