"""Whole HTML pages as a signed-in colleague gets them, and whether the search finds what a substring match finds."""

import re
from collections.abc import Callable
from typing import Any
from urllib.parse import quote

from django.conf import settings
from django.db import connection
from django.test import Client as Inside
from django.test.utils import CaptureQueriesContext

from bench import plain
from bench.client import Client
from bench.figures import median
from bench.seed import endings
from bihuan.kernel.search.grams import PK_MASK, text_id
from bihuan.service.models import ServiceRequest, WorkOrder

LIST = "/service/requests/"
WORDS = ("漏水", "异响", endings()[0][:2])  # frequent, and one in a few hundred
KIND = ServiceRequest.kind()


def measure(port: int, cookie: str, times: int) -> dict[str, Any]:
    """Return medians in ms of first page, filters, searches and opening a record, with what plain SQL takes."""
    client = Client(port, {"Cookie": cookie, "Accept-Language": "zh-CN"})
    records = _records()
    pages = {
        "first page": [f"{LIST}?all=1"],
        "in work": [LIST],
        "filter": [
            f"{LIST}?state=completed",
            f"{LIST}?class=A",
            f"{LIST}?technician={_technician()}",
            f"{LIST}?limit=late",
            f"{LIST}?reported_at=month",
        ],
        "search": [f"{LIST}?all=1&q={quote(word)}" for word in WORDS],
    }
    found: dict[str, Any] = {}
    for name, addresses in pages.items():
        took = {address: _timed(client, address, times) for address in addresses}
        worst = max(took, key=lambda address: took[address])
        found[name] = {"ms": took[worst], "slowest": worst if len(took) > 1 else ""}
    opened = [_timed(client, f"{LIST}{pk}/", times) for pk in records]
    found["record"] = {
        "ms": sorted(opened)[len(opened) // 2],
        "worst": max(opened),
        "queries": _queries(cookie, records),
    }
    found["exact"] = all(_is_exact(client, word) for word in WORDS)
    found["floor"] = _floors(records, times)
    return found


def _timed(client: Client, address: str, times: int) -> float:
    for _warm in range(4):
        client.get(address)
    return median(lambda: client.get(address), times)


def _records() -> list[int]:
    """Return requests that lived through it: closed ones with job, voucher and card, and one just taken in."""
    orders = WorkOrder.objects.filter(voucher__isnull=False).order_by("pk")
    return [*orders.values_list("request_id", flat=True)[:4], ServiceRequest.objects.order_by("-pk")[0].pk]


def _technician() -> int:
    return WorkOrder.objects.order_by("pk").values_list("technician_id", flat=True)[0]


def _queries(cookie: str, records: list[int]) -> int:
    """Return the most queries that opening one of these records takes, session and user included."""
    settings.ALLOWED_HOSTS = ["*"]
    client = Inside(headers={"cookie": cookie, "accept-language": "zh-CN"})
    counts = []
    for pk in records:
        client.get(f"{LIST}{pk}/")
        with CaptureQueriesContext(connection) as captured:
            assert client.get(f"{LIST}{pk}/").status_code == 200
        counts.append(len(captured))
    return max(counts)


def _is_exact(client: Client, word: str) -> bool:
    """Tell whether the page of hits shows exactly the newest rows whose words contain this one."""
    page = client.get(f"{LIST}?all=1&q={quote(word)}")
    shown = list(dict.fromkeys(int(pk) for pk in re.findall(rf'href="{LIST}(\d+)/" data-open', page)))
    find = "instr(text, %s)" if connection.vendor == "sqlite" else "strpos(text, %s)"
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT id & {PK_MASK} FROM kernel_searchtext "
            f"WHERE id BETWEEN %s AND %s AND {find} > 0 ORDER BY id DESC LIMIT 50",
            [text_id(KIND, 0), text_id(KIND, PK_MASK), word],
        )
        wanted = [pk for (pk,) in cursor.fetchall()]
    return bool(shown) and shown == wanted


def _floors(records: list[int], times: int) -> dict[str, float]:
    """Return what the rows of each page take when plain SQL reads them."""
    bare, mark = plain.connect(), plain.mark()
    table, newest = "service_servicerequest", "ORDER BY reported_at DESC, id DESC LIMIT 50"
    bare_ids = bare.execute(f"SELECT id FROM {table} {newest}").fetchall()
    keys = ", ".join(str(pk) for (pk,) in bare_ids)
    about = f"WHERE kind = '{KIND}' AND subject_id = {mark}"

    def read(*statements: tuple[str, list[Any]]) -> Callable[[], None]:
        def go() -> None:
            for sql, values in statements:
                bare.execute(sql, values).fetchall()

        return go

    pk = records[0]
    work = {
        "first page": read((f"SELECT * FROM {table} {newest}", [])),
        "filter": read((f"SELECT * FROM {table} WHERE state = {mark} {newest}", ["completed"])),
        "search": read((f"SELECT * FROM {table} WHERE id IN ({keys})", [])),
        "record": read(
            (f"SELECT * FROM {table} WHERE id = {mark}", [pk]),
            (f"SELECT * FROM deadlines_deadline {about}", [pk]),
            (f"SELECT * FROM kernel_historyentry {about}", [pk]),
            (f"SELECT * FROM service_workorder WHERE request_id = {mark}", [pk]),
        ),
    }
    return {name: median(one, times) for name, one in work.items()}
