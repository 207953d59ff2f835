"""The scratch installation's content: the demo company, then hundreds of thousands of its requests over again.

A few hundred requests live through their year by the product's own operations. What stands beside them
afterwards is made of them by SQL: the same rows under new numbers, other words, spread over three years;
the search index is then filled by its own function.
"""

import random
import sys
import time
from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.db import connection

from bench import copies
from bihuan.config import installation
from bihuan.config.demo.load import load
from bihuan.deadlines.models import Deadline, Rung
from bihuan.kernel import search
from bihuan.kernel.api import tokens
from bihuan.kernel.history import HistoryChain, HistoryEntry
from bihuan.organization.models import Staff
from bihuan.service.models import ServiceRequest, WorkOrder

LIVED = 240  # requests that really lived through it
WORDS = copies.WORDS  # endings of descriptions
SIGNS = (
    "外机内管漏水噪声压缩启动停电滤网排遥控面板显示屏门封条电容风扇异响不转过热跳闸冷凝霜冰桶脱洗烘干点火燃气阀"
    "传感器线路板接头松动老化破损裂纹更换清洗保养安装移位支架螺丝固定加氟检查测试客户反映多次出现偶尔昨晚今早"
)
KIND = ServiceRequest.kind()


def found(lived: int = LIVED) -> None:
    """Make tables, packs and the demo company, with so many requests that lived through a year."""
    installation.prepare(lambda words: None)
    load(lambda *step: None, requests=lived)


def keys(user: str = "zhoumin") -> dict[str, Any]:
    """Return what opens the API and the pages for one colleague: a token and a session."""
    staff = Staff.objects.get(username=user)
    wanted = ["requests:read", "requests:write"]
    _token, text = tokens.issue(staff, name="bench", wanted=wanted, days=None, by=staff)
    session = SessionStore()
    session[SESSION_KEY] = str(staff.pk)
    session[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
    session[HASH_SESSION_KEY] = staff.get_session_auth_hash()
    session.create()
    return {"token": text, "cookie": f"{settings.SESSION_COOKIE_NAME}={session.session_key}"}


def grow(to: int) -> dict[str, float]:
    """Let the register grow to so many requests; returns the seconds it took."""
    started = time.perf_counter()
    have = ServiceRequest.objects.count()
    if have < to:
        _quickly()
        _words()
        original = copies.Original.found()
        first, last = original.copies_in(have) + 1, original.copies_in(to)
        for copy in range(first, last + 1, 500):
            original.write(copy, min(copy + 499, last))
            _say(f"{ServiceRequest.objects.count():,} requests")
        _index()
    _tidy()
    return {"requests": ServiceRequest.objects.count(), "seconds": round(time.perf_counter() - started, 1)}


def _say(words: str) -> None:
    print(f"  … {words}", file=sys.stderr, flush=True)


def _quickly() -> None:
    """Let this connection write without waiting for the disk; only seeding does."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA synchronous=OFF")
            cursor.execute("PRAGMA cache_size=-400000")
        else:
            cursor.execute("SET synchronous_commit = off")
            cursor.execute("SET work_mem = '256MB'")
            cursor.execute("SET maintenance_work_mem = '512MB'")


def _tidy() -> None:
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE" if connection.vendor == "sqlite" else "VACUUM ANALYZE")
        if connection.vendor == "postgresql":
            _set_sequences(cursor)
            cursor.execute("CHECKPOINT")
        else:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            cursor.fetchall()


def _set_sequences(cursor: Any) -> None:
    for model in (ServiceRequest, WorkOrder, Deadline, Rung, HistoryEntry, HistoryChain):
        table = model._meta.db_table
        cursor.execute(f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), (SELECT max(id) FROM {table}))")


def endings() -> list[str]:
    """Return what descriptions end with, the same ones in every run."""
    chance = random.Random(7)
    return ["".join(chance.choice(SIGNS) for _sign in range(chance.randint(6, 30))) for _word in range(WORDS)]


def _words() -> None:
    """Keep endings of descriptions in a table of the connection, so that texts differ as real ones do."""
    with connection.cursor() as cursor:
        cursor.execute("CREATE TEMPORARY TABLE IF NOT EXISTS bench_words (n integer PRIMARY KEY, words text)")
        cursor.execute("DELETE FROM bench_words")
        cursor.executemany("INSERT INTO bench_words (n, words) VALUES (%s, %s)", list(enumerate(endings())))


def _index() -> None:
    """Fill the search index; on PostgreSQL its index is built afterwards, which takes a fifth of the time."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("DROP INDEX IF EXISTS kernel_searchtext_grams")
    for batch in _texts():
        search.index_many(KIND, batch)
    search.make_tables()
    _say("search index")


def _texts() -> Iterator[list[tuple[int, str]]]:
    fields = ("pk", "number", "contact_name", "model_text", "serial_text", "description")
    rows = ServiceRequest.objects.order_by("pk").values_list(*fields)
    after = max(search.newest(KIND, "SR", limit=1), default=0)
    while batch := list(rows.filter(pk__gt=after)[:10_000]):
        after = batch[-1][0]
        yield [(pk, " ".join(part for part in parts if part)) for pk, *parts in batch]
