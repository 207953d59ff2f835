"""Feedback over the API: surveys and other feedback, call-backs."""

from ninja import Router

from bihuan.feedback.api.callbacks import router as callbacks
from bihuan.feedback.api.surveys import router as surveys

router = Router()
router.add_router("", surveys)
router.add_router("", callbacks)

__all__ = ["router"]
