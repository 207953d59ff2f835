"""Signed links for people without an account: one purpose, one record, until a day.

The token names the record and its end; the signature is bound to the purpose, so that a link
to follow a case can't be turned into one that signs for it.
"""

from datetime import timedelta

from django.core.signing import BadSignature, Signer
from django.db import models
from django.utils import timezone
from django.utils.http import base36_to_int, int_to_base36
from django.utils.translation import gettext_lazy as _


class LinkInvalid(Exception):
    """The link opens nothing; the message says what the visitor can do."""


class LinkExpired(LinkInvalid):
    """The link was good once."""

    def __init__(self) -> None:
        super().__init__(_("This link has expired. Please ask us for a new one, or look up your case by number."))


class LinkForged(LinkInvalid):
    """The link was never given out like this."""

    def __init__(self) -> None:
        super().__init__(_("This link is not valid. Please open it again from the message you received."))


def make(purpose: str, record: models.Model, *, days: int) -> str:
    """Return a token that opens this record for this purpose for so many days."""
    expires = int((timezone.now() + timedelta(days=days)).timestamp())
    return Signer(salt=f"bihuan.links.{purpose}", sep="~").sign(f"{int_to_base36(record.pk)}.{int_to_base36(expires)}")


def read(purpose: str, token: str) -> int:
    """Return the primary key a token opens.

    Raises:
        LinkForged: the signature is wrong or was made for another purpose.
        LinkExpired: its day has passed.
    """
    try:
        key, _dot, expires = Signer(salt=f"bihuan.links.{purpose}", sep="~").unsign(token).partition(".")
    except BadSignature as error:
        raise LinkForged from error
    if base36_to_int(expires) < timezone.now().timestamp():
        raise LinkExpired
    return base36_to_int(key)
