"""A long ledger as an Excel file: in by `bihuan import`'s function, out by the register's export."""

import resource
import time
from pathlib import Path

import xlsxwriter

from bench import plain
from bihuan.kernel.imports import command
from bihuan.organization.models import Staff
from bihuan.products.models import ProductModel
from bihuan.service.models import ServiceRequest
from bihuan.service.tables import Register

HEAD = ("报修单号", "报修日期", "客户姓名", "联系电话", "地址", "型号", "故障描述", "备注")
FAULTS = ("不制冷，外机有异响", "漏水，地板已经泡湿", "开机跳闸，闻到焦味", "遥控无反应，显示屏不亮", "脱水时整机移位")


def write(path: str, rows: int) -> None:
    """Write a ledger as an office keeps it, with a title above the header."""
    models = list(ProductModel.objects.order_by("pk").values_list("code", flat=True))
    book = xlsxwriter.Workbook(path, {"constant_memory": True})
    sheet = book.add_worksheet("报修登记")
    sheet.write_row(0, 0, ["2026 年报修登记簿"])
    sheet.write_row(1, 0, HEAD)
    for n in range(rows):
        day = f"2026/{n % 10 + 1}/{n % 28 + 1}"
        place = f"杭州市滨江区江南大道 {n % 900 + 1} 号"
        sheet.write_row(n + 2, 0, [
            f"BX{n:07d}", day, f"客户{n % 5000}", f"139{n * 7919 % 10**8:08d}", place, models[n % len(models)],
            f"{FAULTS[n % len(FAULTS)]}，第 {n} 号登记", "上午来电",
        ])  # fmt: skip
    book.close()


def bring_in(path: str) -> dict[str, float]:
    """Import the file; returns rows a second and the process's greatest memory in MB."""
    before, started = ServiceRequest.objects.count(), time.perf_counter()
    with open("/dev/null", "w") as nowhere:
        assert command.main("service-requests", path, out=nowhere, bar=nowhere) == 0
    seconds = time.perf_counter() - started
    rows = ServiceRequest.objects.count() - before
    return {"rows": rows, "per second": rows / seconds, "MB": _memory()}


def take_out(path: str) -> dict[str, float]:
    """Write the whole register as Excel; returns rows a second and the process's greatest memory in MB."""
    from bihuan.kernel.lists.exports import write as export

    page, started = Register(user=Staff.objects.get(username="zhoumin"), query="all=1"), time.perf_counter()
    with Path(path).open("wb") as content:
        rows = export(page, content)
    return {"rows": rows, "per second": rows / (time.perf_counter() - started), "MB": _memory()}


def floor() -> dict[str, float]:
    """Return what plain SQL does: rows inserted one transaction each, rows read."""
    from bench.create import _same_rows

    inserted = plain.rate(1, 4, _same_rows())
    bare, started, rows = plain.connect(), time.perf_counter(), 0
    cursor = bare.execute("SELECT * FROM service_servicerequest ORDER BY reported_at DESC LIMIT 100000")
    while batch := cursor.fetchmany(2000):
        rows += len(batch)
    return {"in": inserted, "out": rows / (time.perf_counter() - started)}


def _memory() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
