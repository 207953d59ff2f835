"""Every write about customers, their contacts and their sites (CUS-01)."""

from bihuan.customers.operations.erasure import ask_erasure, grant_erasure, pursue, refuse_erasure
from bihuan.customers.operations.files import (
    PartT,
    add_contact,
    add_site,
    bring_in,
    change,
    change_part,
    comment,
    register,
)

__all__ = [
    "PartT",
    "add_contact",
    "add_site",
    "ask_erasure",
    "bring_in",
    "change",
    "change_part",
    "comment",
    "grant_erasure",
    "pursue",
    "refuse_erasure",
    "register",
]
