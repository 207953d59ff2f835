"""The router that the routes of quality share."""

from ninja import Router

router = Router(tags=["quality"])
