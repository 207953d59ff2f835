"""Tokens, problem documents, idempotency keys and pages, on a small API of our own."""

import json
import threading
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.http import Http404, HttpRequest
from django.test import Client
from django.urls import path
from django.utils import timezone
from ninja import Query, Schema

from bihuan.kernel.api import (
    ApiToken,
    BihuanAPI,
    IdempotencyKey,
    Page,
    PageQuery,
    TokenAuth,
    answers,
    idempotent,
    issue,
    page,
    register_scope,
    revoke,
    tokens,
)
from bihuan.kernel.api.idempotency import prune_idempotency_keys
from bihuan.kernel.records import OperationError, Stale
from bihuan.kernel.tasks import TaskRow

register_scope("things:read", "R")
register_scope("things:write", "W")
api = BihuanAPI(title="Things", urls_namespace="things", docs_url=None)


class ThingIn(Schema):
    name: str


class ThingOut(Schema):
    id: int
    name: str


@api.post("/things", auth=TokenAuth("things:write", body_limit=1000), response=answers({201: ThingOut}))
@idempotent(ThingOut, status=201)
def create(request: HttpRequest, payload: ThingIn) -> Any:
    if payload.name == "refused":
        TaskRow.objects.create(name="must be rolled back")
        raise OperationError("not this one", field="name")
    return TaskRow.objects.create(name=payload.name)


@api.get("/things", auth=TokenAuth("things:read"), response=answers({200: Page[ThingOut]}))
def index(request: HttpRequest, query: Query[PageQuery]) -> Any:
    return page(TaskRow.objects.all(), query, order=("-claimable_at", "-id"))


@api.get("/refusals/{kind}", auth=TokenAuth("things:read"), response=answers({200: ThingOut}))
def refuse(request: HttpRequest, kind: str) -> Any:
    errors = {"stale": Stale(None), "denied": PermissionDenied("Your post does not allow this."), "gone": Http404()}
    raise errors[kind]


urlpatterns = [path("things-api/", api.urls)]


@pytest.fixture
def api_only(settings):
    settings.ROOT_URLCONF = __name__


@pytest.fixture
def staff(db):
    return get_user_model().objects.create_user("zhoumin", password="a long word 7")


@pytest.fixture
def token(staff):
    return issue(staff, name="ERP", wanted=["things:read", "things:write"], days=None, by=staff)[1]


@pytest.fixture
def call(api_only, token):
    """Call the API with the token: `call("post", "/things", {...}, key="k")`."""

    def send(method: str, where: str, body: Any = None, *, key: str = "", token: str = token) -> Any:
        headers = {"Authorization": f"Bearer {token}"}
        if key:
            headers["Idempotency-Key"] = key
        data = {} if body is None else {"data": json.dumps(body), "content_type": "application/json"}
        return getattr(Client(), method)(f"/things-api{where}", headers=headers, **data)

    return send


def test_a_call_without_a_valid_token_is_401_with_a_problem_document(call, api_only):
    none = Client().get("/things-api/things")
    assert none.status_code == 401
    assert none["Content-Type"] == "application/problem+json"
    assert none["WWW-Authenticate"].startswith("Bearer")
    assert none.json()["code"] == "no-token"
    assert call("get", "/things", token="bh_forged").json()["code"] == "bad-token"


def test_a_token_without_the_scope_is_403_and_says_which(call, staff):
    reader = issue(staff, name="wall screen", wanted=["things:read"], days=1, by=staff)[1]
    assert call("get", "/things", token=reader).status_code == 200
    refused = call("post", "/things", {"name": "a"}, token=reader)
    assert refused.status_code == 403
    assert "things:write" in refused.json()["detail"]


@pytest.mark.parametrize("ruin", ["expired", "revoked", "left the company"])
def test_a_token_ends_at_once(call, staff, ruin):
    row = ApiToken.objects.get()
    if ruin == "expired":
        ApiToken.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    elif ruin == "revoked":
        assert revoke(row.pk, by=staff)
    else:
        get_user_model().objects.filter(pk=staff.pk).update(is_active=False)
    assert call("get", "/things").status_code == 401


def test_only_the_hash_of_a_token_is_kept(token):
    row = ApiToken.objects.get()
    assert token not in str(vars(row))
    assert token.startswith(row.prefix)


def test_a_token_is_made_for_oneself_with_scopes_that_exist(staff):
    other = get_user_model().objects.create_user("hanli", password="a long word 8")
    with pytest.raises(OperationError):
        issue(other, name="x", wanted=["things:read"], days=None, by=staff)
    for name, wanted in (("", ["things:read"]), ("x", []), ("x", ["everything"])):
        with pytest.raises(OperationError):
            issue(staff, name=name, wanted=wanted, days=None, by=staff)
    assert not revoke(0, by=staff)


