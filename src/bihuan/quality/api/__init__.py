"""Quality for other systems: the pages' reads and writes behind tokens with scopes."""

from bihuan.quality.api import actions, issues, zeroing
from bihuan.quality.api.routes import router

__all__ = ["actions", "issues", "router", "zeroing"]
