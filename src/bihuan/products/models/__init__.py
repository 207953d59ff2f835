"""Products: lines, models, batches, contracts, and every unit sold (WAR-01)."""

from bihuan.products.models.catalogue import Batch, FaultCode, ProductLine, ProductModel
from bihuan.products.models.contracts import ServiceContract
from bihuan.products.models.units import ALL_UNITS, Unit

__all__ = ["ALL_UNITS", "Batch", "FaultCode", "ProductLine", "ProductModel", "ServiceContract", "Unit"]
