"""Stock is written off by whom the clause names; substitutes go their round; obsolete parts and cost prices."""

from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from tests.cast import Cast

from bihuan.kernel import history
from bihuan.kernel.actors import SYSTEM
from bihuan.kernel.records import OperationError
from bihuan.organization.models import Staff
from bihuan.parts import operations, queries
from bihuan.parts.models import Part, Stock, StockMove, WriteOff
from bihuan.parts.queries.stock_papers import stock_list, write_off_slip
from bihuan.parts.tests import company
from bihuan.products.models import ProductLine
from bihuan.regulations.models import Parameter, RulesStamp
from bihuan.signoff import operations as signoff
from bihuan.signoff.models import Circulation

pytestmark = pytest.mark.django_db


def electronics(code: str) -> Part:
    line = ProductLine.objects.get_or_create(code="electronics", defaults={"name": "电子产品"})[0]
    return company.part(code, fits_lines=[line])


def asked(pieces: int, **values: Any) -> tuple[Part, WriteOff, Staff]:
    part, place, keeper = company.part(**values), company.warehouse(), company.keeper()
    operations.receive(part, place, 10, by=SYSTEM)
    row = operations.ask_write_off(place, [(part, pieces)], cause="damaged", reason="受潮", by=keeper)
    return part, row, keeper


def level(part: Part) -> int:
    return Stock.objects.get(part=part).quantity


@pytest.mark.req("PRT-04")
def test_what_shall_be_written_off_is_set_aside_and_booked_once_it_is_approved(cast: Cast) -> None:
    part, row, keeper = asked(3)
    form = Circulation.objects.get(form="stock_write_off")
    assert (level(part), row.amount, [one.post for one in form.stations.all()]) == (
        7, Decimal("64.50"), ["service_manager"],
    )  # fmt: skip
    with pytest.raises(PermissionDenied):
        operations.write_off(row, by=keeper)
    with pytest.raises(OperationError):
        operations.write_off(row, by=SYSTEM)
    signoff.sign(form.stations.get(), by=cast.hanli)
    row.refresh_from_db()
    assert (row.state, level(part)) == ("done", 7)
    booked = StockMove.objects.filter(kind="write_off").get()
    assert (booked.quantity, booked.balance, booked.note, booked.about_number) == (-3, 7, "受潮", row.number)
    assert queries.differences() == []


@pytest.mark.req("PRT-04")
def test_above_the_clauses_amount_a_higher_post_approves_too(cast: Cast) -> None:
    part, row, _keeper = asked(2, cost_price="2500.00")
    stations = list(Circulation.objects.get(form="stock_write_off").stations.order_by("order"))
    assert [one.post for one in stations] == ["service_manager", "vice_general_manager"]
    signoff.sign(stations[0], by=cast.hanli)
    row.refresh_from_db()
    assert row.state == "asked"
    signoff.sign(stations[1], by=SYSTEM, verdict="refuse", opinion="先送修")
    row.refresh_from_db()
    assert (row.state, level(part)) == ("refused", 10)
    assert queries.differences() == []


@pytest.mark.req("PRT-04")
def test_without_a_clause_somebody_else_than_who_asked_decides(cast: Cast) -> None:
    Parameter.objects.filter(kind="route", data__form="stock_write_off").delete()
    RulesStamp.renew()
    part, row, _keeper = asked(3)
    other = operations.ask_write_off(row.place, [(part, 1)], cause="lost", reason="盘亏", by=cast.hanli)
    operations.write_off(row, by=cast.hanli)
    with pytest.raises(OperationError, match="别人|他人|本人"):
        operations.write_off(other, by=cast.hanli)
    operations.refuse_write_off(other, note="再找一遍", by=SYSTEM)
    assert level(part) == 7
    assert queries.differences() == []


@pytest.mark.req("PRT-04")
def test_an_obsolete_part_is_not_offered_and_never_runs_low(cast: Cast) -> None:
    part, keeper = company.part(), company.keeper()
    operations.set_levels(part, company.warehouse(), safety_stock=3, reserve=0, by=SYSTEM)
    with pytest.raises(OperationError):
        operations.make_obsolete(part, note=" ", by=keeper)
    part = operations.make_obsolete(part, note="停产", by=keeper)
    assert queries.parts_matching("电容") == []
    assert not Stock.objects.low().exists()
    with pytest.raises(OperationError):
        operations.make_obsolete(part, note="停产", by=keeper)
    operations.make_current(part, note="仍有在保机型", by=keeper)
    assert queries.parts_matching("电容") == [part]
    assert [entry.verb for entry in history.of(Part.kind(), part.pk)][-2:] == ["make_obsolete", "make_current"]


@pytest.mark.req("PRT-02")
def test_a_substitute_goes_the_round_the_clause_gives_and_counts_once_all_have_signed(
    cast: Cast, client: Client
) -> None:
    part, other, keeper = electronics("CAP-A"), electronics("CAP-B"), company.keeper()
    row = operations.propose_substitute(part, other, reason="参数一致", valid_from=timezone.localdate(), by=keeper)
    form = Circulation.objects.get(form="part_substitute")
    stations = list(form.stations.order_by("order"))
    assert [one.post for one in stations] == ["quality", "service_manager"]
    with pytest.raises(OperationError, match="签"):
        operations.approve_substitute(row, by=cast.hanli)
    client.force_login(cast.hanli)
    page = client.get(part.get_absolute_url()).content.decode()
    assert reverse("parts:approve_substitute", args=[row.pk]) not in page
    assert form.get_absolute_url() in page
    signoff.sign(stations[0], by=SYSTEM, opinion="老化试验合格")
    assert queries.approved_for(part) == []
    signoff.sign(stations[1], by=cast.hanli)
    assert [one.substitute for one in queries.approved_for(part)] == [other]


@pytest.mark.req("PRT-02")
def test_a_refused_round_leaves_only_the_original(cast: Cast) -> None:
    part, other = electronics("CAP-A"), electronics("CAP-B")
    row = operations.propose_substitute(part, other, reason="参数一致", valid_from=timezone.localdate(), by=SYSTEM)
    station = Circulation.objects.get(form="part_substitute").stations.order_by("order").first()
    signoff.sign(station, by=SYSTEM, verdict="refuse", opinion="耐压不足")
    row.refresh_from_db()
    assert row.refused_at
    assert queries.approved_for(part) == []


@pytest.mark.req("PRT-01")
def test_cost_prices_are_for_those_whose_work_needs_them(cast: Cast, client: Client) -> None:
    part, row, keeper = asked(3, cost_price="2345.00")
    own = company.van(cast.chenlijun)
    operations.receive(part, own, 1, by=SYSTEM)
    assert "7035.00" in write_off_slip(row, by=keeper).data["total"].replace(",", "")
    assert stock_list(own, by=keeper).data["total"] == "2,345.00"
    sheet = stock_list(own, by=cast.chenlijun)
    assert "2,345" not in str(sheet.data)
    urls = [part.get_absolute_url(), reverse("parts:stock"), reverse("parts:write_offs"), row.get_absolute_url()]
    for who, sees in ((keeper, True), (cast.chenlijun, False)):
        client.force_login(who)
        client.cookies["list-parts-stock-columns"] = "part__code.part__cost_price"
        pages = [client.get(url).content.decode().replace(",", "") for url in urls]
        assert [("2345.00" in page or "7035.00" in page) for page in pages] == [sees] * len(pages)
        table = client.get(reverse("parts:stock"), {"export": "xlsx"})
        assert table.status_code == 200
