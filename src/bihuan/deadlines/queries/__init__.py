"""Reads of time limits, shaped for chips, lists, the popover and dashboards."""

from bihuan.deadlines.queries.explaining import Why, why
from bihuan.deadlines.queries.rates import Rate, on_time
from bihuan.deadlines.queries.records import for_record, nearest, overdue, running

__all__ = ["Rate", "Why", "for_record", "nearest", "on_time", "overdue", "running", "why"]
