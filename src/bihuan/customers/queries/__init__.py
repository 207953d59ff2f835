"""Reads of customers: by phone, by the last four digits, by words; what a page or form shows."""

from bihuan.customers.queries.files import (
    MOST,
    by_phone,
    by_tail,
    choices,
    phone_hits,
    searchable,
)

__all__ = [
    "MOST",
    "by_phone",
    "by_tail",
    "choices",
    "phone_hits",
    "searchable",
]
