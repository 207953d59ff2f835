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
from bihuan.parts.models import FaultyPart
from bihuan.parts.operations import loaners, loans, tools
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
    assert (faulty_overdue_for(keeper), faulty_overdue_for(cast.chenlijun)) == (1, 1)
    assert faulty_overdue_for(cast.liguodong) == 0


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


@pytest.mark.req("PRT-03", "PRT-04")
def test_the_api_reads_loaners_loans_and_tools(cast: Cast, client: Client) -> None:
    keeper = company.keeper()
    machine = loaners.add_loaner(name="移动空调", serial="BY-1", condition="完好", model=cast.unit.model, by=SYSTEM)
    loan = loans.reserve(machine, about=cast.request(), borrower="沈雅琴", by=SYSTEM, technician=cast.liguodong)
    tools.add_tool(number="GJ-01", name="冲击钻", tool_kind="electric", by=SYSTEM)

    def get(who: Any, path: str, **query: Any) -> Any:
        _row, token = issue(who, name="t", wanted=["parts:read"], days=1, by=who)
        return client.get(path, query, HTTP_AUTHORIZATION=f"Bearer {token}").json()["items"]

    assert [(item["serial"], item["type"]) for item in get(keeper, "/api/loaners")] == [("BY-1", "KFR-35GW")]
    assert get(keeper, "/api/loaners", free=True) == []
    assert [(item["number"], item["state"]) for item in get(keeper, "/api/loans")] == [(loan.number, "reserved")]
    assert "沈雅琴" not in str(get(keeper, "/api/loans"))
    assert get(cast.chenlijun, "/api/loans") == []
    assert [item["number"] for item in get(keeper, "/api/tools", state="ready")] == ["GJ-01"]


@pytest.mark.req("PRT-02")
def test_a_scanned_heap_of_faulty_parts_is_taken_in_whole_or_not_at_all(cast: Cast, client: Client) -> None:
    keeper, order, place = company.keeper(), cast.order(), company.warehouse()
    board, cap = company.part("PCB-1", "主控板"), company.part()
    first = operations.expect_back(board, technician=cast.chenlijun, about=order, by=SYSTEM, serial="OLD-1")
    for technician in (cast.chenlijun, cast.chenlijun, cast.liguodong):
        operations.expect_back(cap, technician=technician, about=order, by=SYSTEM)
    client.force_login(keeper)
    url = reverse("parts:take_back_many")
    answer = client.post(url, {"codes": "OLD-1\nNO-9\nOLD-1"})
    assert (answer.status_code, FaultyPart.objects.filter(state="back").count()) == (422, 0)
    assert "NO-9" in answer.content.decode()
    assert client.post(url, {"codes": f"{first.number}\ncap 35"}).status_code == 422
    heap = {"codes": f"{first.number}\ncap 35\n\nCAP-35\n", "technician": cast.chenlijun.pk, "place": place.pk}
    assert client.post(url, heap).status_code in (302, 303)
    assert FaultyPart.objects.filter(state="back", place=place, technician=cast.chenlijun.pk).count() == 3
    assert FaultyPart.objects.get(state="due").technician == cast.liguodong
    client.force_login(cast.chenlijun)
    assert client.get(url).status_code == 403
