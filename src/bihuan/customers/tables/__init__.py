"""The list of customers."""

from bihuan.customers.tables.files import (
    CustomerList,
)

__all__ = [
    "CustomerList",
]
