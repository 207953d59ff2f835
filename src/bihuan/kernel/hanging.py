"""What hangs on a record: one statement tells which of many tables have rows about it.

A record's page shows what a dozen tables say of it, and most of them say nothing. An app registers the
tables that may; `rows` reads one only where there is something. The statement is written once per kind
of record and asked once per instance, so this is for pages: what a write adds afterwards it doesn't see.
"""

from collections import defaultdict
from collections.abc import Callable
from functools import cache
from typing import Any, TypeVar

from django.db import connection, models

from bihuan.kernel import prepared

Row = TypeVar("Row", bound=models.Model)
About = Callable[[int], "models.QuerySet[Any]"]  # the rows about the record of this key
PLACE = -(2**62)  # stands for the key in the statement that is kept

_abouts: dict[str, list[About]] = defaultdict(list)


def register(kind: str, *abouts: About) -> None:
    """Name tables that may have rows about a kind of record, e.g. "service.servicerequest".

    Args:
        abouts: each makes of a record's key the rows about it, whoever may see them.
    """
    _abouts[kind].extend(abouts)
    _statement.cache_clear()


def rows(record: models.Model, wanted: "models.QuerySet[Row]") -> list[Row]:
    """Return the rows about a record; no query where its table has none.

    Args:
        wanted: among the rows registered for this kind of record, those to be read; a kind for which nothing
            is registered is asked without more ado.

    Raises:
        LookupError: their table is not registered, but others are.
    """
    if not _abouts.get(record._meta.label_lower):
        return list(wanted)
    return prepared.read(wanted) if has(record, wanted.model) else []


def has(record: Any, table: type[models.Model]) -> bool:
    """Tell whether a table has rows about a record.

    Raises:
        LookupError: it is not registered for this kind of record.
    """
    found: dict[type[models.Model], bool] | None = record.__dict__.get("_hanging")
    if found is None:
        tables, sql, values = _statement(record._meta.label_lower, connection.vendor)
        with connection.cursor() as cursor:
            cursor.execute(sql, [record.pk if value == PLACE else value for value in values])
            found = record._hanging = dict(zip(tables, cursor.fetchone(), strict=True))
    return bool(found[table])


@cache
def _statement(kind: str, _vendor: str) -> tuple[list[type[models.Model]], str, list[Any]]:
    """Return the tables, the statement that asks them all, and its values with `PLACE` for the key."""
    wanted = [about(PLACE) for about in _abouts[kind]]
    parts = [one.query.exists().get_compiler(connection=connection).as_sql() for one in wanted]
    sql = ", ".join(f"EXISTS({part})" for part, _values in parts)
    return [one.model for one in wanted], f"SELECT {sql}", [value for _part, values in parts for value in values]
