"""Idempotency keys: a client that lost the answer sends again and nothing happens twice.

The key is written first and the answer last, in one transaction with the effect. A second request
with the same key waits for that transaction, then gets the stored answer. A request that fails leaves
no key behind.
"""

import hashlib
from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from typing import Any

from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from ninja import Schema

from bihuan.kernel.api.errors import ApiError
from bihuan.kernel.api.models import IdempotencyKey
from bihuan.kernel.tasks import scheduled

HEADER = "Idempotency-Key"
KEPT = timedelta(hours=48)
LONGEST = 120

_WRITE = """
INSERT INTO kernel_idempotencykey (token_id, key, request_digest, status, answer, created_at)
VALUES (%s, %s, %s, 0, '', %s) ON CONFLICT DO NOTHING RETURNING id
"""
_ANSWER = "UPDATE kernel_idempotencykey SET status = %s, answer = %s WHERE id = %s"


def idempotent(schema: type[Schema], *, status: int) -> Callable[[Callable[..., Any]], Callable[..., HttpResponse]]:
    """Make a writing route one transaction that answers a repeated key with the stored answer.

    Args:
        schema: the good answer's form; the route returns an object it can be read from.
        status: the good answer's status.
    """

    def decorate(route: Callable[..., Any]) -> Callable[..., HttpResponse]:
        @wraps(route)
        def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            with transaction.atomic():
                written, stored = _begin(request)
                if stored:
                    return _response(stored.answer, stored.status, replayed=True)
                result = route(request, *args, **kwargs)
                text = schema.model_validate(result, from_attributes=True).model_dump_json()
                if written:
                    with connection.cursor() as cursor:
                        cursor.execute(_ANSWER, [status, text, written])
            return _response(text, status)

        return answer

    return decorate


def _begin(request: HttpRequest) -> tuple[int | None, IdempotencyKey | None]:
    """Write the key; returns its row's id, or the row that was there already, or neither without a key."""
    key = request.headers.get(HEADER, "")
    if not key:
        return None, None
    if len(key) > LONGEST:
        raise ApiError(422, "bad-key", _("An idempotency key has %s characters at most.") % LONGEST)
    token = request.auth  # type: ignore[attr-defined]
    digest = hashlib.sha256(f"{request.method} {request.path}\n".encode() + request.body).hexdigest()
    now = connection.ops.adapt_datetimefield_value(timezone.now())
    with connection.cursor() as cursor:
        cursor.execute(_WRITE, [token.pk, key, digest, now])
        written = cursor.fetchall()
    if written:
        return written[0][0], None
    stored = IdempotencyKey.objects.get(token=token, key=key)
    if stored.request_digest != digest:
        raise ApiError(409, "key-reused", _("This idempotency key belongs to another request."))
    return None, stored


def _response(text: str, status: int, *, replayed: bool = False) -> HttpResponse:
    response = HttpResponse(text, status=status, content_type="application/json; charset=utf-8")
    if replayed:
        response["Idempotent-Replayed"] = "true"
    return response


@scheduled(every=timedelta(hours=1), label=gettext_lazy("Forget old answers of the API"))
def prune_idempotency_keys() -> int:
    """Forget keys after 48 hours."""
    return IdempotencyKey.objects.filter(created_at__lt=timezone.now() - KEPT).delete()[0]
