"""Routes of parts and stock."""

from bihuan.parts.api.stock import router

__all__ = ["router"]
