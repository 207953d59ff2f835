"""Requests and work orders for other systems: the pages' operations behind tokens with scopes."""

from bihuan.service.api import further, orders, requests
from bihuan.service.api.routes import router

__all__ = ["further", "orders", "requests", "router"]
