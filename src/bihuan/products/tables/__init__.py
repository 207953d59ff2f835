"""Lists of the products app."""

from bihuan.products.tables.materials import ConsumptionList, LotList
from bihuan.products.tables.units import (
    ContractList,
    FaultCodeList,
    LineList,
    ModelList,
    UnitList,
    all_lines,
    all_models,
)

__all__ = [
    "ConsumptionList", "ContractList", "FaultCodeList", "LineList", "LotList", "ModelList", "UnitList", "all_lines",
    "all_models",
]  # fmt: skip
