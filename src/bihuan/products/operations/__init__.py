"""Every write about units, contracts and the catalogue (WAR-01)."""

from bihuan.products.operations.catalogue import add, change
from bihuan.products.operations.replacing import replace_unit
from bihuan.products.operations.units import accept, change_unit, comment, register_unit, sell

__all__ = ["accept", "add", "change", "change_unit", "comment", "register_unit", "replace_unit", "sell"]
