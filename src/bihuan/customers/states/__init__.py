"""Choices of the customers app."""

from bihuan.customers.states.files import (
    CustomerKind,
)

__all__ = [
    "CustomerKind",
]
