"""Lists of the products app."""

from bihuan.products.tables.materials import ConsumptionList, LotList
from bihuan.products.tables.recalls import RecallList, RecallUnitList
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
    "ConsumptionList",
    "ContractList",
    "FaultCodeList",
    "LineList",
    "LotList",
    "ModelList",
    "RecallList",
    "RecallUnitList",
    "UnitList",
    "all_lines",
    "all_models",
]
