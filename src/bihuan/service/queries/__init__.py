"""Reads of the service department, shaped for a screen, a report or an export."""

from bihuan.service.queries.intake import (
    duty_dispatcher,
    model_for,
    phone_hits,
    region_in,
    searchable,
    similar,
    unit_for,
)
from bihuan.service.queries.parts import missing_part_since, used_on
from bihuan.service.queries.record import TRACK, files, opened, opened_one, orders_of, story, track_token, unit_history

__all__ = [
    "TRACK",
    "duty_dispatcher",
    "files",
    "missing_part_since",
    "model_for",
    "opened",
    "opened_one",
    "orders_of",
    "phone_hits",
    "region_in",
    "searchable",
    "similar",
    "story",
    "track_token",
    "unit_for",
    "unit_history",
    "used_on",
]  # fmt: skip
