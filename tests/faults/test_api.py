"""The API against what other systems get wrong: tokens, keys, cursors, sizes, types — and against its own document."""

import json
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import jsonschema_rs
import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.db import close_old_connections, transaction
from django.test import Client
from django.utils import timezone
from hypothesis import HealthCheck, Phase, given, seed, settings
from ninja import Schema
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from bihuan.config.api import api
from bihuan.config.wsgi import application
from bihuan.customers.models import Customer
from bihuan.kernel.api import issue, revoke, scopes
from bihuan.kernel.api.models import ApiToken
from bihuan.kernel.api.tokens import BODY_LIMIT
from bihuan.kernel.history import HistoryEntry
from bihuan.organization.models import Staff
from bihuan.service.models import ServiceRequest
from tests.cast import Cast
from tests.faults.words import NASTY
from tests.house import gallery

pytestmark = pytest.mark.django_db
CHECKS = (not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance)
PROBLEM = "application/problem+json"
NEW = {"description": "不制冷", "contact_name": "沈雅琴", "phone": "13812346021"}


class Caller:
    """Another system with its token."""

    def __init__(self, staff: Staff, *wanted: str, days: int | None = 1) -> None:
        self.token, self.text = issue(staff, name="ERP", wanted=wanted or scopes(), days=days, by=staff)
        self.client = Client()

    def __call__(self, method: str, path: str, body: Any = None, **headers: str) -> Any:
        content = body if isinstance(body, str | bytes) else json.dumps(body)
        sent = {"Authorization": f"Bearer {self.text}", **headers}
        return self.client.generic(method, f"/api{path}", content, content_type="application/json", headers=sent)


@pytest.fixture
def erp(cast: Cast) -> Caller:
    return Caller(cast.zhoumin)


def refused(response: Any, status: int, code: str) -> dict[str, Any]:
    """Return a problem document after a look at its form."""
    assert response.status_code == status, response.content
    assert response.headers["Content-Type"] == PROBLEM
    body: dict[str, Any] = response.json()
    assert (body["status"], body["code"]) == (status, code)
    assert body["title"]
    assert body["detail"]
    return body


RUINS: dict[str, Callable[[Caller], Any]] = {
    "revoked": lambda erp: revoke(erp.token.pk, by=erp.token.staff),
    "expired": lambda erp: ApiToken.objects.update(expires_at=timezone.now() - timedelta(seconds=1)),
    "of somebody who has left": lambda erp: Staff.objects.filter(pk=erp.token.staff_id).update(is_active=False),
    "gone": lambda erp: ApiToken.objects.all().delete(),
    "cut off": lambda erp: setattr(erp, "text", erp.text[:-1]),
    "in capitals": lambda erp: setattr(erp, "text", erp.text.upper()),
    "very long": lambda erp: setattr(erp, "text", "bh_" + "a" * 6000),
}


@pytest.mark.req("SEC-01")
@pytest.mark.parametrize("ruin", RUINS)
def test_a_token_that_is_no_good_opens_nothing(erp: Caller, ruin: str) -> None:
    assert erp("GET", "/requests").status_code == 200
    RUINS[ruin](erp)
    refused(erp("GET", "/requests"), 401, "bad-token")
    refused(erp("POST", "/requests", NEW), 401, "bad-token")
    assert not ServiceRequest.objects.exists()


@pytest.mark.parametrize(
    "sent", ["", "Bearer", "Bearer ", "Basic eHg6eHg=", "bearer", "Token x", "Bearer a b", "Bearer 令牌"]
)
def test_without_a_token_one_is_told_how_to_send_it(cast: Cast, client: Client, sent: str) -> None:
    answer: Any = client.get("/api/requests", headers={"Authorization": sent} if sent else {})
    assert answer.status_code == 401
    assert answer.headers["Content-Type"] == PROBLEM
    assert answer.headers["WWW-Authenticate"].startswith("Bearer")


def test_a_session_of_the_browser_opens_nothing(cast: Cast, client: Client) -> None:
    client.force_login(cast.zhoumin)
    assert client.get("/api/requests").status_code == 401
    assert client.post("/api/requests", NEW, content_type="application/json").status_code == 401


