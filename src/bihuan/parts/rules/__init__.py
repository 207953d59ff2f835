"""Plain rules about codes and levels."""

from bihuan.parts.rules.levels import code_key, from_reserve, is_low, shortfall

__all__ = ["code_key", "from_reserve", "is_low", "shortfall"]
