"""Requests and work orders by the API: what is left empty, and what does not exist."""

import json
from typing import Any

import pytest
from django.test import Client
from tests.cast import Cast

from bihuan.kernel.api.tokens import issue

TYPE = "application/json"


def bearer(person: Any, *scopes: str) -> dict[str, Any]:
    """Return the headers of a colleague's own token."""
    return {"authorization": f"Bearer {issue(person, name='t', wanted=scopes, days=1, by=person)[1]}"}


@pytest.mark.parametrize("field", ["description", "contact_name", "phone", "address", "urgency", "remarks"])
def test_a_field_sent_as_null_stays_as_it_is(cast: Cast, client: Client, field: str) -> None:
    request = cast.request()
    before = str(getattr(request, field))
    body = json.dumps({"revision": request.revision, field: None})
    answer = client.patch(f"/api/requests/{request.pk}", body, TYPE, headers=bearer(cast.zhoumin, "requests:write"))
    request.refresh_from_db()
    assert (answer.status_code, str(getattr(request, field))) == (200, before)


def test_an_unknown_fault_code_is_refused(cast: Cast, client: Client) -> None:
    order, headers = cast.order(), bearer(cast.chenlijun, "orders:write")
    for step in ("accept", "arrive"):
        assert client.post(f"/api/orders/{order.pk}/{step}", headers=headers).status_code == 200
    body = {"findings": "电容失效", "cause": "component", "fault_code": "NO-SUCH"}
    answer = client.post(f"/api/orders/{order.pk}/steps/diagnose", body, TYPE, headers=headers)
    order.refresh_from_db()
    assert (answer.status_code, order.state) == (422, "arrived")
