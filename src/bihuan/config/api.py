"""The API at /api/: every app's routes, one document at /api/openapi.json."""

from bihuan import __version__
from bihuan.complaints.api import router as complaints
from bihuan.customers.api import router as customers
from bihuan.feedback.api import router as feedback
from bihuan.kernel.api import BihuanAPI
from bihuan.orders.api import router as orders
from bihuan.parts.api import router as parts
from bihuan.products.api import router as products
from bihuan.quality.api import router as quality
from bihuan.service.api import router as service

api = BihuanAPI(
    title="Bihuan",
    version=__version__,
    description="Requests, work orders, customers, units, parts and stock. Tokens are made under «My tokens».",
    docs_url=None,
    urls_namespace="api",
)
api.add_router("", customers)
api.add_router("", products)
api.add_router("", parts)
api.add_router("", service)
api.add_router("", complaints)
api.add_router("", quality)
api.add_router("", orders)
api.add_router("", feedback)
