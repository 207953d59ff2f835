"""Every write about parts, one verb each."""

from bihuan.parts.operations.catalogue import add_part, add_place, change_part, change_place
from bihuan.parts.operations.faulty import expect_back, give_up, take_back
from bihuan.parts.operations.papers import (
    approve_count,
    begin_count,
    count_again,
    hand_in_count,
    receive_transfer,
    send,
)
from bihuan.parts.operations.stock import give_back, issue, outstanding, post, receive, set_levels, write_off
from bihuan.parts.operations.substitutes import (
    approve_substitute,
    end_substitute,
    propose_substitute,
    refuse_substitute,
)

__all__ = [
    "add_part",
    "add_place",
    "approve_count",
    "approve_substitute",
    "begin_count",
    "change_part",
    "change_place",
    "count_again",
    "end_substitute",
    "expect_back",
    "give_back",
    "give_up",
    "hand_in_count",
    "issue",
    "outstanding",
    "post",
    "propose_substitute",
    "receive",
    "receive_transfer",
    "refuse_substitute",
    "send",
    "set_levels",
    "take_back",
    "write_off",
]
