"""Reads of complaints, shaped for a screen, a report or an export."""

from bihuan.complaints.queries.clauses import answer_owed, group_of, guide, kinds
from bihuan.complaints.queries.complaints import (
    FOLLOW,
    closed_between,
    doubles,
    files,
    follow_token,
    known_of,
    of_customer,
    of_request,
    of_unit,
    of_visit,
    opened,
    searchable,
    similar,
    times,
    waiting,
)
from bihuan.complaints.queries.redress import (
    compensations_of,
    inspections_of,
    limits_in_words,
    waiting_redress,
)
from bihuan.complaints.queries.summary import summary, unprevented_by_department

__all__ = [
    "FOLLOW",
    "answer_owed",
    "closed_between",
    "compensations_of",
    "doubles",
    "files",
    "follow_token",
    "group_of",
    "guide",
    "inspections_of",
    "kinds",
    "known_of",
    "limits_in_words",
    "of_customer",
    "of_request",
    "of_unit",
    "of_visit",
    "opened",
    "searchable",
    "similar",
    "summary",
    "times",
    "unprevented_by_department",
    "waiting",
    "waiting_redress",
]
