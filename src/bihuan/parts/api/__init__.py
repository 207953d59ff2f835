"""Routes of parts, stock, loaners and tools."""

from ninja import Router

from bihuan.parts.api import equipment, stock

router = Router()
router.add_router("", stock.router)
router.add_router("", equipment.router)

__all__ = ["router"]