@pytest.mark.req("SEC-01")
def test_a_scope_opens_its_own_routes_alone_and_never_more_than_its_owner_may(cast: Cast) -> None:
    reader = Caller(cast.zhoumin, "requests:read")
    assert reader("GET", "/requests").status_code == 200
    assert "requests:write" in refused(reader("POST", "/requests", NEW), 403, "missing-scope")["detail"]
    refused(reader("GET", "/customers"), 403, "missing-scope")
    technician = Caller(cast.chenlijun)
    request = cast.request()
    assert technician("GET", f"/requests/{request.pk}").status_code == 404
    assert technician("GET", "/requests").json()["items"] == []
    assert technician("GET", f"/customers/{cast.customer.pk}").status_code in {403, 404}


def test_the_same_key_makes_one_request_and_another_body_is_a_conflict(erp: Caller) -> None:
    first, second = (erp("POST", "/requests", NEW, **{"Idempotency-Key": "k-1"}) for _ in range(2))
    assert first.status_code == second.status_code == 201
    assert first.json() == second.json()
    assert second.headers["Idempotent-Replayed"] == "true"
    refused(erp("POST", "/requests", {**NEW, "description": "漏水"}, **{"Idempotency-Key": "k-1"}), 409, "key-reused")
    refused(erp("POST", "/requests", NEW, **{"Idempotency-Key": "k" * 200}), 422, "bad-key")
    assert ServiceRequest.objects.count() == 1


def test_a_key_of_a_refused_request_can_be_used_for_the_corrected_one(erp: Caller) -> None:
    key = {"Idempotency-Key": "k-2"}
    assert erp("POST", "/requests", {**NEW, "fault_class": "XX"}, **key).status_code == 422
    assert erp("POST", "/requests", NEW, **key).status_code == 201


def test_a_key_of_one_token_is_none_of_anothers(cast: Cast, erp: Caller) -> None:
    key = {"Idempotency-Key": "k-3"}
    other = Caller(cast.guojing)
    numbers = {caller("POST", "/requests", NEW, **key).json()["number"] for caller in (erp, other)}
    assert len(numbers) == 2


# Nonsense, and well-formed lists of: nothing, one number, two words, 1e999, null, two nulls, two objects, a bad day.
CURSORS = (
    *("x", "====", "bm9uc2Vuc2U", "W10", "WzFd", "WyJ4IiwieSJd", "令牌", "WzFlOTk5LDFd", "bnVsbA"),
    *("W251bGwsbnVsbF0", "W3t9LHt9XQ", "WyIyMDI2LTk5LTk5IiwxXQ"),
)


@pytest.mark.parametrize("cursor", CURSORS)
@pytest.mark.parametrize("path", ["/requests", "/orders", "/customers", "/units"])
def test_a_tampered_cursor_is_refused(erp: Caller, path: str, cursor: str) -> None:
    assert erp("GET", f"{path}?cursor={cursor}").status_code in {200, 422}
    if cursor not in {"WzFd", "W251bGwsbnVsbF0"}:
        refused(erp("GET", f"{path}?cursor={cursor}"), 422, "bad-cursor")


def test_a_cursor_shows_no_more_than_its_list(cast: Cast) -> None:
    for _ in range(3):
        cast.request()
    seen = Caller(cast.zhoumin)("GET", "/requests?size=1").json()["next"]
    assert Caller(cast.chenlijun)("GET", f"/requests?cursor={seen}").json()["items"] == []


BODIES: tuple[str | bytes, ...] = (
    *("", "{", "[]", "null", '"text"', '{"description": }', "\ufeff{}", "[" * 5000, b"\xff\xfe"),
    *('{"description": "' + words + '"}' for words in ("a" * 5000, "   ", "\\u0000", "\\ud800")),
    '{"description": 1}',
    *(
        '{"description": "x", ' + field + "}"
        for field in (
            *('"urgency": "sofort"', '"extra": 5', '"phone": "keine"', '"contact_name": null'),
            *('"reported_at": "gestern"', '"reported_at": "2999-01-01T00:00:00Z"', '"reported_at": 1e400'),
            *('"reported_at": "0001-01-01T00:00:00+14:00"', '"appointment_at": "9999-12-31T23:59:59-14:00"'),
        )
    ),
)


