"""Products: lines, models, batches, contracts, and every unit sold (WAR-01)."""

from bihuan.products.models.catalogue import Batch, FaultCode, ProductLine, ProductModel
from bihuan.products.models.contracts import ContractQuota, QuotaUse, ServiceContract
from bihuan.products.models.holds import Hold
from bihuan.products.models.materials import BatchLot, Lot, Supplier, SupplierCertificate
from bihuan.products.models.production import ProductionRecord
from bihuan.products.models.recalls import Recall, RecallLetter, RecallScope, RecallUnit
from bihuan.products.models.software import Software, SoftwareVersion, UnitSoftware
from bihuan.products.models.units import ALL_UNITS, Unit

__all__ = [
    "ALL_UNITS",
    "Batch",
    "BatchLot",
    "ContractQuota",
    "FaultCode",
    "Hold",
    "Lot",
    "ProductLine",
    "ProductModel",
    "ProductionRecord",
    "QuotaUse",
    "Recall",
    "RecallLetter",
    "RecallScope",
    "RecallUnit",
    "ServiceContract",
    "Software",
    "SoftwareVersion",
    "Supplier",
    "SupplierCertificate",
    "Unit",
    "UnitSoftware",
]
