"""Orders and returns for other systems."""

from bihuan.orders.api import orders, returns  # noqa: F401  they hang their routes on the router
from bihuan.orders.api.routes import router

__all__ = ["router"]
