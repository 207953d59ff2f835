"""The router that the routes of complaints share."""

from ninja import Router

from bihuan.kernel.api import TokenAuth

router = Router(tags=["complaints"])
READ, WRITE = TokenAuth("complaints:read"), TokenAuth("complaints:write")
