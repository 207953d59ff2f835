"""Text messages through any gateway that takes an HTTP request; which one, and how, the environment says.

A gateway that wants something else (its own signature, its templates) is reached through a small relay of the
company's own, which checks `X-Bihuan-Signature` and passes the message on.
"""

import hashlib
import hmac
import json
import urllib.error
import urllib.request
from datetime import datetime
from typing import Any
from urllib.parse import quote

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

SECONDS = 10  # so long a gateway may take
BODY = {"phone": "{phone}", "text": "{text}"}


def has_sms() -> bool:
    """Tell whether a gateway is set."""
    return bool(settings.BIHUAN_SMS)


def text(phone: str, words: str, *, now: datetime | None = None) -> str:
    """Hand one message to the gateway; returns the error, empty when it took it.

    Args:
        phone: plain digits; it stands in no log and in no error.
        now: for the signature, UTC.
    """
    values = {"phone": phone, "text": words, "time": str(int((now or timezone.now()).timestamp()))}
    address = _filled(settings.BIHUAN_SMS, {name: quote(value, safe="") for name, value in values.items()})
    body = json.dumps(_body(values), ensure_ascii=False).encode()
    heads = {"Content-Type": "application/json; charset=utf-8", "X-Bihuan-Time": values["time"]}
    if settings.BIHUAN_SMS_KEY:
        heads["X-Bihuan-Signature"] = signature(settings.BIHUAN_SMS_KEY, values["time"], body)
    try:
        asked = urllib.request.Request(address, data=body, headers=heads)  # noqa: S310 - the administrator's own address
        with urllib.request.urlopen(asked, timeout=SECONDS) as answer:  # noqa: S310
            said = answer.read(2000).decode("utf-8", "replace")
    except urllib.error.HTTPError as refusal:
        return f"HTTP {refusal.code}"
    except (OSError, ValueError) as trouble:
        return type(trouble).__name__
    if settings.BIHUAN_SMS_OK and settings.BIHUAN_SMS_OK not in said:
        return _("The gateway did not accept it: %(answer)s") % {"answer": said[:120].replace(phone, "…")}
    return ""


def signature(key: str, time: str, body: bytes) -> str:
    """Return the signature of a message: HMAC-SHA256 over time, line feed and body, in hex."""
    return hmac.new(key.encode(), f"{time}\n".encode() + body, hashlib.sha256).hexdigest()


def _body(values: dict[str, str]) -> Any:
    return _deep(json.loads(settings.BIHUAN_SMS_BODY) if settings.BIHUAN_SMS_BODY else BODY, values)


def _deep(node: Any, values: dict[str, str]) -> Any:
    if isinstance(node, dict):
        return {name: _deep(value, values) for name, value in node.items()}
    if isinstance(node, list):
        return [_deep(value, values) for value in node]
    return _filled(node, values) if isinstance(node, str) else node


def _filled(pattern: str, values: dict[str, str]) -> str:
    for name, value in values.items():
        pattern = pattern.replace("{" + name + "}", value)
    return pattern
