"""Reads of products, shaped for a screen, a report or an export."""

from bihuan.products.queries.contracts import contracts_of
from bihuan.products.queries.cover import contract_for, cover, parts_left, warranty_clause
from bihuan.products.queries.units import codes_for, model_named, recognise, searchable, units_of

__all__ = [
    "codes_for",
    "contract_for",
    "contracts_of",
    "cover",
    "model_named",
    "parts_left",
    "recognise",
    "searchable",
    "units_of",
    "warranty_clause",
]
