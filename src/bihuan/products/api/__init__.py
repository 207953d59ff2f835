"""Products over the API: units, contracts and recalls."""

from ninja import Router

from bihuan.products.api.contracts import router as contracts
from bihuan.products.api.recalls import router as recalls
from bihuan.products.api.units import router as units

router = Router()
router.add_router("", units)
router.add_router("", contracts)
router.add_router("", recalls)

__all__ = ["router"]
