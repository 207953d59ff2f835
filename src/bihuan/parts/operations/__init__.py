"""Every write about parts, one verb each."""

from bihuan.parts.operations.catalogue import add_part, add_place, change_part, change_place
from bihuan.parts.operations.faulty import expect_back, give_up, take_back
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
    "approve_substitute",
    "change_part",
    "change_place",
    "end_substitute",
    "expect_back",
    "give_back",
    "give_up",
    "issue",
    "outstanding",
    "post",
    "propose_substitute",
    "receive",
    "refuse_substitute",
    "set_levels",
    "take_back",
    "write_off",
]
