"""The lists: 「报修登记簿」, 「服务台帐」, and what stands in the workshop."""

from bihuan.service.tables.bench import Checklists, Workshop
from bihuan.service.tables.requests import ChosenRows, Ledger, Register

__all__ = ["Checklists", "ChosenRows", "Ledger", "Register", "Workshop"]
