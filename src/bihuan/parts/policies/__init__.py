"""Who may do what with parts, places and stock."""

from bihuan.parts.policies import stock

__all__ = ["stock"]
