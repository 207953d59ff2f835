"""Who may do what with products; imported once, which registers the permissions."""

from bihuan.products.policies import materials, recalls, software, units

__all__ = ["materials", "recalls", "software", "units"]
