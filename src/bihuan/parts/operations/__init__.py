"""Every write about parts, one verb each."""

from bihuan.parts.operations.catalogue import (
    add_part,
    add_place,
    change_part,
    change_place,
    make_current,
    make_obsolete,
)
from bihuan.parts.operations.faulty import expect_back, give_up, take_back, take_back_many
from bihuan.parts.operations.papers import (
    approve_count,
    begin_count,
    count_again,
    hand_in_count,
    receive_transfer,
    send,
)
from bihuan.parts.operations.stock import give_back, issue, outstanding, post, receive, set_levels
from bihuan.parts.operations.substitutes import (
    approve_substitute,
    end_substitute,
    propose_substitute,
    refuse_substitute,
)
from bihuan.parts.operations.write_offs import ask_write_off, refuse_write_off, write_off

__all__ = [
    "add_part",
    "add_place",
    "approve_count",
    "approve_substitute",
    "ask_write_off",
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
    "make_current",
    "make_obsolete",
    "outstanding",
    "post",
    "propose_substitute",
    "receive",
    "receive_transfer",
    "refuse_substitute",
    "refuse_write_off",
    "send",
    "set_levels",
    "take_back",
    "take_back_many",
    "write_off",
]
