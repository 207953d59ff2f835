"""Reads of time limits, shaped for chips, lists, the popover and dashboards."""

from bihuan.deadlines.queries.explaining import Why, why
from bihuan.deadlines.queries.rates import Rate, on_time
from bihuan.deadlines.queries.records import SOON, for_record, is_late, is_soon, nearest

__all__ = ["SOON", "Rate", "Why", "for_record", "is_late", "is_soon", "nearest", "on_time", "why"]
