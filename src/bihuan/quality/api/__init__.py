"""Quality for other systems: the pages' reads behind tokens with scopes."""

from bihuan.quality.api import abnormalities, nonconformity, zeroing
from bihuan.quality.api.routes import router

__all__ = ["abnormalities", "nonconformity", "router", "zeroing"]
