"""States of the products app, what contracts limit, and what is announced."""

from bihuan.products.states.contracts import QuotaKind, UnitAccepted

__all__ = ["QuotaKind", "UnitAccepted"]
