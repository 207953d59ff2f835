"""Reads: who holds a post, who acts for whom, which calendar counts, where a place belongs."""

from bihuan.organization.queries.calendars import (
    ALWAYS,
    calendar,
    calendar_as_of,
    calendar_stamp,
    calendar_state,
    counting_calendar,
    draft,
    festivals_of,
    holidays_of,
    known_state,
    published,
    unpublished,
)
from bihuan.organization.queries.people import deputy_for, head_of, holder, holders, superior_of
from bihuan.organization.queries.places import outlet_for, region_in

__all__ = [
    "ALWAYS",
    "calendar",
    "calendar_as_of",
    "calendar_stamp",
    "calendar_state",
    "counting_calendar",
    "deputy_for",
    "draft",
    "festivals_of",
    "head_of",
    "holder",
    "holders",
    "holidays_of",
    "known_state",
    "outlet_for",
    "published",
    "region_in",
    "superior_of",
    "unpublished",
]
