"""Trace: lots and their use by hand and from ledgers, and the way along them in both directions (WAR-06)."""

from datetime import date
from decimal import Decimal
from types import SimpleNamespace

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse

from bihuan.customers import operations as customers
from bihuan.kernel.actors import SYSTEM
from bihuan.kernel.imports import Occasion, ParsedRow
from bihuan.kernel.records import OperationError
from bihuan.products import operations
from bihuan.products.forms import material_ledger as ledger
from bihuan.products.models import Batch, BatchLot, Lot, ProductLine, ProductModel, Supplier, Unit
from bihuan.products.operations.materials import LotRow, UseRow
from bihuan.products.queries import tracing

pytestmark = pytest.mark.django_db


def lot(code="Y2403-7", supplier="华东电机", material="压缩机", **values) -> Lot:
    return operations.receive_lot(LotRow(code=code, supplier=supplier, material=material, **values), by=SYSTEM)


@pytest.fixture
def works(cast):
    """Two batches share a compressor lot; one unit is sold, one stands in stock, one is of nobody known."""
    line = ProductLine.objects.create(code="fan", name="风机")
    model = ProductModel.objects.create(code="FJ-200", name="风机", line=line)
    first, second = (Batch.objects.create(code=code, model=model) for code in ("B2401", "B2402"))
    shared, own = lot(quantity=Decimal(100)), lot("Y2403-8")
    for batch, one in ((first, shared), (second, shared), (second, own)):
        operations.consume(batch, one, quantity=Decimal(10), by=SYSTEM)
    buyer = customers.register(name="杭州星澜酒店", by=SYSTEM)
    units = [
        Unit.objects.create(serial="FJ-0001", model=model, batch=first, customer=buyer, sold_on=date(2025, 1, 2)),
        Unit.objects.create(serial="FJ-0002", model=model, batch=first),
        Unit.objects.create(serial="FJ-0003", model=model, batch=second, sold_on=date(2025, 1, 3)),
    ]
    return SimpleNamespace(model=model, first=first, second=second, shared=shared, own=own, buyer=buyer, units=units)


def ways(kind, record, user):
    return {branch.name: branch.count for branch in tracing.ways_on(kind, record, user)}


@pytest.mark.req("WAR-06")
def test_a_unit_leads_to_its_batch_lots_sisters_and_customer(works, cast) -> None:
    found = ways("unit", works.units[0], cast.zhoumin)
    assert found == {"batch": 1, "lots": 1, "sisters": 1, "customers": 1}
    step = tracing.step("unit", works.units[0], "sisters", cast.zhoumin)
    assert [node.title for node in step.nodes] == ["FJ-200 FJ-0002"]


@pytest.mark.req("WAR-06")
def test_a_lot_leads_back_to_every_batch_unit_and_customer(works, cast) -> None:
    assert ways("lot", works.shared, cast.zhoumin) == {"supplier": 1, "batches": 2, "units": 3, "customers": 1}
    assert ways("lot", works.own, cast.zhoumin)["units"] == 1


@pytest.mark.req("WAR-06")
def test_a_supplier_leads_to_all_that_his_lots_went_into(works, cast) -> None:
    assert ways("supplier", works.shared.supplier, cast.zhoumin) == {
        "lots": 2, "batches": 2, "units": 3, "customers": 1,
    }  # fmt: skip


def test_ownership_tells_stock_from_sold_and_from_nobody_known(works) -> None:
    assert tracing.ownership(Unit.objects.filter(model=works.model)) == {
        "all": 3, "stock": 1, "unknown": 1, "sold": 1, "customers": 1,
    }  # fmt: skip


def test_a_way_goes_on_page_by_page(works, cast, monkeypatch) -> None:
    monkeypatch.setattr(tracing, "PAGE", 1)
    first = tracing.step("lot", works.shared, "units", cast.zhoumin)
    assert first.next_url
    after = int(first.next_url.partition("after=")[2])
    second = tracing.step("lot", works.shared, "units", cast.zhoumin, after=after)
    assert first.nodes[0].pk < second.nodes[0].pk


def test_a_lot_that_comes_again_is_completed_not_doubled(works) -> None:
    lot("Y2403-8", received_on=date(2024, 3, 1), quantity=Decimal(5))
    assert Lot.objects.filter(code="Y2403-8").count() == 1
    assert Lot.objects.get(code="Y2403-8").received_on == date(2024, 3, 1)


def test_more_than_was_delivered_is_never_used(works) -> None:
    with pytest.raises(OperationError) as refusal:
        operations.consume(works.second, works.shared, quantity=Decimal("90.001"), by=SYSTEM)
    assert refusal.value.field == "quantity"
    operations.consume(works.second, works.shared, quantity=Decimal(90), by=SYSTEM)
    assert BatchLot.objects.get(batch=works.second, lot=works.shared).quantity == 90


def test_a_lot_number_of_two_suppliers_is_asked_about(works) -> None:
    lot(supplier="另一家")
    use = UseRow(model="FJ-200", batch="B2403", lot="Y2403-7")
    with pytest.raises(OperationError, match="supplier|供应商"):
        operations.take_in_use(use, by=SYSTEM)
    operations.take_in_use(UseRow(model="fj-200", batch="B2403", lot="y2403-7", supplier="另一家"), by=SYSTEM)
    assert Batch.objects.get(code="B2403").consumed.get().lot.supplier.name == "另一家"


def test_the_ledgers_of_warehouse_and_works_come_in(works, cast) -> None:
    occasion = Occasion(by=SYSTEM, at=None)
    row = ParsedRow(2, {"lot": "C-9", "material": "电容", "supplier": "南方电子", "quantity": Decimal(40)}, {}, "a")
    ledger.save_lots([row], occasion)
    used = {"model": "FJ-200", "batch": "B2409", "lot": "C-9", "quantity": Decimal(12)}
    saved = ledger.save_uses([ParsedRow(2, used, {}, "b")], occasion)
    assert BatchLot.objects.get(pk=saved[0].pk).lot.supplier.name == "南方电子"


def test_only_works_and_warehouse_write(works, cast) -> None:
    with pytest.raises(PermissionDenied):
        operations.receive_lot(LotRow(code="X", supplier="Y", material="Z"), by=cast.zhoumin)


def test_the_pages_find_open_and_page(works, cast, client: Client, django_assert_max_num_queries) -> None:
    client.force_login(cast.zhoumin, backend="django.contrib.auth.backends.ModelBackend")
    assert "Y2403-7" in client.get(reverse("products:trace"), {"q": "y2403"}).content.decode()
    node = reverse("products:trace_node", args=["lot", works.shared.pk])
    with django_assert_max_num_queries(25):
        page = client.get(node).content.decode()
    assert "华东电机" in page
    tree = client.get(node, headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in tree
    units = client.get(reverse("products:trace_branch", args=["lot", works.shared.pk, "units"]))
    assert "FJ-0003" in units.content.decode()
    assert client.get(reverse("products:trace_branch", args=["lot", works.shared.pk, "nothing"])).status_code == 404
    assert client.get(reverse("products:trace_node", args=["wheel", 1])).status_code == 404


def test_an_unknown_supplier_is_entered_with_his_first_lot(db) -> None:
    lot(supplier="新供方")
    assert Supplier.objects.filter(name="新供方").exists()
