"""Reads of circulated forms: what waits for me, a form with its stations, the forms of a record."""

from bihuan.signoff.queries.desk import Waiting, waiting_for
from bihuan.signoff.queries.forms import Route, Stop, for_record, route, undecided

__all__ = ["Route", "Stop", "Waiting", "for_record", "route", "undecided", "waiting_for"]
