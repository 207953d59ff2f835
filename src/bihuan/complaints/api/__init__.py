"""Complaints and their investigations for other systems: the pages' reads and writes behind tokens with scopes."""

from bihuan.complaints.api import comparisons, complaints, investigations
from bihuan.complaints.api.routes import router

__all__ = ["comparisons", "complaints", "investigations", "router"]
