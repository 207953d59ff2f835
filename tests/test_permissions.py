"""The permission table: every address, and who gets in.

`permissions.yaml` says it; here every person opens every address, with a row that is there. Whoever
may gets a page (or a redirect, or an answer to an empty form); a row one may not see is not found
(404); all else is refused (403). An address without a line in the table fails, and so does a line
without an address.
"""

import json
import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.contrib.auth.models import AnonymousUser
from django.contrib.messages.storage.cookie import CookieStorage
from django.contrib.sessions.backends.cache import SessionStore
from django.db import transaction
from django.http import Http404, HttpResponse
from django.test import Client, RequestFactory
from django.urls import resolve, reverse

from bihuan.kernel import answers, web
from bihuan.kernel.api import issue, scopes
from bihuan.organization.models import Staff
from tests.house import gallery
from tests.house.addresses import pages, routes

# Who gets in is decided before any database; rows that are hidden are asked on both in tests/faults/test_security.py.
pytestmark = pytest.mark.one_database

TEXT = Path(__file__).with_name("permissions.yaml").read_text(encoding="utf-8")
TABLE: dict[str, Any] = yaml.safe_load(TEXT)
GROUPS: dict[str, list[str]] = TABLE["groups"]
PAGES: dict[str, dict[str, str]] = TABLE["pages"]
ROUTES: dict[str, dict[str, Any]] = TABLE["api"]
REFUSED = {403: "refused", 404: "hidden"}


def members(words: str) -> set[str]:
    """Return the posts behind groups and posts separated by spaces."""
    return {post for word in words.split() for post in GROUPS.get(word, [word])}


def expected(row: dict[str, str], post: str) -> str:
    """Return how an address answers a post: in, hidden or refused."""
    may, hidden = row["may"], row.get("hidden", "")
    if may == "public" or post in members(may):
        return "in"
    return "hidden" if hidden == "others" or post in members(hidden) else "refused"


@pytest.fixture
def company(db: None) -> tuple[dict[str, Staff], dict[str, dict[str, Any]]]:
    """Return the people by post, and the arguments of addresses by row."""
    cast, rows = gallery.STAGE.fresh()
    return gallery.everyone(cast), rows


@pytest.fixture
def undrawn(monkeypatch: pytest.MonkeyPatch) -> None:
    """Leave pages undrawn: it is about who gets in."""
    for module in (web, answers):
        monkeypatch.setattr(module, "render", lambda *a, status=200, **k: HttpResponse(status=status))


def answer(name: str, row: dict[str, str], rows: dict[str, dict[str, Any]], user: Any) -> tuple[str, str]:
    """Open an address as somebody and undo what that did; one that only takes forms gets an empty one."""
    url = reverse(name, kwargs=rows[row.get("at", "nothing")])
    with transaction.atomic():
        response = asked("POST" if "form" in row else "GET", url, user)
        transaction.set_rollback(True)
    assert response.status_code < 500, url
    return REFUSED.get(response.status_code, "in"), response.headers.get("Location", "")


def asked(method: str, url: str, user: Any) -> Any:
    """Call the view behind an address, without what stands before all views: it costs five times as much."""
    match = resolve(url)
    if not hasattr(match.func, "permission"):  # allauth's own pages stand on their middleware
        client = signed_in(user) if user.is_authenticated else Client()
        return client.generic(method, url)
    request: Any = RequestFactory().generic(method, url)
    request.user, request.session, request._messages = user, SessionStore(), CookieStorage(request)
    try:
        return match.func(request, *match.args, **match.kwargs)
    except Http404:
        return HttpResponse(status=404)
    except Exception as error:
        found = answers.refusal(error)
        if found is None:
            raise
        return HttpResponse(status=found.status)


def signed_in(staff: Staff) -> Client:
    client = Client()
    client.force_login(staff)
    return client


def test_no_address_stands_twice_in_the_table() -> None:
    keys = re.findall(r"^  (\S+): ", TEXT, re.MULTILINE)
    assert [key for key in set(keys) if keys.count(key) > 1] == []


def test_every_address_has_a_line_and_every_line_an_address() -> None:
    assert set(PAGES) == set(pages())
    assert set(ROUTES) == set(routes())
    named = {
        word
        for row in (*PAGES.values(), *ROUTES.values())
        for key in ("may", "hidden")
        for word in members(row.get(key, ""))
    }
    assert named <= {*GROUPS["everybody"], "public", "others"}


