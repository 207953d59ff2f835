"""The router and the tokens' scopes that the routes of this app share."""

from ninja import Router

from bihuan.kernel.api import TokenAuth

router = Router(tags=["service"])
READ, WRITE = TokenAuth("requests:read"), TokenAuth("requests:write")
ORDERS_READ, ORDERS_WRITE = TokenAuth("orders:read"), TokenAuth("orders:write")
