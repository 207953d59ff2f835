"""The department's lists, a subject a file."""

from bihuan.service.tables.matters import Emergencies, Failures, Sheets, Shirkings
from bihuan.service.tables.register import ChosenRows, Ledger, Register

__all__ = ["ChosenRows", "Emergencies", "Failures", "Ledger", "Register", "Sheets", "Shirkings"]
