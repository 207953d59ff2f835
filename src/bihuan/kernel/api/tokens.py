"""Tokens: made once, shown once, looked up by hash, limited by scope."""

import hashlib
import secrets
from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django.contrib.auth import get_user_model
from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from ninja.security import HttpBearer

from bihuan.kernel import bulk, history
from bihuan.kernel.actors import permit
from bihuan.kernel.api.errors import ApiError
from bihuan.kernel.api.models import ApiToken
from bihuan.kernel.records import OperationError, locked

USE_NOTED = timedelta(minutes=1)
BODY_LIMIT = 2 * 1024 * 1024  # bytes; a route that takes files says more
_scopes: dict[str, str | Promise] = {}


def register_scope(name: str, label: str | Promise) -> None:
    """Add a scope that tokens can have, e.g. "requests:write"; the app that owns the route calls this."""
    _scopes[name] = label


def scopes() -> dict[str, str | Promise]:
    """Return all scopes with their labels, in order of name."""
    return dict(sorted(_scopes.items()))


class TokenAuth(HttpBearer):
    """Lets a request in when its token is valid and has the scope; the request then acts as the token's owner.

    Args:
        scope: what the route needs.
        body_limit: bytes that a request may bring.
        perm: what its owner's post must allow; asked before anybody looks at what the request brings.
    """

    def __init__(self, scope: str, *, body_limit: int = BODY_LIMIT, perm: str = "") -> None:
        super().__init__()
        self.scope, self.body_limit, self.perm = scope, body_limit, perm

    def authenticate(self, request: HttpRequest, token: str) -> ApiToken:
        """Return the token; raises a problem (401, 403, 413) that says what is wrong."""
        if int(request.META.get("CONTENT_LENGTH") or 0) > self.body_limit:
            raise ApiError(413, "too-large", _("The request is larger than %s bytes.") % self.body_limit)
        now = timezone.now()
        found = bulk.first(ApiToken, "digest = %s", [_digest(token)])
        bulk.follow([found], "staff")
        if found is None or not found.is_valid(now) or not found.staff.is_active:
            raise ApiError(401, "bad-token", _("The token is unknown, expired or revoked."))
        if self.scope not in found.scopes:
            raise ApiError(403, "missing-scope", _("The token lacks the scope %s.") % self.scope)
        if found.last_used_at is None or now - found.last_used_at > USE_NOTED:
            ApiToken.objects.filter(pk=found.pk).update(last_used_at=now)
        if self.perm:
            permit(found.staff, self.perm)
        request.user = found.staff
        return found


@transaction.atomic
def issue(staff: Any, *, name: str, wanted: Iterable[str], days: int | None, by: Any) -> tuple[ApiToken, str]:
    """Make a token and return it with its text, which can't be shown again.

    Args:
        staff: whom it acts as; only oneself, so that nobody gains another's rights.
        wanted: scopes.
        days: how long it lasts; None for ever.

    Raises:
        OperationError: no name, no scope, an unknown one, or for somebody else.
    """
    chosen = sorted(set(wanted))
    if staff.pk != by.pk:
        raise OperationError(_("A token can be made for oneself only."))
    if not name.strip():
        raise OperationError(_("Say what the token is for."), field="name")
    if not chosen or not set(chosen) <= set(_scopes):
        raise OperationError(_("Choose what the token may do."), field="scopes")
    owner: Any = locked(get_user_model(), staff.pk)
    text = "bh_" + secrets.token_urlsafe(32)
    token = ApiToken.objects.create(
        staff=owner,
        name=name.strip()[:80],
        prefix=text[:8],
        digest=_digest(text),
        scopes=chosen,
        expires_at=timezone.now() + timedelta(days=days) if days else None,
    )
    history.append(owner, "issue_token", by=by, changes={"token": [None, str(token)]}, note=", ".join(chosen))
    return token, text


@transaction.atomic
def revoke(pk: int, *, by: Any) -> bool:
    """End one of one's own tokens at once; False when there was none to end."""
    token = ApiToken.objects.select_for_update(of=("self",)).filter(pk=pk, staff=by.pk, revoked_at__isnull=True).first()
    if token is None:
        return False
    token.revoked_at = timezone.now()
    token.save(update_fields=["revoked_at"])
    history.append(locked(get_user_model(), by.pk), "revoke_token", by=by, changes={"token": [str(token), None]})
    return True


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
