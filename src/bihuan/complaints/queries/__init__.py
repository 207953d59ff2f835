"""Reads of complaints, shaped for a screen, a report or an export."""

from bihuan.complaints.queries.clauses import answer_owed, group_of, guide, kinds
from bihuan.complaints.queries.complaints import (
    FOLLOW,
    closed_between,
    files,
    follow_token,
    of_customer,
    of_request,
    of_unit,
    opened,
    searchable,
    similar,
    times,
    waiting,
)

__all__ = [
    "FOLLOW",
    "answer_owed",
    "closed_between",
    "files",
    "follow_token",
    "group_of",
    "guide",
    "kinds",
    "of_customer",
    "of_request",
    "of_unit",
    "opened",
    "searchable",
    "similar",
    "times",
    "waiting",
]