@pytest.mark.parametrize("body", BODIES)
def test_a_body_that_is_wrong_is_refused(erp: Caller, body: str | bytes) -> None:
    answer = erp("POST", "/requests", body)
    assert answer.status_code in {400, 422}, answer.content
    assert answer.headers["Content-Type"] == PROBLEM
    assert not ServiceRequest.objects.exists()


def test_a_body_that_is_too_large_is_refused_before_it_is_read(erp: Caller) -> None:
    refused(erp("POST", "/requests", {**NEW, "remarks": "x" * BODY_LIMIT}), 413, "too-large")


def test_fields_nobody_knows_change_nothing(erp: Caller) -> None:
    answer = erp(
        "POST", "/requests", {**NEW, "state": "closed", "number": "SR-1", "id": 77, "owner_id": 1, "outlet": 3}
    )
    assert answer.status_code in {201, 422}
    made = ServiceRequest.objects.get() if answer.status_code == 201 else None
    assert made is None or (made.state, made.number == "SR-1", made.pk == 77) == ("registered", False, False)


@pytest.mark.req("SEC-01", "CUS-01")
def test_the_api_shows_no_phone_and_no_address_in_clear(cast: Cast, erp: Caller) -> None:
    gallery.rows(cast)
    for path in ("/requests", "/orders", "/customers", "/units", f"/customers/{cast.customer.pk}"):
        text = erp("GET", path).content.decode()
        assert "13812346021" not in text
        assert "1202 室" not in text
    made = erp("POST", "/customers", {"name": "王淑芬", "phone": "13987654321", "address": "江南大道 5 号 909 室"})
    assert made.status_code == 201
    assert "87654321" not in made.content.decode()
    assert "909 室" not in made.content.decode()


def test_words_of_other_systems_are_text_in_answers(erp: Caller) -> None:
    made = erp("POST", "/requests", {**NEW, "description": NASTY})
    assert made.status_code == 201
    assert made.json()["description"] == NASTY
    assert made.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "OPTIONS", "TRACE"])
def test_methods_nobody_declared_are_refused(erp: Caller, method: str) -> None:
    assert erp(method, "/requests").status_code == 405


def test_an_api_address_nobody_declared_is_not_found(erp: Caller) -> None:
    for path in ("/nothing", "/requests/x", "/requests/-1", "/requests/99999999999999999999999", "/orders/1/explode"):
        assert erp("GET", path).status_code in {404, 405, 422}, path


@pytest.fixture
def document(client: Client, db: None) -> dict[str, Any]:
    answer: Any = client.get("/api/openapi.json")
    assert answer.status_code == 200
    found: dict[str, Any] = answer.json()
    return found


def test_the_document_is_openapi_3_1_and_holds_together(document: dict[str, Any]) -> None:
    assert document["openapi"].startswith("3.1")
    for name, schema in document["components"]["schemas"].items():
        assert jsonschema_rs.meta.is_valid(schema), name
    known = {f"#/components/schemas/{name}" for name in document["components"]["schemas"]}
    assert set(refs(document)) <= known
    names = [operation["operationId"] for path in document["paths"].values() for operation in path.values()]
    assert len(names) == len(set(names)) >= 15
    for path in document["paths"].values():
        for operation in path.values():
            assert operation["security"]
            assert {"401", "403", "422"} <= set(operation["responses"])
            errors = {status: answer for status, answer in operation["responses"].items() if status >= "400"}
            assert all(PROBLEM in answer["content"] for answer in errors.values())


def refs(part: Any) -> Iterator[str]:
    """Yield all references of a document."""
    if isinstance(part, dict):
        yield from (value for key, value in part.items() if key == "$ref")
    for inner in part.values() if isinstance(part, dict) else part if isinstance(part, list) else ():
        yield from refs(inner)


def operations() -> list[str]:
    """Return all operations of the API as schemathesis names them."""
    paths = api.get_openapi_schema(path_prefix="/api/")["paths"]
    return [f"{method.upper()} {path}" for path, methods in paths.items() for method in methods]


