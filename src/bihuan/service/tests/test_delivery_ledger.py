"""A delivery list from Excel becomes installations; bad rows say why, twice doubles nothing (SVC-18)."""

from pathlib import Path

import pytest
from django.utils import timezone
from tests.cast import Cast

from bihuan.customers import operations as customers
from bihuan.kernel.actors import SYSTEM
from bihuan.kernel.imports import run
from bihuan.parts.tests.test_ledgers import book, counts
from bihuan.products.models import Unit
from bihuan.service.models import Installation

pytestmark = [pytest.mark.django_db, pytest.mark.req("SVC-18")]
TITLE = ("2026 年 11 月送货安装计划",)
HEAD = (
    "序号", "合同编号", "产品型号", "机身编号", "收货单位", "安装地点", "收货地址", "计划安装日期", "安装师傅", "备注",
)  # fmt: skip


def test_each_contract_and_site_becomes_one_installation_and_bad_rows_say_why(cast: Cast, tmp_path: Path) -> None:
    hotel = customers.register(name="星澜酒店", by=SYSTEM)
    model, place = cast.unit.model.code, "杭州市滨江区江南大道 1 号"
    Unit.objects.create(serial="35B3-2611-000101", model=cast.unit.model)
    rows = (
        (1, "XS-101", model, "35B3-2611-000101", "星澜酒店", "一号楼", place, "2026年12月1日", "陈立军", ""),
        (2, "", "", "35B3-2611-000102", "", "", "", "", "", "与上同批"),
        (3, "XS-102", model, "35B3-2611-000103", "星澜酒店", "二号楼", "", "2026/12/2", "", "地点未建档"),
        (4, "XS-103", "NO-SUCH", "35B3-2611-000104", "星澜酒店", "一号楼", "", "2026.12.3", "", ""),
        (5, "XS-104", model, cast.unit.serial, "星澜酒店", "一号楼", "", "2026-12-4", "", "别人的"),
        (6, "XS-105", model, "35B3-2611-000105", "滨江书店", "门店", "滨江区长河路 8 号", 46360, "", "Excel 日期数"),
        (7, "XS-106", model, "35B3-2611-000106", "星澜酒店", "一号楼", "", "待定", "", ""),
        (8, "XS-107", model, "35B3-2611-000107", "星澜酒店", "一号楼", "", "2026-12-5", "无此人", ""),
    )  # fmt: skip
    path = book(tmp_path / "送货清单.xlsx", TITLE, HEAD, *rows)
    result = run.run_file("installations", path, by=cast.zhoumin)
    why = dict(result.run.rejects.values_list("row_number", "problems"))
    assert counts(result) == (3, 0, 5), why
    assert [why[n][0][0] for n in (5, 6, 7, 9, 10)] == ["地点", "型号", "机号", "约定时间", "技术员"]
    first = Installation.objects.get(sales_contract="XS-101")
    assert [line.unit.serial for line in first.lines.all()] == ["35B3-2611-000101", "35B3-2611-000102"]
    assert (first.site.name, first.customer, first.technician) == ("一号楼", hotel, cast.chenlijun)
    assert timezone.localtime(first.planned_at).strftime("%m-%d %H:%M") == "12-01 09:00"
    assert Unit.objects.get(serial="35B3-2611-000102").customer == hotel
    assert Installation.objects.get(sales_contract="XS-105").customer.name == "滨江书店"
    assert counts(run.run_file("installations", path, by=cast.zhoumin)) == (0, 3, 5)
    row = (1, "XS-101", model, "35B3-2611-000101", "星澜酒店", "一号楼", "", "2026-12-9", "", "改期")
    other = book(tmp_path / "改期.xlsx", TITLE, HEAD, row)
    assert counts(run.run_file("installations", other, by=cast.zhoumin)) == (0, 0, 1)
    assert Installation.objects.count() == 2
