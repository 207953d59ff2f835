"""Requests, work orders and bench repairs for other systems: the pages' operations behind tokens with scopes."""

from bihuan.service.api import bench, charges, further, installations, matters, orders, planning, remedies, requests
from bihuan.service.api.routes import router

__all__ = [
    "bench",
    "charges",
    "further",
    "installations",
    "matters",
    "orders",
    "planning",
    "remedies",
    "requests",
    "router",
]
