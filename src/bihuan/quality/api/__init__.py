"""Quality for other systems: the pages' reads and writes behind tokens with scopes."""

from bihuan.quality.api import actions, issues, nonconformity, zeroing
from bihuan.quality.api.routes import router

__all__ = ["actions", "issues", "nonconformity", "router", "zeroing"]
