"""Products over the API."""

from bihuan.products.api import units
from bihuan.products.api.units import router

__all__ = ["router", "units"]
