"""Deliveries, material used, units made: out of messy ledgers into one way from the lot to the customer (WAR-06)."""

import pytest

from bihuan.kernel.imports import run
from bihuan.organization.queries import holders
from bihuan.organization.states import Post
from bihuan.parts.tests.test_ledgers import book, counts
from bihuan.products.models import Lot, Unit
from bihuan.products.queries import tracing

pytestmark = pytest.mark.django_db
LOT_HEAD = ("供应商", "物料名称", "来料批号", "到货日期")
MADE_HEAD = ("序号", "产品型号", "生产批号", "下线编号", "生产日期", "班组")


@pytest.mark.req("WAR-06")
def test_a_messy_record_of_what_was_made_leads_from_the_lot_to_the_customer(cast, tmp_path):
    by, model = holders(Post.QUALITY)[0], cast.unit.model
    lots = book(
        tmp_path / "来料.xlsx",
        ("供应商", "物料名称", "来料批号", "到货日期"),
        ("华东电机", "压缩机", "Y2407-3", "2024/7/1"),
    )
    uses = book(tmp_path / "投料.xlsx", ("型号", "生产批次", "物料批号"), (model.code, "B-7", "Y2407-3"))
    made = book(
        tmp_path / "下线.xlsx", ("七月下线记录",), MADE_HEAD,
        (1, model.code, "B-7", cast.unit.serial, "2024年7月8日", "甲"), (2, "", "", "35B3-2407-019001", "", "甲"),
        (3, "", "", "35B3 2407 019001", "", "重复登记"), (4, "NO-SUCH", "B-7", "35B3-2407-019002", "2024-7-8", ""),
        (5, model.code, "B-8", "35B3-2407-019001", "2024-7-9", "批次不符"),
    )  # fmt: skip
    Unit.objects.filter(pk=cast.unit.pk).update(produced_on=None)
    for kind, path in (("lots", lots), ("batch-lots", uses)):
        assert counts(run.run_file(kind, path, by=by))[2] == 0
    result = run.run_file("batch-units", made, by=by)
    why = dict(result.run.rejects.values_list("row_number", "problems"))
    assert [why[n][0][0] for n in sorted(why)] == ["型号", "生产批次"]
    lot = Lot.objects.get(code="Y2407-3")
    assert set(Unit.objects.filter(tracing.units_at("lot", lot.pk)).values_list("serial", flat=True)) == {
        cast.unit.serial, "35B3-2407-019001",
    }  # fmt: skip
    assert list(tracing.step("lot", lot, "customers", by).nodes)[0].title == cast.customer.name
    assert [node.title for node in tracing.step("customer", cast.customer, "units", by).nodes] != []
    again = run.run_file("batch-units", made, by=by)
    assert (again.imported, Unit.objects.filter(batch__code="B-7").count()) == (0, 2)
