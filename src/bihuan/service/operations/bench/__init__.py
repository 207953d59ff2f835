"""Every write about products in the workshop, one verb each (SVC-12 to SVC-15)."""

from bihuan.service.operations.bench.checks import save_check
from bihuan.service.operations.bench.estimating import Line, call_off, consent, decline, diagnose, estimate
from bihuan.service.operations.bench.handing import remind, remind_uncollected, return_goods
from bihuan.service.operations.bench.intake import Goods, receive, take_along
from bihuan.service.operations.bench.promising import promise
from bihuan.service.operations.bench.repairing import (
    begin_repair,
    comment,
    finish_repair,
    give_up,
    make_ready,
    shelve,
    try_out,
)
from bihuan.service.operations.bench.replacing import replace

__all__ = [
    "Goods", "Line", "begin_repair", "call_off", "comment", "consent", "decline", "diagnose", "estimate",
    "finish_repair", "give_up", "make_ready", "promise", "receive", "remind", "remind_uncollected", "replace",
    "return_goods", "save_check", "shelve", "take_along", "try_out",
]  # fmt: skip
