"""Registers of orders as sales departments keep them: good rows taken, bad ones named, nothing twice (ORD-01)."""

from datetime import date
from decimal import Decimal
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.utils import timezone
from tests.cast import Cast

from bihuan.kernel import history
from bihuan.kernel.imports import run
from bihuan.kernel.imports.command import main
from bihuan.kernel.imports.models import ImportReject, ImportRun
from bihuan.orders.models import Order, OrderLine
from bihuan.orders.operations import registering, reviewing
from bihuan.orders.queries.clauses import checklist
from bihuan.orders.tests.company import fresh, model, stocked

HEAD = [
    "序号",
    "下单日期",
    "需方",
    "联系电话",
    "客户订单号",
    "产品型号",
    "订货数量",
    "含税单价",
    "要求交期",
    "订货方式",
    "特殊要求",
    "业务备注",
]
ROWS: list[list[Any]] = [
    [1, "2026.10.8", "东湖宾馆", "138 0000 0001", "DH-88", "KFR-35GW", "20台", "¥2,680.00", "2026/11/30", "传真",
     "低噪声", "月结"],
    ["", "", "", "", "", "KFR-72LW", 3, 6199.5, "2026年12月5日", "", "", ""],
    [2, "2026-10-09", "西溪医院", "0571-88880002", "", "KFR-35GW", 5, "", "", "电话", "", ""],
    [3, "2026-10-09", "西溪医院", "0571-88880002", "XX-1", "不存在的型号", 5, 100, "", "", "", ""],
    [4, "2026-10-09", "", "", "", "KFR-35GW", "若干", 100, "", "", "", ""],
    [5, "2026-10-10", "北站商行", "13900003333", "BZ-7", "kfr-35gw", 2.5, 100, "", "", "", ""],
    [6, "2026-10-10", "北站商行", "13900003333", "BZ-8", "KFR-35GW", 4, -3, "", "", "", ""],
    [7, "2099-01-01", "北站商行", "13900003333", "BZ-9", "KFR-35GW", 4, 300, "", "", "", ""],
    [8, "2026-10-11", "北站商行", "13900003333", "BZ-10", "ＫＦＲ－３５ＧＷ", 1e30, 300, "", "", "", ""],
    [9, "2026-10-12", "北站商行", "13900003333", "BZ-11", "ＫＦＲ－３５ＧＷ", "１２", "1e40", "", "", "", ""],
    [10, "2026-10-12", "北站商行", "13900003333", "BZ-12", "ＫＦＲ－３５ＧＷ", "１２", "２５００", "", "微信", "",
     "加急"],
    ["合计", "", "", "", "", "", 51, "", "", "", "", ""],
]  # fmt: skip


@pytest.fixture
def ledger(cast: Cast, tmp_path: Path) -> Path:
    """A workbook with a title over it, merged cells, full-width digits, units behind numbers, a total below."""
    model(), model("KFR-72LW")
    path = tmp_path / "订货台帐.xlsx"
    book = xlsxwriter.Workbook(str(path))
    sheet = book.add_worksheet("2026")
    sheet.merge_range(0, 0, 0, len(HEAD) - 1, "二〇二六年订货记录", book.add_format())
    sheet.write_row(2, 0, HEAD)
    for number, row in enumerate(ROWS):
        sheet.write_row(3 + number, 0, row)
    for column in range(5):
        sheet.merge_range(3, column, 4, column, ROWS[0][column], book.add_format())
    book.close()
    return path


def counted(path: Path, by: Any) -> tuple[int, int, int]:
    done = run.run_file("orders", path, by=by)
    return done.imported, done.already_there, done.rejected


