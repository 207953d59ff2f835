"""The printed forms of the stock say what the book says; who may not see the place gets none."""

import pytest
from django.test import Client
from tests.cast import Cast

from bihuan.kernel.actors import SYSTEM
from bihuan.kernel.documents import print_form
from bihuan.organization import operations as organization
from bihuan.parts import operations as parts
from bihuan.parts.queries.papers import of_count
from bihuan.parts.queries.stock_papers import count_sheet, stock_list
from bihuan.parts.tests import company
from bihuan.service import operations
from bihuan.service.queries.part_papers import issue_slip

pytestmark = pytest.mark.django_db


@pytest.mark.req("PRT-01")
def test_the_stock_list_adds_up_the_value_and_names_what_is_low(cast: Cast) -> None:
    part, place = company.part(), company.warehouse()
    parts.receive(part, place, 4, by=SYSTEM)
    parts.set_levels(part, place, safety_stock=6, reserve=1, by=SYSTEM)
    data = stock_list(place, SYSTEM).data
    assert (data["total"], data["low"]) == ("86.00", "1")
    assert [(row["code"], row["quantity"], row["remark"]) for row in data["rows"]] == [("CAP-35", "4", "偏低")]
    assert print_form("stock_list", place, by=SYSTEM).startswith(b"%PDF")


@pytest.mark.req("PRT-01")
def test_the_count_sheet_has_empty_columns_until_the_count_is_entered(cast: Cast) -> None:
    part, place = company.part(), company.warehouse()
    parts.receive(part, place, 4, by=SYSTEM)
    count = parts.begin_count(place, by=SYSTEM)
    (row,) = count_sheet(count, SYSTEM).data["rows"]
    assert (row["book"], row["counted"], row["difference"]) == ("", "", ""), "blind: who counts doesn't see the book"
    assert print_form("count_sheet", count, by=SYSTEM).startswith(b"%PDF")
    assert of_count(count).lines == [(part, [""])], "nor on the page"
    count = parts.hand_in_count(count, {count.lines.get().pk: 3}, by=SYSTEM)
    (row,) = count_sheet(count, SYSTEM).data["rows"]
    assert (row["book"], row["counted"], row["difference"]) == ("4", "3", "-1")
    assert of_count(count).lines == [(part, ["4", "3", "-1"])]
    assert print_form("count_sheet", count, by=SYSTEM).startswith(b"%PDF")


@pytest.mark.req("PRT-02")
def test_the_issue_slip_lists_what_was_issued_and_what_came_back(cast: Cast) -> None:
    part, van, order = company.part(is_due_back=True), company.van(cast.chenlijun), cast.order()
    parts.receive(part, van, 5, by=SYSTEM)
    usage = operations.use_part(order, operations.Use(part=part, place=van, quantity=3), by=SYSTEM)
    operations.return_part(usage, 1, place=van, by=SYSTEM)
    (row,) = issue_slip(order, SYSTEM).data["rows"]
    assert (row["quantity"], row["returned"], row["kept"], row["faulty"]) == ("3", "1", "2", "应返")
    assert print_form("issue_slip", order, by=SYSTEM).startswith(b"%PDF")


def test_a_stranger_to_the_van_prints_no_list_of_it(cast: Cast, client: Client) -> None:
    van = company.van(cast.chenlijun)
    address = f"/print/stock_list/parts.place/{van.pk}.pdf"
    client.force_login(organization.add_staff(username="shengren", name="生人", by=SYSTEM))
    assert client.get(address).status_code == 404
    client.force_login(cast.chenlijun)
    assert client.get(address).status_code == 200
