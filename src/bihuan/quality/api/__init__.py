"""Quality for other systems: the pages' reads and writes behind tokens with scopes."""

from bihuan.quality.api import actions, issues, nonconformity, notices, zeroing
from bihuan.quality.api.routes import router

__all__ = ["actions", "issues", "nonconformity", "notices", "router", "zeroing"]
