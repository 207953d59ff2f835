"""What every API route shares: tokens with scopes, one form of error, idempotency keys, paging.

    router = Router(tags=["requests"])

    @router.post("/requests", auth=TokenAuth("requests:write"), response=answers({201: RequestOut}))
    @idempotent(RequestOut, status=201)
    def create(request: HttpRequest, payload: RequestIn) -> ServiceRequest:
        return register(..., by=request.user)

    @router.get("/requests", auth=TokenAuth("requests:read"), response=answers({200: Page[RequestOut]}))
    def index(request: HttpRequest, query: Query[PageQuery]) -> dict[str, Any]:
        return page(ServiceRequest.objects.visible_to(request.user), query, order=("-reported_at", "-pk"))

A route calls the same operations as the pages do; their refusals become problem documents (RFC 9457).
"""

from bihuan.kernel.api.document import BihuanAPI
from bihuan.kernel.api.errors import Problem, answers
from bihuan.kernel.api.idempotency import idempotent
from bihuan.kernel.api.models import ApiToken, IdempotencyKey
from bihuan.kernel.api.paging import Page, PageQuery, narrowed, page
from bihuan.kernel.api.tokens import TokenAuth, issue, register_scope, revoke, scopes
from bihuan.kernel.moments import Moment, OnDay

__all__ = [
    "ApiToken",
    "BihuanAPI",
    "IdempotencyKey",
    "Moment",
    "OnDay",
    "Page",
    "PageQuery",
    "Problem",
    "TokenAuth",
    "answers",
    "idempotent",
    "issue",
    "narrowed",
    "page",
    "register_scope",
    "revoke",
    "scopes",
]
