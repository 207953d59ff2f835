"""Every write about parts, one verb each."""

from bihuan.parts.operations.catalogue import add_part, add_place, change_part, change_place

__all__ = ["add_part", "add_place", "change_part", "change_place"]
