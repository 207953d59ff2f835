"""Writing the index, in the transaction that writes the record."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.db import connection, models

from bihuan.kernel.search.grams import grams, normalize, segment, text_id

Row = tuple[int, str]
BATCH = 500


class SearchText(models.Model):
    """The normalised words of one record; `id` holds its kind and primary key (see grams.py)."""

    id = models.BigIntegerField(primary_key=True)
    text = models.TextField()

    def __str__(self) -> str:
        return self.text[:60]


def index(kind: str, pk: int, text: str) -> None:
    """Make a record findable by these words, in place of what it was found by before.

    Args:
        kind: `record.kind()`.
        pk: the record's primary key.
        text: number, title, description, …; never phones or addresses (SEC-01).
    """
    index_many(kind, [(pk, text)])


def index_many(kind: str, records: Iterable[tuple[int, str]]) -> None:
    """Like `index` for many records of a kind: `(pk, text)` pairs, a few statements for hundreds of rows."""
    rows = {text_id(kind, pk): normalize(text) for pk, text in records}
    ordered = sorted(rows.items())
    for start in range(0, len(ordered), BATCH):
        _write(ordered[start : start + BATCH])


def remove(kind: str, pk: int) -> None:
    """Forget a record."""
    row_id = text_id(kind, pk)
    rows = SearchText.objects.filter(id=row_id)
    if connection.vendor == "sqlite":
        _forget(list(rows.values_list("id", "text")))
    rows.delete()


def _write(rows: Sequence[Row]) -> None:
    if connection.vendor == "postgresql":
        _write_postgresql(rows)
    else:
        _write_sqlite(rows)


def _write_postgresql(rows: Sequence[Row]) -> None:
    sql = (
        f"INSERT INTO kernel_searchtext (id, text, grams) VALUES {', '.join(['(%s, %s, %s::bigint[])'] * len(rows))}"  # noqa: S608
        " ON CONFLICT (id) DO UPDATE SET text = excluded.text, grams = excluded.grams"
        " WHERE kernel_searchtext.text <> excluded.text"
    )
    values: list[Any] = []
    for row_id, text in rows:
        above = segment(row_id) << 32
        values += [row_id, text, f"{{{','.join([str(above | gram) for gram in grams(text)])}}}"]
    with connection.cursor() as cursor:
        cursor.execute(sql, values)


def _write_sqlite(rows: Sequence[Row]) -> None:
    known = dict(SearchText.objects.filter(id__in=[row_id for row_id, _text in rows]).values_list("id", "text"))
    rows = [row for row in rows if known.get(row[0]) != row[1]]
    _forget([(row_id, known[row_id]) for row_id, _text in rows if row_id in known])
    write = (
        "INSERT INTO kernel_searchtext (id, text) VALUES (%s, %s) ON CONFLICT (id) DO UPDATE SET text = excluded.text"
    )
    with connection.cursor() as cursor:
        cursor.executemany(write, rows)
        cursor.executemany(
            "INSERT INTO kernel_searchgrams (rowid, grams) VALUES (%s, %s)", [(i, terms(grams(t))) for i, t in rows]
        )


def _forget(rows: Sequence[Row]) -> None:
    """Take rows out of the FTS5 table, which has to be told what it holds of them."""
    delete = "INSERT INTO kernel_searchgrams (kernel_searchgrams, rowid, grams) VALUES ('delete', %s, %s)"
    with connection.cursor() as cursor:
        cursor.executemany(delete, [(row_id, terms(grams(text))) for row_id, text in rows])


def terms(codes: Iterable[int], joint: str = " ") -> str:
    """Return grams as words of the FTS5 table."""
    return joint.join([f"{code:x}" for code in codes])
