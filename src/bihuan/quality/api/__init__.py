"""Quality for other systems: the pages' reads behind tokens with scopes."""

from bihuan.quality.api import nonconformity, zeroing
from bihuan.quality.api.routes import router

__all__ = ["nonconformity", "router", "zeroing"]