def test_a_token_and_its_owner_are_read_by_their_keys_and_the_use_noted_once_a_minute(call, django_assert_num_queries):
    call("get", "/things")
    noted = ApiToken.objects.get().last_used_at
    with django_assert_num_queries(3):
        call("get", "/things")
    assert ApiToken.objects.get().last_used_at == noted
    ApiToken.objects.update(last_used_at=timezone.now() - tokens.USE_NOTED * 2)
    call("get", "/things")
    assert ApiToken.objects.get().last_used_at > noted


@pytest.mark.parametrize(
    ("kind", "status", "code"), [("stale", 409, "stale"), ("denied", 403, "not-allowed"), ("gone", 404, "not-found")]
)
def test_refusals_of_the_house_become_problems(call, kind, status, code):
    answer = call("get", f"/refusals/{kind}")
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert answer.json()["detail"]


def test_invalid_and_refused_fields_are_named(call):
    invalid = call("post", "/things", {"nam": "a"})
    assert invalid.status_code == 422
    assert invalid.json()["errors"][0]["field"] == "name"
    refused = call("post", "/things", {"name": "refused"}, key="k1")
    assert refused.json()["errors"] == [{"field": "name", "message": "not this one"}]
    assert not TaskRow.objects.filter(name="must be rolled back").exists()
    assert not IdempotencyKey.objects.exists()


def test_a_request_that_is_too_large_or_no_json_is_refused(call, api_only, token):
    assert call("post", "/things", {"name": "x" * 2000}).status_code == 413
    broken = Client().post(
        "/things-api/things", "{", content_type="application/json", headers={"Authorization": f"Bearer {token}"}
    )
    assert broken.status_code == 400
    assert broken["Content-Type"] == "application/problem+json"


def test_the_same_key_gets_the_stored_answer_and_creates_nothing(call):
    first = call("post", "/things", {"name": "a"}, key="k1")
    again = call("post", "/things", {"name": "a"}, key="k1")
    assert first.status_code == again.status_code == 201
    assert first.content == again.content
    assert again["Idempotent-Replayed"] == "true"
    assert TaskRow.objects.filter(name="a").count() == 1
    assert call("post", "/things", {"name": "a"}, key="k2").json() != first.json()
    assert call("post", "/things", {"name": "a"}).json() != first.json()


def test_the_same_key_with_another_body_is_a_conflict(call):
    call("post", "/things", {"name": "a"}, key="k1")
    conflict = call("post", "/things", {"name": "b"}, key="k1")
    assert conflict.status_code == 409
    assert conflict.json()["code"] == "key-reused"
    assert call("post", "/things", {"name": "a"}, key="k" * 200).status_code == 422


def test_keys_are_forgotten_after_48_hours(call):
    call("post", "/things", {"name": "a"}, key="old")
    IdempotencyKey.objects.update(created_at=timezone.now() - timedelta(hours=49))
    call("post", "/things", {"name": "a"}, key="new")
    assert prune_idempotency_keys.call() == 1
    assert IdempotencyKey.objects.get().key == "new"


@pytest.mark.django_db(transaction=True)
def test_the_same_request_many_times_at_once_creates_one_thing(call):
    answers_: list[Any] = []

    def send() -> None:
        try:
            answers_.append(call("post", "/things", {"name": "once"}, key="same"))
        finally:
            connection.close()

    threads = [threading.Thread(target=send) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [answer.status_code for answer in answers_] == [201] * 6
    assert len({answer.content for answer in answers_}) == 1
    assert TaskRow.objects.filter(name="once").count() == 1


def test_pages_follow_each_other_without_gap_or_double_while_rows_are_added(call):
    same = timezone.now()
    TaskRow.objects.bulk_create(TaskRow(name=f"t{n}", claimable_at=same + timedelta(seconds=n // 3)) for n in range(10))
    seen, cursor = [], ""
    while True:
        answer = call("get", f"/things?size=3&cursor={cursor}").json()
        seen += [item["name"] for item in answer["items"]]
        TaskRow.objects.create(name="new", claimable_at=same + timedelta(days=1))
        cursor = answer["next"]
        if not cursor:
            break
    assert sorted(seen) == sorted(f"t{n}" for n in range(10))


@pytest.mark.parametrize("cursor", ["x", "bm8", "WzFd", "WyJub3QgYSBkYXRlIiwgMV0"])
def test_a_forged_cursor_is_refused(call, cursor):
    answer = call("get", f"/things?cursor={cursor}")
    assert (answer.status_code, answer.json()["code"]) == (422, "bad-cursor")


def test_the_document_is_openapi_3_1_and_declares_the_errors():
    document = api.get_openapi_schema(path_prefix="")
    assert document["openapi"].startswith("3.1")
    declared = document["paths"]["/things"]["post"]["responses"]
    assert set(declared) >= {201, 401, 403, 404, 409, 413, 422}
    assert list(declared[409]["content"]) == ["application/problem+json"]
