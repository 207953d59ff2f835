"""The cast's rows, made once and put back quickly for every test that wants them."""

import io
import pickle
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.apps import apps
from django.db import connection, transaction

from bihuan.kernel.search.grams import grams
from bihuan.kernel.search.index import SearchText, terms


def _tables() -> list[str]:
    models = [one for one in apps.get_models(include_auto_created=True) if one._meta.managed and not one._meta.proxy]
    return list(dict.fromkeys(one._meta.db_table for one in models))


def _is_filled(table: str) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT 1 FROM {table} LIMIT 1")
        return cursor.fetchone() is not None


@dataclass
class Template:
    """What `build` writes to an empty database, and what it returns; written again without building it again."""

    build: Callable[[], Any]
    made: bytes = b""
    rows: dict[str, Any] = field(default_factory=dict)

    def fresh(self) -> Any:
        """Return what `build` returns, its rows in the database, both as new."""
        if not self.made:
            before = {table for table in _tables() if _is_filled(table)}
            made = self.build()
            self.rows = {table: _read(table) for table in _tables() if table not in before and _is_filled(table)}
            self.made = pickle.dumps(made)
        else:
            with transaction.atomic():  # references are checked at its end
                for table, kept in self.rows.items():
                    _write(table, kept)
                if SearchText._meta.db_table in self.rows:
                    _find_again()
        return pickle.loads(self.made)


def _find_again() -> None:
    """Put the grams beside the texts: on SQLite they stand in a table that is no model's."""
    if connection.vendor == "sqlite":
        rows = [(pk, terms(grams(text))) for pk, text in SearchText.objects.values_list("pk", "text")]
        with connection.cursor() as cursor:
            cursor.executemany("INSERT INTO kernel_searchgrams (rowid, grams) VALUES (%s, %s)", rows)


def _read(table: str) -> Any:
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            content = io.BytesIO()
            with cursor.copy(f"COPY {table} TO STDOUT (FORMAT binary)") as copy:
                for block in copy:
                    content.write(block)
            return content.getvalue()
        cursor.execute(f"SELECT * FROM {table}")
        return cursor.fetchall()


def _write(table: str, kept: Any) -> None:
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.copy(f"COPY {table} FROM STDIN (FORMAT binary)") as copy:
                copy.write(kept)
        else:
            places = ", ".join(["%s"] * len(kept[0]))
            cursor.executemany(f"INSERT INTO {table} VALUES ({places})", kept)
