"""What of the stock waits for whom, and what an outside system may read."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from tests.cast import Cast

from bihuan.deadlines.models import Deadline
from bihuan.kernel.actors import SYSTEM
from bihuan.kernel.api import issue
from bihuan.parts import operations
from bihuan.parts.models import FaultyPart, Stock
from bihuan.parts.queries.waiting import faulty_overdue_for, low_for
from bihuan.parts.tests import company

pytestmark = pytest.mark.django_db


@pytest.mark.req("PRT-01")
def test_low_levels_wait_for_the_warehouse_not_for_a_technician(cast: Cast) -> None:
    part, place, keeper = company.part(), company.warehouse(), company.keeper()
    assert low_for(keeper) == 0
    operations.set_levels(part, place, safety_stock=2, reserve=0, by=SYSTEM)
    assert (low_for(keeper), low_for(cast.chenlijun)) == (1, 0)
    operations.receive(part, place, 2, by=SYSTEM)
    assert low_for(keeper) == 0


@pytest.mark.req("PRT-01")
def test_a_faulty_part_waits_for_the_warehouse_once_its_limit_is_past(cast: Cast) -> None:
    part, order, keeper = company.part(is_due_back=True), cast.order(), company.keeper()
    operations.expect_back(part, technician=cast.chenlijun, about=order, by=SYSTEM)
    assert faulty_overdue_for(keeper) == 0
    late = Deadline.objects.filter(kind=FaultyPart.kind())
    assert late.update(due_at=timezone.now() - timedelta(hours=1)) == 1
    assert (faulty_overdue_for(keeper), faulty_overdue_for(cast.chenlijun)) == (1, 0)


@pytest.mark.req("PRT-01")
def test_the_api_reads_parts_and_stock_with_its_scope_alone(cast: Cast, client: Client) -> None:
    part, keeper = company.part(), company.keeper()
    operations.receive(part, company.warehouse(), 3, by=SYSTEM)
    operations.receive(part, company.van(cast.chenlijun), 1, by=SYSTEM)

    def get(path: str, scope: str = "parts:read", **query: Any) -> Any:
        _row, token = issue(keeper, name="t", wanted=[scope], days=1, by=keeper)
        return client.get(path, query, HTTP_AUTHORIZATION=f"Bearer {token}")

    assert [item["code"] for item in get("/api/parts", code="cap 35").json()["items"]] == ["CAP-35"]
    assert sorted(item["quantity"] for item in get("/api/stock").json()["items"]) == [1, 3]
    assert [item["quantity"] for item in get("/api/stock", place="WH").json()["items"]] == [3]
    assert get("/api/stock", low=True).json()["items"] == []
    assert get("/api/parts", scope="units:read").status_code in (401, 403)


@pytest.mark.parametrize("name", ["parts", "stock", "moves", "faulty_parts", "transfers", "counts", "places"])
def test_lists_take_no_more_queries_for_more_rows(
    cast: Cast, client: Client, django_assert_max_num_queries: Any, name: str
) -> None:
    place, van, order = company.warehouse(), company.van(cast.chenlijun), cast.order()
    for number in range(12):
        part = company.part(f"P-{number}")
        operations.receive(part, place, 5, by=SYSTEM)
        operations.expect_back(part, technician=cast.chenlijun, about=order, by=SYSTEM)
        operations.send(place, van, [(part, 1)], by=SYSTEM)
    operations.begin_count(place, by=SYSTEM)
    assert Stock.objects.count() == 12
    client.force_login(company.keeper())
    client.get(reverse(f"parts:{name}"))
    with django_assert_max_num_queries(15):
        assert client.get(reverse(f"parts:{name}")).status_code == 200
