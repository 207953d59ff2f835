"""Quality for other systems: the pages' reads behind tokens with scopes."""

from bihuan.quality.api import nonconformity, notices, zeroing
from bihuan.quality.api.routes import router

__all__ = ["nonconformity", "notices", "router", "zeroing"]
