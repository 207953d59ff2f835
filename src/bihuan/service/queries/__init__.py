"""Reads of the service department, shaped for a screen, a report or an export."""

from bihuan.service.queries.intake import duty_dispatcher, model_for, region_in, searchable, similar, unit_for
from bihuan.service.queries.record import files, opened, orders_of, story, unit_history

__all__ = [
    "duty_dispatcher", "files", "model_for", "opened", "orders_of", "region_in", "searchable", "similar", "story",
    "unit_for", "unit_history",
]  # fmt: skip
