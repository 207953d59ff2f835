"""Lists of the products app."""

from bihuan.products.tables.materials import ConsumptionList, LotList
from bihuan.products.tables.production import ProductionList
from bihuan.products.tables.recalls import RecallList, RecallUnitList
from bihuan.products.tables.software import SoftwareList, UnitSoftwareList
from bihuan.products.tables.units import (
    ContractList,
    FaultCodeList,
    LineList,
    ModelList,
    UnitList,
)

__all__ = [
    "ConsumptionList",
    "ContractList",
    "FaultCodeList",
    "LineList",
    "LotList",
    "ModelList",
    "ProductionList",
    "RecallList",
    "RecallUnitList",
    "SoftwareList",
    "UnitList",
    "UnitSoftwareList",
]
