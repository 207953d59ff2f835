"""Who may do what with products; imported once, which registers the permissions."""

from bihuan.products.policies import materials, units

__all__ = ["materials", "units"]
