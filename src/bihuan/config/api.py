"""The API at /api/: every app's routes, one document at /api/openapi.json."""

from bihuan import __version__
from bihuan.kernel.api import BihuanAPI

api = BihuanAPI(
    title="Bihuan",
    version=__version__,
    description="Requests, work orders, customers and units. Tokens are made under «My tokens».",
    docs_url=None,
    urls_namespace="api",
)
