"""Units over the API."""

from ninja import Router

router = Router(tags=["units"])
