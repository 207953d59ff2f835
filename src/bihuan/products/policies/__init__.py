"""Who may do what with products; imported once, which registers the permissions."""

from bihuan.products.policies import materials, recalls, units

__all__ = ["materials", "recalls", "units"]
