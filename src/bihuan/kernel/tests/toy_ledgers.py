"""Invented ledgers with the faults that real ones have, and a toy target to import them into."""
# ruff: noqa: DTZ001 - a spreadsheet's cells know no zone

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

import xlsxwriter

from bihuan.kernel.attachments import Attachment
from bihuan.kernel.imports import Column, ImportSpec, Occasion, ParsedRow, Saved, moments, parsing, register

COLUMNS = (
    Column("number", "编号", ("单号", "登记号", "id"), parsing.code, sniff=r"^[A-Z]+\d+"),
    Column(
        "on", "日期", ("报修日期", "登记时间", "date"), moments.moment, is_carried=True, sniff=r"^\d{4}\D\d|^4\d{4}"
    ),
    Column("customer", "客户", ("客户名称", "单位/姓名", "报修人"), parsing.name, max_length=40),
    Column("phone", "电话", ("联系电话", "手机"), parsing.phone, sniff=r"1[3-9]\d"),
    Column("serial", "机号", ("出厂编号",), parsing.code),
    Column("fault", "故障", ("报修内容", "故障现象"), required=True),
    Column("urgent", "紧急", ("是否紧急",), parsing.yes_no),
)
KIND = "toys"


def save_toys(rows: Sequence[ParsedRow], occasion: Occasion) -> list[Saved]:
    """Save each row as an attachment row; «炸» can't be saved, «退» is refused."""
    if any(row.values["fault"] == "炸" for row in rows):
        raise ValueError("boom")
    taken = [row for row in rows if row.values["fault"] != "退"]
    made = Attachment.objects.bulk_create(
        Attachment(kind=KIND, subject_id=row.number, name=row.values["fault"], caption=row.values.get("customer", ""),
                   content_type=str(row.values.get("phone", "")), size=1, sha256=row.source_key[:64], path="-")
        for row in taken
    )  # fmt: skip
    keys = {row.number: one.pk for row, one in zip(taken, made, strict=True)}
    return [Saved(keys.get(row.number), "" if row.number in keys else "退回", "fault") for row in rows]


def register_toys() -> ImportSpec:
    """Register the toy ledger and return its description."""
    spec = ImportSpec(KIND, "玩具登记簿", COLUMNS, save_toys, "kernel.import_toys", own_key="number")
    register(spec)
    return spec


def office_register(path: Path) -> Path:
    """A register as an office keeps it: title, two header rows merged, index column, mixed dates, footer."""
    book = xlsxwriter.Workbook(str(path))
    sheet, moment = book.add_worksheet("2025年"), book.add_format({"num_format": "yyyy-mm-dd hh:mm"})
    sheet.merge_range(0, 0, 0, 6, "维 修 登 记 表")
    for column, heading in ((0, "序号"), (1, "日期"), (5, "报修内容"), (6, "备注")):
        sheet.merge_range(1, column, 2, column, heading)
    sheet.merge_range(1, 2, 1, 4, "客户")
    for column, heading in ((2, "单位/姓名"), (3, "电话"), (4, "出厂编号")):
        sheet.write(2, column, heading)
    sheet.write_datetime(3, 1, datetime(2025, 3, 1, 10, 30), moment)
    rows = [
        (1, None, "东湖宾馆", 13900001111.0, "SN1", "不制冷\n第二次"),
        (2, "", "王淑芬", "+86 139 0000 2222 / 0571-88001122", "看不清", "漏水"),
        (3, "2025.03.04", "龙泉小学", "0571-88003344", "－", "点火失败"),
        (4, "3.5", "沈雅琴", "13900003333", "ＳＮ４", "异响"),
        (5, "2025年3月6日 下午3点", "无", "1390000", "", "不通电"),
        (6, "45722.375", "许文", "12345", "", "屏幕花"),
    ]
    for at, row in enumerate(rows, start=3):
        for column, value in enumerate(row):
            if value is not None:
                sheet.write(at, column, value)
    sheet.write(11, 0, "制表人：何静")
    sheet.write(11, 5, "审核：")
    book.close()
    return path


def branch_export(path: Path, encoding: str = "gb18030") -> Path:
    """A branch's CSV: own numbers, a title line, a doubled row, blank lines, a page's repeated header, a total."""
    lines = [
        "报修登记,,,,",
        "故障现象,登记号,是否紧急,报修日期,手机",
        "不制冷,BX0001,是,2025/10/8 9:00,13800001111",
        '"漏水,""很多""",BX0002,否,2025/10/9,13800002222.0',
        ",,,,",
        "故障现象,登记号,是否紧急,报修日期,手机",
        "不制冷,BX0001,是,2025/10/8 9:00,13800001111",
        "不通电,BX0003,,2025-10-08 21:05:10,",
        "",
        "合 计,3,,,",
    ]
    path.write_bytes(("\r\n".join(lines) + "\r\n").encode(encoding))
    return path


def many_rows(path: Path, count: int) -> Path:
    """A plain CSV of `count` different rows."""
    with path.open("w", encoding="utf-8-sig") as file:
        file.write("日期,客户,电话,出厂编号,报修内容,是否紧急\n")
        for number in range(count):
            moment = f"2025/{number % 12 + 1}/{number % 28 + 1} {number % 24}:{number % 60:02}"
            file.write(f"{moment},客户{number},139{number:08},SN{number:09},空调不制冷 {number},否\n")
    return path