@pytest.mark.req("ORD-01")
def test_good_rows_become_orders_bad_ones_are_named_and_a_second_run_doubles_nothing(cast: Cast, ledger: Path) -> None:
    assert counted(ledger, cast.xuwen) == (4, 0, 7)
    hotel = Order.objects.get(their_number="DH-88")
    assert [(line.model.code, line.quantity, line.price, line.wanted_on) for line in hotel.lines.all()] == [
        ("KFR-35GW", 20, Decimal("2680.00"), date(2026, 11, 30)),
        ("KFR-72LW", 3, Decimal("6199.50"), date(2026, 12, 5)),
    ]
    assert (hotel.customer.name, hotel.way, timezone.localdate(hotel.received_at)) == (
        "东湖宾馆", "fax", date(2026, 10, 8),
    )  # fmt: skip
    assert hotel.lines.all()[0].requirements == "低噪声"
    assert Order.objects.get(customer__name="西溪医院").their_number == ""
    last = Order.objects.get(their_number="BZ-12")
    assert (last.way, last.lines.get().quantity, last.lines.get().price) == ("import", 12, Decimal(2500))
    assert "加急" in last.remarks
    reasons = {one.row_number: one.reason for one in ImportReject.objects.all()}
    assert len(reasons) == 7
    for word in ("不存在的型号", "整数", "单价", "年份"):
        assert any(word in reason for reason in reasons.values()), word
    before = Order.objects.count(), OrderLine.objects.count()
    assert counted(ledger, cast.xuwen) == (0, 4, 7)
    assert (Order.objects.count(), OrderLine.objects.count()) == before == (3, 4)
    entries = [entry.source for entry in history.of(hotel.kind(), hotel.pk)]
    assert entries[0] == "import"
    assert len(entries) == 2


@pytest.mark.req("ORD-01")
def test_a_corrected_quantity_of_a_row_that_is_in_is_no_further_position(cast: Cast, tmp_path: Path) -> None:
    model()
    text = "订单号,客户,电话,型号,数量\nA-1,东湖宾馆,13800000001,KFR-35GW,{}\n"
    path = tmp_path / "订单.csv"
    path.write_text(text.format(20), encoding="gb18030")
    assert counted(path, cast.xuwen) == (1, 0, 0)
    path.write_text(text.format(30), encoding="gb18030")
    assert counted(path, cast.xuwen) == (0, 0, 1)
    assert "更正" in ImportReject.objects.get().reason
    assert OrderLine.objects.get().quantity == 20
    stocked(50)
    order = Order.objects.get()
    found = {code: "无" for code, _label in checklist()}
    reviewing.release(registering.identify(order, found, by=cast.xuwen), by=cast.xuwen)
    path.write_text(text.replace("KFR-35GW", "KFR-72LW").format(30), encoding="gb18030")
    model("KFR-72LW")
    assert counted(path, cast.xuwen) == (0, 0, 1)
    assert fresh(order).lines.count() == 1


@pytest.mark.req("ORD-01")
def test_a_number_goes_on_below_only_for_the_same_customer(cast: Cast, tmp_path: Path) -> None:
    model()
    path = tmp_path / "订单.csv"
    path.write_text(
        "客户,电话,订单号,型号,数量,交期\n东湖宾馆,13800000001,A-1,KFR-35GW,1,2026-12-01\n,,,KFR-35GW,2,2026-12-02\n"
        "西溪医院,13800000002,,KFR-35GW,3,2026-12-03\n,,,KFR-35GW,4,2026-12-04\n",
        encoding="utf-8-sig",
    )
    assert counted(path, cast.xuwen) == (4, 0, 0)
    found = Order.objects.order_by("pk").values_list("customer__name", "their_number", "lines__quantity")
    assert sorted(found) == [("东湖宾馆", "A-1", 1), ("东湖宾馆", "A-1", 2), ("西溪医院", "", 3), ("西溪医院", "", 4)]
    assert Order.objects.count() == 3


@pytest.mark.req("ORD-01")
def test_orders_come_in_on_the_page_and_by_command_and_only_from_those_who_sell(
    cast: Cast, ledger: Path, client: Client
) -> None:
    client.force_login(cast.xuwen)
    assert "/imports/" in client.get("/orders/").content.decode()
    with ledger.open("rb") as file:
        answer = client.post("/imports/", {"kind": "orders", "file": file})
    assert answer.status_code in {302, 303}, answer.content.decode()[:2000]
    assert ImportRun.objects.get().target == "orders"
    out = StringIO()
    assert main("orders", str(ledger), by=cast.xuwen, out=out, bar=StringIO()) == 0
    assert out.getvalue().strip() == "4 imported, 0 already there, 7 rejected"
    assert ledger.with_name("订货台帐.rejected.xlsx").exists()
    with pytest.raises(PermissionDenied):
        run.run_file("orders", ledger, by=cast.chenlijun)
    client.force_login(cast.chenlijun)
    assert client.post("/imports/", {"kind": "orders", "file": ledger.open("rb")}).status_code in {403, 422}
