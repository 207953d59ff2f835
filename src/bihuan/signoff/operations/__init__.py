"""Every write on circulated forms, one verb each."""

from bihuan.signoff.operations.beginning import observe, start, withdraw
from bihuan.signoff.operations.consents import ask_consent, decide_consent
from bihuan.signoff.operations.filling import Part, Values, register_part
from bihuan.signoff.operations.outcomes import may_decide_directly, when_ended
from bihuan.signoff.operations.passage import NotOpen
from bihuan.signoff.operations.rerouting import add_station, skip_station
from bihuan.signoff.operations.reviews import circulate_regulation, finish_regulation
from bihuan.signoff.operations.signing import delegate, return_to, sign, take_over

__all__ = [
    "NotOpen",
    "Part",
    "Values",
    "add_station",
    "ask_consent",
    "circulate_regulation",
    "decide_consent",
    "delegate",
    "finish_regulation",
    "may_decide_directly",
    "observe",
    "register_part",
    "return_to",
    "sign",
    "skip_station",
    "start",
    "take_over",
    "when_ended",
    "withdraw",
]
