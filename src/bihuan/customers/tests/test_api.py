"""Customers over the API: masked, once, with scope."""

import pytest
from django.test import Client

from bihuan.customers.models import Customer
from bihuan.customers.tests.company import company  # noqa: F401  a fixture
from bihuan.kernel.api import issue


@pytest.fixture
def token(people) -> dict[str, str]:
    wanted = ["customers:read", "customers:write"]
    _row, text = issue(people.zhoumin, name="test", wanted=wanted, days=1, by=people.zhoumin)
    return {"HTTP_AUTHORIZATION": f"Bearer {text}"}


@pytest.mark.req("CUS-01", "SEC-01")
def test_the_api_reads_masked_and_writes_once(people, client: Client, token) -> None:
    body = {"name": "何丽华", "phone": "13910039281", "region": people.xihu.pk}
    options = {"content_type": "application/json", "headers": {"Idempotency-Key": "k1"}, **token}
    first, second = (client.post("/api/customers", body, **options) for _ in range(2))
    assert (first.status_code, second.status_code) == (201, 201)
    assert first.json() == second.json()
    assert first.json()["phone"] == "139 **** 9281"
    assert Customer.objects.filter(name="何丽华").count() == 1
    listed = client.get("/api/customers", {"q": "9281"}, **token).json()
    assert [item["name"] for item in listed["items"]] == ["何丽华"]
    pages = client.get("/api/customers", {"size": 2}, **token).json()
    rest = client.get("/api/customers", {"size": 2, "cursor": pages["next"]}, **token).json()
    known = Customer.objects.order_by("-pk").values_list("pk", flat=True)
    assert [item["id"] for item in pages["items"] + rest["items"]] == list(known)


def test_the_api_corrects_and_refuses(people, client: Client, token) -> None:
    url = f"/api/customers/{people.shen.pk}"
    good = client.patch(url, {"business": "家电", "revision": 1}, content_type="application/json", **token)
    assert (good.status_code, good.json()["business"], good.json()["revision"]) == (200, "家电", 2)
    stale = client.patch(url, {"business": "x", "revision": 1}, content_type="application/json", **token)
    assert stale.status_code == 409
    wrong = client.patch(url, {"region": 999}, content_type="application/json", **token)
    assert wrong.status_code == 422
    assert client.get("/api/customers/999999", **token).status_code == 404
    assert client.get("/api/customers").status_code == 401


@pytest.mark.req("ORD-04")
def test_an_exchange_is_noted_and_settled_over_the_api(people, client: Client, token) -> None:
    body = {
        "customer": people.hotel.pk, "held_at": "2026-11-02T09:30", "way": "mail", "topic": "inquiry",
        "theirs": "刘工", "subject": "滤网价格", "content": "问 20 套滤网的价格", "todo": "报价", "owner": "xuwen",
    }  # fmt: skip
    options = {"content_type": "application/json", "headers": {"Idempotency-Key": "x1"}, **token}
    first, second = (client.post("/api/exchanges", body, **options) for _ in range(2))
    assert (first.status_code, first.json()) == (201, second.json())
    made = first.json()
    listed = client.get("/api/exchanges", {"customer": people.hotel.pk, "open": True}, **token).json()
    assert [one["number"] for one in listed["items"]] == [made["number"]]
    url = f"/api/exchanges/{made['id']}/settle"
    done = client.post(url, {"outcome": "已报价"}, content_type="application/json", **token)
    assert (done.status_code, done.json()["state"]) == (200, "done")
    nobody = client.post("/api/exchanges", {**body, "owner": "nobody"}, content_type="application/json", **token)
    assert nobody.status_code == 422
