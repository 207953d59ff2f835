"""Reads about parts and stock."""

from bihuan.parts.queries.stock import on_van

__all__ = ["on_van"]
