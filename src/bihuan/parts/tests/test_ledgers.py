"""Parts lists and stock lists come in as warehouses keep them; what doesn't fit is told, nothing is doubled."""

from decimal import Decimal
from pathlib import Path

import pytest
import xlsxwriter
from django.core.exceptions import PermissionDenied
from tests.cast import Cast

from bihuan.kernel.actors import SYSTEM
from bihuan.kernel.imports import command, run
from bihuan.parts import operations, queries
from bihuan.parts.models import Part, Stock, StockMove
from bihuan.parts.operations.ledger import OpeningRow, open_stock
from bihuan.parts.tests import company
from bihuan.products.models import ProductLine

pytestmark = pytest.mark.django_db


def book(path: Path, *rows: tuple[object, ...]) -> Path:
    with xlsxwriter.Workbook(str(path)) as made:
        sheet = made.add_worksheet()
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
    return path


def counts(result: run.ImportResult) -> tuple[int, int, int]:
    return result.imported, result.already_there, result.rejected


def parts_list(path: Path) -> Path:
    return book(
        path,
        ("售后服务部配件目录(2026年)",),
        (),
        ("序号", "物料编码", "配件名称", "单位", "售价", "进价", "适用产品", "旧件返还", "备注"),
        (1, "ＣＡＰ-35", "启动电容 35µF", "只", "￥68.00", 21.5, "空调", "否", ""),
        (2, "CMP-2200", "压缩机", "台", "1,280元", 960, "空调", "√", "附编号"),
        (3, "cap35", "启动电容", "只", 70, 22, "空调", "否", "重复"),
        (4, "FAN-01", "", "只", 120, 80, "空调", "是", ""),
        (5, "PCB-07", "主控板", "块", "面议", 80, "空调", "是", ""),
        (6, "VLV-02", "四通阀", "只", 90, 40, "飞机", "是", ""),
    )


@pytest.mark.req("PRT-01")
def test_a_parts_list_comes_in_and_what_does_not_fit_is_told_row_by_row(cast: Cast, tmp_path: Path) -> None:
    line = ProductLine.objects.get_or_create(name="空调", defaults={"code": "aircon-x"})[0]
    result = run.run_file("parts", parts_list(tmp_path / "目录.xlsx"), by=company.keeper())
    assert counts(result) == (2, 0, 4)
    cap, compressor = Part.objects.get(code="CAP-35"), Part.objects.get(code="CMP-2200")
    assert (cap.list_price, cap.cost_price, cap.unit_of_measure) == (Decimal("68.00"), Decimal("21.50"), "只")
    assert (cap.is_due_back, compressor.is_due_back) == (False, True)
    assert compressor.list_price == 1280
    assert list(compressor.fits_lines.all()) == [line]
    reasons = dict(result.run.rejects.values_list("row_number", "problems"))
    assert [reasons[number][0][0] for number in (6, 7, 8, 9)] == ["备件编号", "名称", "零售价（元）", "产品线"]


@pytest.mark.req("PRT-01")
def test_a_parts_list_twice_doubles_nothing_and_overwrites_nothing(cast: Cast, tmp_path: Path) -> None:
    ProductLine.objects.get_or_create(name="空调", defaults={"code": "aircon-x"})
    file = parts_list(tmp_path / "目录.xlsx")
    run.run_file("parts", file, by=SYSTEM)
    operations.change_part(Part.objects.get(code="CAP-35"), by=SYSTEM, list_price=Decimal(75))
    assert counts(run.run_file("parts", file, by=SYSTEM)) == (0, 2, 4)
    assert Part.objects.get(code="CAP-35").list_price == 75


def stock_list(path: Path) -> Path:
    rows = ("总仓 WH,CAP-35,启动电容,40,10,5", ",CMP-2200,压缩机,3,2,", "老周,CAP-35,启动电容,2个,,", ",NO-1,查无,4,,",
            "火星仓,CAP-35,,4,,", "总仓 WH,FAN-01,风机,2.5,,", ",FAN-01,风机,-1,,", ",FAN-01,风机,0,4,")  # fmt: skip
    text = "\n".join(["仓库,配件编码,配件名称,结存数量,最低库存,应急储备", *rows])
    path.write_bytes(text.encode("gb18030"))
    return path


@pytest.fixture
def places(cast: Cast) -> tuple[object, object]:
    for code in ("CAP-35", "CMP-2200", "FAN-01"):
        company.part(code)
    van = operations.add_place(code="V1", name="老周", place_kind="van", technician=cast.chenlijun, by=SYSTEM)
    return company.warehouse(), van


@pytest.mark.req("PRT-01")
def test_opening_stock_begins_the_book_of_each_place(cast: Cast, places: tuple[object, object], tmp_path: Path) -> None:
    warehouse, van = places
    result = run.run_file("opening-stock", stock_list(tmp_path / "库存.csv"), by=company.keeper())
    assert counts(result) == (4, 0, 4)
    at = {(row.place_id, row.part.code): row for row in Stock.objects.select_related("part")}
    cap = at[warehouse.pk, "CAP-35"]
    assert (cap.quantity, cap.safety_stock, cap.reserve) == (40, 10, 5)
    assert at[warehouse.pk, "CMP-2200"].quantity == 3
    assert at[van.pk, "CAP-35"].quantity == 2
    assert (at[warehouse.pk, "FAN-01"].quantity, at[warehouse.pk, "FAN-01"].safety_stock) == (0, 4)
    assert set(StockMove.objects.values_list("kind", flat=True)) == {"opening"}
    assert queries.differences() == []


@pytest.mark.req("PRT-01")
def test_opening_stock_twice_or_corrected_doubles_nothing(
    cast: Cast, places: tuple[object, object], tmp_path: Path
) -> None:
    run.run_file("opening-stock", stock_list(tmp_path / "库存.csv"), by=SYSTEM)
    assert counts(run.run_file("opening-stock", tmp_path / "库存.csv", by=SYSTEM)) == (0, 4, 4)
    corrected = book(tmp_path / "b.xlsx", ("仓库", "料号", "数量"), ("WH", "cap 35", 44), ("WH", "FAN-01", 6))
    result = run.run_file("opening-stock", corrected, by=SYSTEM)
    assert counts(result) == (1, 0, 1)
    assert "盘点" in result.run.rejects.get().reason
    assert Stock.objects.get(place=places[0], part__code="CAP-35").quantity == 40


def test_both_ledgers_come_in_from_the_shell_too(
    cast: Cast, places: tuple[object, object], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert command.main("opening-stock", str(stock_list(tmp_path / "库存.csv"))) == 0
    assert "4 imported, 0 already there, 4 rejected" in capsys.readouterr().out
    assert (tmp_path / "库存.rejected.xlsx").exists()


def test_only_who_keeps_the_stock_brings_it_in(cast: Cast, places: tuple[object, object]) -> None:
    row = OpeningRow(place="WH", part="CAP-35", quantity=Decimal(1))
    with pytest.raises(PermissionDenied):
        open_stock(row, by=cast.chenlijun)
    with pytest.raises(PermissionDenied):
        run.run_file("parts", Path(__file__), by=cast.chenlijun)