@pytest.fixture
def one_connection() -> Iterator[None]:
    """Keep the test's connection open from request to request, as Django's own client does."""
    signals = (request_started, request_finished)
    for signal in signals:
        signal.disconnect(close_old_connections)
    yield
    for signal in signals:
        signal.connect(close_old_connections)


# The row of the gallery that stands at an address with a key in it.
REAL = {
    "requests": "request", "orders": "order", "customers": "customer", "units": "unit", "bench-jobs": "bench",
    "charges": "charge", "recalls": "recall", "installations": "installation",
    "contracts": "contract", "remedies": "remedy", "day-plans": "day_plan", "complaints": "complaint",
    "zeroings": "zeroing", "nonconformities": "nonconformity", "issues": "issue", "corrective-actions": "action",
    "rectification-notices": "rectification",
    "supplier-abnormalities": "abnormality",
    "sales-orders": "sale", "returns": "goods_return", "exchanges": "exchange", "ratings": "rating", "leads": "lead",
    "visits": "visit", "expense-sheets": "expense_sheet", "comparisons": "complaint", "investigations": "investigation",
    "callbacks": "callback", "surveys": "survey",
}  # fmt: skip


def test_no_two_shapes_have_one_name() -> None:
    """The document knows a shape by its name alone: of two with one name it would show the other."""
    found = [shape for shape in _below(Schema) if shape.__module__.startswith("bihuan.")]
    names = Counter(shape.__name__ for shape in found)
    assert [f"{one.__module__}.{one.__name__}" for one in found if names[one.__name__] > 1] == []


def _below(base: type) -> list[type]:
    return [one for child in base.__subclasses__() for one in (child, *_below(child))]


@pytest.mark.usefixtures("one_connection")
@pytest.mark.parametrize("label", operations())
def test_whatever_the_document_allows_is_answered_as_it_says(db: None, label: str) -> None:
    cast, rows = gallery.STAGE.fresh()
    kind = label.split("/api/")[1].split("/")[0]
    real = REAL[kind] if "{" in label else ""
    by = cast.chenlijun if kind == "orders" else cast.zhoumin
    headers = {"Authorization": f"Bearer {Caller(by).text}"}
    schema = schemathesis.openapi.from_wsgi("/api/openapi.json", application)
    method, path = label.split(" ")
    operation = schema[path][method]
    tries = iter(range(10_000))

    @seed(20261120)
    @settings(
        max_examples=16, deadline=None, database=None, phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    @given(case=operation.as_strategy())
    def answers(case: Any) -> None:
        if "pk" in (case.path_parameters or {}) and next(tries) % 4:
            case.path_parameters["pk"] = rows[real]["pk"]
        with transaction.atomic():
            response = case.call(headers=headers)
            transaction.set_rollback(True)
        case.validate_response(response, checks=CHECKS)

    answers()


def test_nothing_of_all_this_leaves_a_trace_without_history(cast: Cast, erp: Caller) -> None:
    before = HistoryEntry.objects.count()
    erp("POST", "/requests", {**NEW, "fault_class": "??"})
    erp("POST", "/customers", {"name": ""})
    erp("PATCH", f"/customers/{cast.customer.pk}", {"name": "x", "revision": 99})
    assert HistoryEntry.objects.count() == before
    assert Customer.objects.count() == 1


@pytest.mark.parametrize("moment", ["2026-11-01T08:00", "2026-11-01T08:00+08:00", "2026-11-01T00:00Z", 1793491200])
def test_a_moment_without_a_zone_is_the_offices_or_refused(erp: Caller, moment: str | int) -> None:
    answer = erp("POST", "/requests", {**NEW, "reported_at": moment, "appointment_at": moment})
    assert answer.status_code in {201, 422}, answer.content
    for made in ServiceRequest.objects.all():
        assert made.reported_at.isoformat() == "2026-11-01T00:00:00+00:00"


def test_an_address_of_the_api_that_leads_nowhere_is_a_problem_document() -> None:
    answer = Client().post("/api/requests/-58/urge")
    assert (answer.status_code, answer["Content-Type"]) == (404, PROBLEM)
    assert Client().get("/nowhere/")["Content-Type"].startswith("text/html")
