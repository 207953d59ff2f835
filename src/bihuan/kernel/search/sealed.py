"""A search for a phone number doesn't stand in the address: what does is sealed, for its reader, for a working day.

The page sends such words by POST (`static/js/shell.js`) and is led on to `?q=~…`; without JavaScript the
server leads on from the plain address at once. Back and forward in the browser open the sealed address.
"""

import base64
import re
from typing import Any
from urllib.parse import quote

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.utils import timezone

from bihuan.kernel.privacy.keys import Tampered, UnknownKey, ring

MARK, LABEL = "~", "search"
HOURS = 12
LONGEST = 100
PHONE = re.compile(r"(?<!\d)(?:1[3-9]\d(?:[ -]?\d{4}){2}|0\d{2,3}[ -]?\d{7,8})(?!\d)")
PLACES = ("after", "before")


def looks_like_phone(words: str) -> bool:
    """Tell whether a mobile or land-line number stands in these words."""
    return PHONE.search(words) is not None


def sealed(words: str, user: Any) -> str:
    """Return words as they may stand in an address."""
    until = int(timezone.now().timestamp()) + HOURS * 3600
    text = ring().seal(f"{until}.{user.pk}.{words[:LONGEST]}", label=LABEL)
    return MARK + base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def opened(written: str, user: Any) -> str:
    """Return the words behind what stands in an address; "" when they were sealed for somebody else or long ago."""
    if not written.startswith(MARK):
        return written.strip()[:LONGEST]
    body = written[len(MARK) :]
    try:
        text = base64.urlsafe_b64decode(body + "=" * (-len(body) % 4)).decode()
        until, reader, words = ring().open(text, label=LABEL).split(".", 2)
    except (ValueError, Tampered, UnknownKey):
        return ""
    return words if int(until) > timezone.now().timestamp() and reader == str(user.pk) else ""


def address(path: str, query: QueryDict, user: Any) -> str:
    """Return the address of a search with its words sealed, on its first page."""
    kept = query.copy()
    for name in PLACES:
        kept.pop(name, None)
    kept["q"] = sealed(query.get("q", "").strip(), user)
    return f"{quote(path)}?{kept.urlencode()}"


def led_on(request: HttpRequest) -> HttpResponse | None:
    """Return the way from an address with a phone in it to the sealed one; None: there is none in it."""
    if request.method != "GET" or not looks_like_phone(request.GET.get("q", "")):
        return None
    where = address(request.path, request.GET, request.user)
    if request.headers.get("HX-Request") == "true":
        return HttpResponse(headers={"HX-Redirect": where})
    return HttpResponseRedirect(where)
