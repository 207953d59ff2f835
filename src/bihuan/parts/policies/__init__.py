"""Who may do what with parts, places and stock."""

from bihuan.parts.policies import loaners, stock, tools

__all__ = ["loaners", "stock", "tools"]
