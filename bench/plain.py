"""Plain SQL on the same database: a bare connection, and the rows of one request written through it."""

import itertools
import json
import multiprocessing
import os
import time
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.db import connection as django_connection

Work = Callable[[Any, int], object]
JSON = (114, 3802)  # PostgreSQL's types json and jsonb


def connect() -> Any:
    """Return a bare driver connection that begins and ends transactions by hand."""
    values = settings.DATABASES["default"]
    if django_connection.vendor == "sqlite":
        import sqlite3

        bare = sqlite3.connect(values["NAME"], timeout=30, isolation_level=None)
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
            bare.execute(f"PRAGMA {pragma}")
        return bare
    import psycopg

    return psycopg.connect(
        host=values["HOST"], port=values["PORT"] or None, user=values["USER"], password=values["PASSWORD"] or None,
        dbname=values["NAME"], autocommit=True,
    )  # fmt: skip


def mark() -> str:
    """Return the driver's placeholder."""
    return "?" if django_connection.vendor == "sqlite" else "%s"


def begin() -> str:
    """Return the statement that begins a writing transaction."""
    return "BEGIN IMMEDIATE" if django_connection.vendor == "sqlite" else "BEGIN"


def rate(processes: int, seconds: float, work: Work) -> float:
    """Return how often a second several processes together get a piece of work done, each on its own connection.

    Args:
        work: called with a connection and a number that no other call has.
    """
    django_connection.close()
    context = multiprocessing.get_context("fork")
    gate, counts = context.Barrier(processes), context.Array("q", processes)

    def go_on(n: int) -> None:
        bare, numbers = connect(), itertools.count(n + 1, processes)
        gate.wait()
        until = time.perf_counter() + seconds
        while time.perf_counter() < until:
            work(bare, next(numbers))
            counts[n] += 1
        os._exit(0)

    workers = [context.Process(target=go_on, args=(n,)) for n in range(processes)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    return sum(counts) / seconds


class Row:
    """A row as it stands in a table, to be written again under other keys."""

    def __init__(self, bare: Any, table: str, where: str, values: list[Any]) -> None:
        cursor = bare.execute(f"SELECT * FROM {table} WHERE {where} ORDER BY 1", values)
        self.table, self.columns = table, [column[0] for column in cursor.description]
        self.rows = [dict(zip(self.columns, row, strict=True)) for row in cursor.fetchall()]
        # PostgreSQL reads JSON as objects, and arrays as lists that go back as they came; SQLite has texts.
        self.written = {column[0] for column in cursor.description if column[1] in JSON}

    def write(self, bare: Any, **other: Any) -> list[int]:
        """Insert the rows once more with other values in one statement; returns the new keys.

        A column's value may be a list: one for each row.
        """
        if not self.rows:
            return []
        names = [name for name in self.columns if name != "id" or name in other]
        marks = f"({', '.join([mark()] * len(names))})"
        values: list[Any] = []
        for at, row in enumerate(self.rows):
            changed = {name: value[at] if isinstance(value, list) else value for name, value in other.items()}
            values += [self._plain(name, changed.get(name, row[name])) for name in names]
        sql = f"INSERT INTO {self.table} ({', '.join(names)}) VALUES {', '.join([marks] * len(self.rows))} RETURNING id"
        return [key for (key,) in bare.execute(sql, values).fetchall()]

    def _plain(self, name: str, value: Any) -> Any:
        is_json = name in self.written and value is not None
        return json.dumps(value, ensure_ascii=False) if is_json else value
