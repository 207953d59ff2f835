"""The table is found in files as offices keep them."""

from pathlib import Path

import pytest
import xlsxwriter

from bihuan.kernel.imports.columns import index_columns, known, propose
from bihuan.kernel.imports.reading import Ledger, LedgerError, delimiter_of, encoding_of, open_ledger
from bihuan.kernel.tests.toy_ledgers import branch_export, office_register, register_toys

SPEC = register_toys()


def opened(path: Path) -> Ledger:
    return open_ledger(path, known=known(SPEC))


def proposed(ledger: Ledger) -> dict[str, str]:
    rows = [line.cells for line in ledger.lines()]
    return {name: ledger.headings[at] for name, at in propose(SPEC, ledger.headings, rows).items()}


def test_two_header_rows_with_merged_cells_are_one_header(tmp_path: Path) -> None:
    ledger = opened(office_register(tmp_path / "登记.xlsx"))
    assert ledger.headings == ["序号", "日期", "客户 单位/姓名", "客户 电话", "客户 出厂编号", "报修内容", "备注"]
    assert ledger.header_row == 3
    assert ledger.year == 2025
    assert proposed(ledger) == {
        "on": "日期",
        "customer": "客户 单位/姓名",
        "phone": "客户 电话",
        "serial": "客户 出厂编号",
        "fault": "报修内容",
    }


def test_footer_and_blank_lines_are_no_rows_and_numbers_are_those_of_the_spreadsheet(tmp_path: Path) -> None:
    ledger = opened(office_register(tmp_path / "登记.xlsx"))
    assert [line.number for line in ledger.lines()] == [4, 5, 6, 7, 8, 9]


def test_an_index_column_says_nothing_about_a_row(tmp_path: Path) -> None:
    ledger = opened(office_register(tmp_path / "登记.xlsx"))
    rows = [line.cells for line in ledger.lines()]
    assert index_columns(ledger.headings, rows, propose(SPEC, ledger.headings, rows)) == {0}


@pytest.mark.parametrize("encoding", ["gb18030", "utf-8", "utf-8-sig", "utf-16"])
def test_a_csv_is_read_in_any_encoding(tmp_path: Path, encoding: str) -> None:
    ledger = opened(branch_export(tmp_path / "分部.csv", encoding))
    assert [line.cells[0] for line in ledger.lines()] == ["不制冷", '漏水,"很多"', "不制冷", "不通电"]
    assert proposed(ledger) == {
        "number": "登记号",
        "on": "报修日期",
        "phone": "手机",
        "fault": "故障现象",
        "urgent": "是否紧急",
    }


def test_two_header_rows_in_a_csv_are_recognised_without_merged_cells(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("日期,客户,,报修内容\n,单位/姓名,电话,\n2025-1-2,王淑芬,13900001111,漏水\n", encoding="utf-8")
    ledger = opened(path)
    assert ledger.headings == ["日期", "客户 单位/姓名", "客户 电话", "报修内容"]
    assert [line.number for line in ledger.lines()] == [3]


def test_a_row_of_data_that_looks_like_headings_is_not_taken_for_a_second_header_row(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("日期,客户,故障\n2025-1-2,电话,故障\n2025-1-3,手机,机号\n", encoding="utf-8")
    assert opened(path).header_row == 1


def test_a_column_without_heading_is_known_by_its_content(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    rows = "".join(f"2025-1-{day},王淑芬,1390000{day:04},漏水\n" for day in range(1, 9))
    path.write_text(f"日期,客户,,故障\n{rows}", encoding="utf-8")
    assert propose(SPEC, opened(path).headings, [line.cells for line in opened(path).lines()])["phone"] == 2


def test_a_table_that_does_not_begin_in_the_first_column_is_found(tmp_path: Path) -> None:
    book = xlsxwriter.Workbook(str(tmp_path / "b.xlsx"))
    book.add_worksheet("说明").write(0, 0, "本表由前台填写")
    sheet = book.add_worksheet("登记")
    sheet.merge_range(4, 3, 4, 4, "客户")
    for at, words in ((2, "日期"), (5, "故障")):
        sheet.merge_range(4, at, 5, at, words)
    sheet.write_row(5, 3, ["姓名", "电话"])
    sheet.write_row(6, 2, ["2025-1-2", "王淑芬", "13900001111", "漏水"])
    book.close()
    ledger = opened(tmp_path / "b.xlsx")
    assert (ledger.sheet, ledger.headings) == ("登记", ["日期", "客户 姓名", "客户 电话", "故障"])
    assert next(ledger.lines()).cells == ["2025-1-2", "王淑芬", "13900001111", "漏水"]


def test_semicolons_tabs_and_quoted_commas_are_told_apart() -> None:
    assert delimiter_of(["a;b;c", "1,5;2,5;3,5"]) == ";"
    assert delimiter_of(["a\tb", "x,y\tz"]) == "\t"
    assert delimiter_of(["a,b", '"x;y;z",2']) == ","


def test_utf8_that_breaks_off_late_is_still_read_as_gb18030(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(b"a,b\n" * 50_000 + "客户".encode("gb18030"))
    assert encoding_of(path) == "gb18030"


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.xlsx", b"no workbook"),
        ("a.xls", b""),
        ("a.csv", b""),
        ("a.csv", "天气,心情\n晴,好\n".encode()),
        ("a.pdf", b"%PDF"),
    ],
)
def test_a_file_that_is_no_ledger_is_refused_with_a_reason(tmp_path: Path, name: str, content: bytes) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(LedgerError) as refused:
        opened(path)
    assert str(refused.value.message)


def test_a_title_merged_over_the_whole_table_is_no_heading(tmp_path: Path) -> None:
    book = xlsxwriter.Workbook(str(tmp_path / "登记.xlsx"))
    sheet = book.add_worksheet()
    sheet.merge_range(0, 0, 0, 4, "2025 年客户电话报修内容登记")
    sheet.write(1, 4, "单位：家")
    sheet.write_row(3, 0, ["日期", "客户", "电话", "报修内容", "备注"])
    sheet.write_row(4, 0, ["2025-03-01", "沈雅琴", "13812346021", "不制冷", ""])
    book.close()
    ledger = opened(tmp_path / "登记.xlsx")
    assert (ledger.headings, ledger.header_row) == (["日期", "客户", "电话", "报修内容", "备注"], 4)
    assert ledger.titles == ["2025 年客户电话报修内容登记", "单位：家"]
