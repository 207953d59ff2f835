"""Who may do what with orders and returns."""

from bihuan.orders.policies import orders, returns

__all__ = ["orders", "returns"]
