"""The department's lists, a subject a file."""

from bihuan.service.tables.register import ChosenRows, Ledger, Register

__all__ = ["ChosenRows", "Ledger", "Register"]
