"""Taking in a request through the API: number, history, time limits, search words, idempotency key, one answer."""

import itertools
import json
import uuid
from collections.abc import Callable
from typing import Any

from django.db import connection

from bench import plain
from bench.client import Client, together
from bihuan.kernel.search.grams import text_id
from bihuan.products.models import Unit
from bihuan.service.models import ServiceRequest

KIND = ServiceRequest.kind()
CLIENTS = 8
FAULTS = (
    "不制冷，外机有异响",
    "漏水，地板已经泡湿",
    "开机跳闸，闻到焦味",
    "遥控无反应，显示屏不亮",
    "脱水时整机移位，噪声很大",
)
PLACES = ("杭州市滨江区星澜苑 6 幢 1202 室", "杭州市西湖区文一路 88 号", "杭州市萧山区市心路 7 号")


def measure(port: int, token: str, seconds: float) -> dict[str, float]:
    """Return requests a second with one and with eight clients, and what plain SQL does."""
    serials = list(Unit.objects.order_by("pk").values_list("serial", flat=True)[:200])
    found = {str(n): together(n, seconds, lambda _n: _taker(port, token, serials)) for n in (1, 8)}
    write = _same_rows()
    return found | {f"floor {n}": plain.rate(n, min(seconds, 5), write) for n in (1, 8)}


def _taker(port: int, token: str, serials: list[str]) -> Callable[[], object]:
    client = Client(port, {"Authorization": f"Bearer {token}", "Content-Type": "application/json"})
    numbers = itertools.count()

    def take_in() -> None:
        n = next(numbers)
        body = {
            "description": FAULTS[n % len(FAULTS)], "contact_name": "沈雅琴", "phone": f"138{n % 10**8:08d}",
            "address": PLACES[n % len(PLACES)], "serial": serials[n % len(serials)] if n % 2 else "",
            "model": "KFR-35GW",
        }  # fmt: skip
        client.post("/api/requests", json.dumps(body).encode(), {"Idempotency-Key": uuid.uuid4().hex})

    take_in()
    return take_in


def _same_rows() -> Callable[[Any, int], None]:
    """Return what writes the rows of the newest request again, in one transaction."""
    pk = ServiceRequest.objects.order_by("-pk").values_list("pk", flat=True)[0]
    bare, about = plain.connect(), f"kind = '{KIND}' AND subject_id = {plain.mark()}"
    request = plain.Row(bare, "service_servicerequest", f"id = {plain.mark()}", [pk])
    on_it = [plain.Row(bare, table, about, [pk]) for table in ("kernel_historyentry", "kernel_historychain")]
    limits = plain.Row(bare, "deadlines_deadline", about, [pk])
    words = plain.Row(bare, "kernel_searchtext", f"id = {plain.mark()}", [text_id(KIND, pk)])
    grams = _grams(bare, text_id(KIND, pk))
    key = plain.Row(bare, "kernel_idempotencykey", "id = (SELECT max(id) FROM kernel_idempotencykey)", [])
    # A row for each client: the floor is what the database can do, not how long they wait for one number.
    count = f"UPDATE kernel_counter SET value = value + 1 WHERE series = {plain.mark()} RETURNING value"
    for client in range(CLIENTS):
        bare.execute(f"INSERT INTO kernel_counter (series, period, value) VALUES ('bench-{client}', '', 0)")
    bare.close()

    def write(bare: Any, n: int) -> None:
        bare.execute(plain.begin())
        bare.execute(count, [f"bench-{n % CLIENTS}"]).fetchall()
        key.write(bare, key=uuid.uuid4().hex)
        (new,) = request.write(bare, number=f"BENCH-{uuid.uuid4().hex[:24]}", source_key=None)
        for rows in on_it:
            rows.write(bare, subject_id=new)
        limits.write(bare, subject_id=new)
        words.write(bare, id=text_id(KIND, new))
        if grams:
            values = [text_id(KIND, new), grams]
            bare.execute("INSERT INTO kernel_searchgrams (rowid, grams) VALUES (?, ?)", values)
        bare.execute("COMMIT")

    return write


def _grams(bare: Any, row_id: int) -> str:
    if connection.vendor != "sqlite":
        return ""
    from bihuan.kernel.search.grams import grams
    from bihuan.kernel.search.index import terms

    (text,) = bare.execute("SELECT text FROM kernel_searchtext WHERE id = ?", [row_id]).fetchone()
    return terms(grams(text))
