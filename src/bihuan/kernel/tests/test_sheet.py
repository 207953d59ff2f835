"""The Excel file that lists are written as, read back by another program's reader."""

import re
import zipfile
from datetime import date, datetime
from decimal import Decimal
from io import BytesIO
from xml.etree import ElementTree

import pytest
from python_calamine import CalamineWorkbook

from bihuan.kernel.lists import sheet

MOMENT = datetime(2026, 11, 19, 14, 30, 15)  # noqa: DTZ001
ROWS = [
    ["=1+1", 7, Decimal("12.50"), MOMENT, date(2026, 11, 19), True],
    ["<b> & 「引号」\"'", None, -3, MOMENT.replace(year=1999), None, False],
    ["_x0041_ and \x0b and \r", 0, 10**12, None, date(2000, 2, 29), None],
    ["  blanks, lines\nand 👷  ", 1, 0.125, None, None, None],
]


def written(rows, head=("词", "数", "额", "时", "日", "是"), title="登记[簿]: 2026/11"):
    content = BytesIO()
    assert sheet.write(content, title, head, rows, ("是", "否")) == len(rows)
    content.seek(0)
    return content


def read(content):
    return CalamineWorkbook.from_filelike(content).get_sheet_by_index(0).to_python()


def test_every_kind_of_value_reads_back_as_it_was():
    assert CalamineWorkbook.from_filelike(written(ROWS)).sheet_names == ["登记簿 202611"]
    head, *lines = read(written(ROWS))
    assert head == ["词", "数", "额", "时", "日", "是"]
    assert lines[0] == ["=1+1", 7, 12.5, MOMENT, date(2026, 11, 19), "是"]
    assert lines[1] == ["<b> & 「引号」\"'", "", -3, MOMENT.replace(year=1999), "", "否"]
    assert lines[2][1:] == [0, 10**12, "", date(2000, 2, 29), ""]
    assert lines[3] == ["  blanks, lines\nand 👷  ", 1, 0.125, "", "", ""]


def test_signs_that_xml_does_not_know_are_escaped_as_excel_does():
    with zipfile.ZipFile(written(ROWS)) as file:
        parts = {name: ElementTree.fromstring(file.read(name)) for name in file.namelist()}
    texts = [one.text for one in parts["xl/worksheets/sheet1.xml"].iter() if one.tag.endswith("}t")]
    escaped = next(text for text in texts if " and " in text)
    assert escaped == "_x005F_x0041_ and _x000B_ and _x000D_"
    assert re.sub("_x([0-9A-F]{4})_", lambda sign: chr(int(sign[1], 16)), escaped) == ROWS[2][0]


@pytest.mark.parametrize(("number", "letters"), [(0, "A"), (25, "Z"), (26, "AA"), (701, "ZZ"), (702, "AAA")])
def test_columns_have_letters(number, letters):
    assert sheet._letters(number) == letters


def test_a_long_list_is_whole_and_an_empty_one_has_its_head():
    assert read(written([[f"{n}"] for n in range(1234)], ["n"]))[1:] == [[f"{n}"] for n in range(1234)]
    assert read(written([])) == [["词", "数", "额", "时", "日", "是"]]
    assert len(read(written([["x" * 40_000]], ["n"]))[1][0]) == sheet.LONGEST
