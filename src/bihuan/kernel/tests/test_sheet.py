"""The Excel file that lists are written as, read back by two other programs' readers."""

from datetime import date, datetime
from decimal import Decimal
from io import BytesIO

import openpyxl
import pytest
from python_calamine import CalamineWorkbook

from bihuan.kernel.lists import sheet

ROWS = [
    ["=1+1", 7, Decimal("12.50"), datetime(2026, 11, 19, 14, 30, 15), date(2026, 11, 19), True],  # noqa: DTZ001
    ["<b> & 「引号」\"'", None, -3, datetime(1999, 1, 1), None, False],  # noqa: DTZ001
    ["_x0041_ and \x0b and \r", 0, 10**12, None, date(2000, 2, 29), None],
    ["  blanks, lines\nand 👷  ", 1, 0.125, None, None, None],
]


def written(rows, head=("词", "数", "额", "时", "日", "是"), title="登记[簿]: 2026/11"):
    content = BytesIO()
    assert sheet.write(content, title, head, rows, ("是", "否")) == len(rows)
    return content


def test_every_kind_of_value_reads_back_as_it_was():
    found = openpyxl.load_workbook(written(ROWS))
    page = found.active
    assert page.title == "登记簿 202611"
    assert page.freeze_panes == "A2"
    assert page["A1"].font.bold
    lines = [[cell.value for cell in row] for row in page.iter_rows(min_row=2)]
    assert lines[0] == ["=1+1", 7, 12.5, ROWS[0][3], datetime(2026, 11, 19), "是"]  # noqa: DTZ001
    assert page["A2"].data_type != "f"
    assert lines[1] == ["<b> & 「引号」\"'", None, -3, ROWS[1][3], None, "否"]
    assert lines[2][1:] == [0, 10**12, None, datetime(2000, 2, 29), None]  # noqa: DTZ001
    assert lines[3] == ["  blanks, lines\nand 👷  ", 1, 0.125, None, None, None]
    assert page["D2"].number_format == r"yyyy\-mm\-dd\ hh:mm"


def test_signs_that_xml_does_not_know_are_escaped_as_excel_does():
    page = CalamineWorkbook.from_filelike(written(ROWS)).get_sheet_by_index(0).to_python()
    assert page[0] == ["词", "数", "额", "时", "日", "是"]
    assert openpyxl.utils.escape.unescape(page[3][0]) == "_x0041_ and \x0b and \r"


@pytest.mark.parametrize(("number", "letters"), [(0, "A"), (25, "Z"), (26, "AA"), (701, "ZZ"), (702, "AAA")])
def test_columns_have_letters(number, letters):
    assert sheet._letters(number) == letters


def test_a_long_list_is_whole_and_an_empty_one_has_its_head():
    assert openpyxl.load_workbook(written([[f"{n}"] for n in range(1234)], ["n"])).active["A1235"].value == "1233"
    assert openpyxl.load_workbook(written([])).active.max_row == 1
    assert len(openpyxl.load_workbook(written([["x" * 40_000]], ["n"])).active["A2"].value) == sheet.LONGEST
