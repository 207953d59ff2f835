"""The department's lists, a subject a file."""

from bihuan.service.tables.bench import Checklists, Workshop
from bihuan.service.tables.installations import Installations
from bihuan.service.tables.matters import Emergencies, Failures, Sheets, Shirkings
from bihuan.service.tables.register import ChosenRows, Ledger, Register

__all__ = [
    "Checklists",
    "ChosenRows",
    "Emergencies",
    "Failures",
    "Installations",
    "Ledger",
    "Register",
    "Sheets",
    "Shirkings",
    "Workshop",
]