def test_views_say_themselves_who_may() -> None:
    unsaid = {name for name, view in pages().items() if not hasattr(view, "permission") and ":" in name}
    assert unsaid == set()
    public = {name for name, view in pages().items() if getattr(view, "permission", "") == "public"}
    assert {name for name in PAGES if ":" in name and PAGES[name]["may"] == "public"} == public


@pytest.mark.req("PPL-01", "SEC-01")
@pytest.mark.usefixtures("undrawn")
def test_every_post_gets_in_where_the_table_says_and_nowhere_else(company: Any) -> None:
    people, rows = company
    assert set(people) == set(GROUPS["everybody"])
    wrong = []
    for name, row in PAGES.items():
        for post in people if ":" in name else ["dispatcher"]:  # allauth's own pages know no posts
            said, found = expected(row, post), answer(name, row, rows, people[post])[0]
            if said != found:
                wrong.append(f"{name}: {post} is {found}, the table says {said}")
    assert wrong == [], "\n".join(wrong)


@pytest.mark.req("SEC-01")
@pytest.mark.usefixtures("undrawn")
def test_without_signing_in_only_public_addresses_open(company: Any) -> None:
    _people, rows = company
    wrong = []
    for name, row in PAGES.items():
        found, location = answer(name, row, rows, AnonymousUser())
        asked_to_sign_in = location.startswith(reverse("account_login"))
        if row["may"] == "public" and (found != "in" or asked_to_sign_in):
            wrong.append(f"{name} is public, but does not open")
        if row["may"] != "public" and found == "in" and not asked_to_sign_in:
            wrong.append(f"{name} opens without signing in")
    assert wrong == [], "\n".join(wrong)


def test_every_page_draws_for_the_first_who_may(company: Any) -> None:
    people, rows = company
    clients = {post: signed_in(staff) for post, staff in people.items()}
    broken = []
    for name, row in PAGES.items():
        first = next((post for post in GROUPS["everybody"] if expected(row, post) == "in"), None)
        if first is None or "form" in row:
            continue
        with transaction.atomic():
            response: Any = clients[first].get(reverse(name, kwargs=rows[row.get("at", "nothing")]))
            transaction.set_rollback(True)
        if response.status_code in {403, 404}:
            broken.append(f"{name}: {response.status_code}")
    assert broken == []


@pytest.mark.req("PPL-01", "SEC-01")
def test_the_api_lets_in_whom_the_table_says(company: Any) -> None:
    people, rows = company
    wrong = []
    for post, staff in people.items():
        token = issue(staff, name="Test", wanted=scopes(), days=1, by=staff)[1]
        for name, row in ROUTES.items():
            said, status = expected(row, post), called(name, row, rows, token)
            if said != (found := REFUSED.get(status, "in")):
                wrong.append(f"{name}: {post} is {found} ({status}), the table says {said}")
    assert wrong == [], "\n".join(wrong)


@pytest.mark.req("SEC-01")
def test_the_api_wants_a_token_with_the_scope(company: Any) -> None:
    people, rows = company
    for name, row in ROUTES.items():
        scope = routes()[name].auth_callbacks[0].scope
        others = sorted(set(scopes()) - {scope})
        token = issue(people["service_manager"], name="Test", wanted=others, days=1, by=people["service_manager"])[1]
        assert called(name, row, rows, "") == 401, name
        assert called(name, row, rows, token) == 403, name


def called(name: str, row: dict[str, Any], rows: dict[str, dict[str, Any]], token: str) -> int:
    """Call a route of the API, undo what it did, and return the status."""
    method, path = name.split(" ")
    pk = rows[row.get("at", "nothing")].get("pk")
    url = "/api" + re.sub(r"\{(int:)?pk\}", str(pk), path).replace("{step}", row.get("step", "accept"))
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    said = row.get("body", {}).items()
    body = {key: rows["values"].get(value, value) if isinstance(value, str) else value for key, value in said}
    with transaction.atomic():
        response = Client().generic(method, url, json.dumps(body), content_type="application/json", headers=headers)
        transaction.set_rollback(True)
    return int(response.status_code)
