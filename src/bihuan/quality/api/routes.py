"""The router that the routes of quality share."""

from ninja import Router

from bihuan.kernel.api import TokenAuth

router = Router(tags=["quality"])
READ, WRITE = TokenAuth("quality:read"), TokenAuth("quality:write")
