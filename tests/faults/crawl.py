"""Walks through the whole house as the cast does: every link and every dialog behind a button."""

import html
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urljoin, urlsplit

from django.test import Client
from django.urls import Resolver404, resolve

from bihuan.organization.models import Staff

LINK = re.compile(r'\s(?:href|hx-get|data-url)="([^"]+)"')
ENDS_THE_VISIT = {"account_logout", "kernel:language", "kernel:theme"}


@dataclass(frozen=True)
class Visit:
    """One page as one person saw it."""

    name: str
    url: str
    person: str
    status: int
    headers: dict[str, str]
    body: bytes
    cookies: tuple[Any, ...]
    found_on: str

    @property
    def is_html(self) -> bool:
        return self.headers.get("Content-Type", "").startswith("text/html")

    @property
    def text(self) -> str:
        return self.body.decode() if self.is_html else ""

    def __str__(self) -> str:
        return f"{self.status} {self.name} {self.url} ({self.person or 'visitor'}, from {self.found_on or 'the start'})"


@dataclass
class Walk:
    """All that was seen so far.

    Attributes:
        at_most: so many addresses of one view the first person opens, the others one less.
        data: what stands in the database, as one text.
    """

    language: str
    at_most: int = 2
    data: str = ""
    visits: list[Visit] = field(default_factory=list)
    urls: set[tuple[str, str]] = field(default_factory=set)

    def go(self, person: Staff | None, starts: Iterable[str]) -> None:
        """Open the addresses and what they lead to, as one person."""
        client = Client(headers={"accept-language": self.language})
        client.cookies["django_language"] = self.language
        if person is not None:
            client.force_login(person)
        name = person.username if person else ""
        counts = dict.fromkeys((visit.name for visit in self.visits), self.at_most - 1)
        waiting = [(url, "") for url in starts]
        while waiting:
            url, found_on = waiting.pop(0)
            url = url.partition("#")[0]
            if (view := view_of(url)) is None or view in ENDS_THE_VISIT or (name, url) in self.urls:
                continue
            if found_on and counts.get(view, 0) >= self.at_most:
                continue
            self.urls.add((name, url))
            counts[view] = counts.get(view, 0) + 1
            visit = self._open(client, view, url, name, found_on)
            self.visits.append(visit)
            waiting += [(link, url) for link in links(visit)]

    def _open(self, client: Client, view: str, url: str, person: str, found_on: str) -> Visit:
        response: Any = client.get(url)
        body = b"".join(response.streaming_content) if response.streaming else response.content
        cookies = tuple(response.cookies.values())
        return Visit(view, url, person, response.status_code, dict(response.headers), body, cookies, found_on)

    @property
    def pages(self) -> list[Visit]:
        """Return the visits that showed a page."""
        return [visit for visit in self.visits if visit.is_html]


def view_of(url: str) -> str | None:
    """Return the name of the view behind an address, None for files and other hosts."""
    parts = urlsplit(url)
    if parts.netloc or parts.scheme or not parts.path.startswith("/") or parts.path.startswith("/static/"):
        return None
    try:
        match = resolve(parts.path)
    except Resolver404:
        return None
    return None if match.namespace == "api" else match.view_name


def links(visit: Visit) -> list[str]:
    """Return where a page leads to."""
    found = [urljoin(visit.url, html.unescape(link)) for link in LINK.findall(visit.text)]
    return [visit.headers["Location"], *found] if "Location" in visit.headers else found
