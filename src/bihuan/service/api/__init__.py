"""The service department for other systems."""

from ninja import Router

from bihuan.service.api.bench import router as bench
from bihuan.service.api.requests import router as requests

router = Router(tags=["service"])
router.add_router("", requests)
router.add_router("", bench)

__all__ = ["router"]
