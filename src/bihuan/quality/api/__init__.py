"""Quality for other systems: the pages' reads and writes behind tokens with scopes."""

from bihuan.quality.api import abnormalities, actions, issues, nonconformity, notices, zeroing
from bihuan.quality.api.routes import router

__all__ = ["abnormalities", "actions", "issues", "nonconformity", "notices", "router", "zeroing"]
