"""Rows in and out without the ORM's cost per value and per query.

`bulk_create` spends more time preparing values than the database spends storing them: 60 µs a row
against 8 here (`insert`). Rows that differ in a few columns are made by the database itself
(`insert_alike`), and so are their changes (`change`). Compiling the query for one row by its key takes
three times as long as asking and answering it (`fetch`; `follow` reads what rows lead to), and so does
saving a few of its fields (`store`). What they leave out: signals (the house has none), conflicts,
multi-table models.
"""

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC, datetime
from functools import lru_cache
from operator import itemgetter
from typing import Any, TypeVar

from django.db import DatabaseError, connection, models
from django.db.transaction import TransactionManagementError
from django.utils import timezone

Row = TypeVar("Row", bound=models.Model)
Writer = Callable[[Any], Any]
# Parameters in one statement: SQLite takes 32,766, PostgreSQL 65,535.
MOST = 30_000
ANALYSED = 1000  # so many new rows and more may change how PostgreSQL should ask its tables
_GROWN = """
    SELECT relname FROM pg_stat_user_tables
     WHERE schemaname = current_schema() AND n_mod_since_analyze > n_live_tup / 5 AND n_mod_since_analyze > 500"""
COPIED = 100  # so many rows and more go to PostgreSQL by COPY, which has no placeholders to find
PLAIN = (
    models.CharField, models.TextField, models.IntegerField, models.BooleanField, models.AutoField, models.BinaryField,
)  # fmt: skip


def insert(rows: Sequence[Row]) -> Sequence[Row]:
    """Insert new rows of one model and set their primary keys.

    Args:
        rows: unsaved instances of one concrete model; `auto_now` fields that say nothing yet are filled in here.

    Returns:
        the same rows, saved.
    """
    if not rows:
        return rows
    model = type(rows[0])
    names, writers, automatic, derived = _plan(model, connection.vendor)
    now = timezone.now()
    for row in rows:
        for name in automatic:
            if getattr(row, name) is None:
                setattr(row, name, now)
        for field in derived:
            field.pre_save(row, True)
    if len(rows) >= COPIED and connection.vendor == "postgresql":
        _copy(rows, names, writers)
        return rows
    for chunk in _chunks(rows, MOST // len(names)):
        values = [write(getattr(row, name)) for row in chunk for name, write in zip(names, writers, strict=True)]
        with connection.cursor() as cursor:
            cursor.execute(_statement(model, len(chunk)), values)
            for row, (key,) in zip(chunk, cursor.fetchall(), strict=True):
                _saved(row, key)
    return rows


def _saved(row: models.Model, key: int) -> None:
    row.pk = key
    row._state.adding, row._state.db = False, connection.alias


def _copy(rows: Sequence[models.Model], names: list[str], writers: list[Writer]) -> None:
    meta = rows[0]._meta
    quote: Callable[[Any], str] = connection.ops.quote_name
    fields = [meta.pk, *(field for field in meta.local_concrete_fields if not field.primary_key)]
    table, columns = quote(meta.db_table), ", ".join(quote(field.column) for field in fields)
    pick = itemgetter(*names)
    written = [(at, write) for at, write in enumerate(writers) if write is not _as_it_is]
    keys = "SELECT nextval(pg_get_serial_sequence(%s, %s)) FROM generate_series(1, %s)"
    with connection.cursor() as cursor:
        cursor.execute(keys, [table, meta.pk.column, len(rows)])
        found = [key for (key,) in cursor.fetchall()]
        with cursor.copy(f"COPY {table} ({columns}) FROM STDIN") as copy:
            for row, key in zip(rows, found, strict=True):
                values = list(pick(row.__dict__))
                for at, write in written:
                    values[at] = write(values[at])
                copy.write_row([key, *values])
    for row, key in zip(rows, found, strict=True):
        _saved(row, key)


def insert_alike(model: Row, names: Sequence[str], rows: Sequence[Sequence[Any]]) -> int:
    """Insert copies of an unsaved row that differ in a few columns; the database makes them from one statement.

    Args:
        model: what they have in common; fields of Django's own kinds.
        names: the attributes in which they differ: numbers and texts.
        rows: the values of these attributes, for each new row.

    Returns:
        how many were inserted; their keys aren't read.
    """
    if not rows:
        return 0
    known = _fields(type(model), connection.vendor)
    quote: Callable[[Any], str] = connection.ops.quote_name
    fields = [field for field in model._meta.local_concrete_fields if not field.primary_key]
    is_sqlite, shown, values = connection.vendor == "sqlite", [], []
    for field in fields:
        kind = field.db_type(connection)
        if field.attname in names:
            at = names.index(field.attname)
            shown.append(f"m.value ->> {at}" if is_sqlite else f"(m.value ->> {at})::{kind}")
        else:
            shown.append("%s" if is_sqlite else f"%s::{kind}")
            values.append(known[field.attname][1](getattr(model, field.attname)))
    columns = ", ".join(quote(field.column) for field in fields)
    source = "json_each(%s) AS m" if is_sqlite else "json_array_elements(%s::json) AS m"
    sql = f"INSERT INTO {quote(model._meta.db_table)} ({columns}) SELECT {', '.join(shown)} FROM {source}"  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(sql, [*values, json.dumps(rows, ensure_ascii=False)])
        return int(cursor.rowcount)


def change(model: type[models.Model], names: Sequence[str], rows: Sequence[Sequence[Any]]) -> int:
    """Give some columns of many rows new values, each row its own, in one statement.

    Args:
        names: the attributes; fields of Django's own kinds.
        rows: the key, then the values of these attributes as numbers and texts.

    Returns:
        how many rows there were.
    """
    if not rows:
        return 0
    known, is_sqlite = _fields(model, connection.vendor), connection.vendor == "sqlite"
    quote: Callable[[Any], str] = connection.ops.quote_name
    told = []
    for at, name in enumerate(names, 1):
        field = known[name][0]
        value = f"m.value ->> {at}" if is_sqlite else f"(m.value ->> {at})::{field.db_type(connection)}"
        told.append(f"{quote(field.column)} = {value}")
    table, key = quote(model._meta.db_table), quote(model._meta.pk.column)
    source = "json_each(%s) AS m" if is_sqlite else "json_array_elements(%s::json) AS m"
    own = "m.value ->> 0" if is_sqlite else "(m.value ->> 0)::bigint"
    sql = f"UPDATE {table} SET {', '.join(told)} FROM {source} WHERE {table}.{key} = {own}"  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(sql, [json.dumps(rows, ensure_ascii=False)])
        return int(cursor.rowcount)


def tell_planner(rows: int) -> None:
    """Have PostgreSQL look at the tables that have grown much: until then it plans as if they were empty.

    Args:
        rows: how many have come in; few aren't worth it.
    """
    if rows < ANALYSED or connection.vendor != "postgresql":
        return
    with connection.cursor() as cursor:
        cursor.execute(_GROWN)
        if tables := ", ".join(connection.ops.quote_name(name) for (name,) in cursor.fetchall()):
            cursor.execute(f"ANALYZE {tables}")


def fetch(model: type[Row], where: str, values: Sequence[Any], *, lock: bool = False) -> list[Row]:
    """Return the rows of one model that fulfil a condition.

    Args:
        where: condition and order as SQL over the model's own columns, with %s for values.
        lock: hold the rows until the transaction ends.

    Raises:
        TransactionManagementError: rows can't be held outside a transaction.
    """
    if lock and not connection.in_atomic_block:
        raise TransactionManagementError("rows can be locked in a transaction only")
    sql, names, converters = _selection(model, connection.vendor)
    held = " FOR UPDATE" if lock and connection.features.has_select_for_update else ""
    with connection.cursor() as cursor:
        cursor.execute(f"{sql} WHERE {where}{held}", values)
        found = [list(row) for row in cursor.fetchall()]
    for row in found:
        for at, (functions, expression) in converters:
            for convert in functions:
                row[at] = convert(row[at], expression, connection)
    return [model.from_db(connection.alias, names, row) for row in found]


def first(model: type[Row], where: str, values: Sequence[Any]) -> Row | None:
    """Return the first row of one model that fulfils a condition, None when there is none; see `fetch`."""
    return next(iter(fetch(model, f"{where} LIMIT 1", values)), None)


def follow(rows: Iterable[models.Model | None], *names: str) -> None:
    """Read what foreign keys of rows lead to, one statement for each key; what is in memory stays.

    Args:
        rows: of one model; None is passed over.
        names: foreign keys of that model.
    """
    found = [row for row in rows if row is not None]
    for name in names if found else ():
        key: Any = type(found[0])._meta.get_field(name)
        open_rows = [row for row in found if not key.is_cached(row) and getattr(row, key.attname) is not None]
        pks = sorted({getattr(row, key.attname) for row in open_rows})
        if not pks:
            continue
        target = key.related_model
        where = f"{target._meta.pk.column} IN ({', '.join(['%s'] * len(pks))})"
        known = {one.pk: one for one in fetch(target, where, pks)}
        for row in open_rows:
            key.set_cached_value(row, known[getattr(row, key.attname)])


def store(row: models.Model, names: Iterable[str]) -> None:
    """Save some fields of a row that is there, as `save(update_fields=names)` does; a model's own `save` is called.

    Raises:
        DatabaseError: the row is gone.
    """
    model = type(row)
    if model.save is not models.Model.save:
        row.save(update_fields=list(names))
        return
    known = _fields(model, connection.vendor)
    columns, values = [], []
    for name in dict.fromkeys(names):
        field, write = known[name]
        if type(field).pre_save is not models.Field.pre_save:
            field.pre_save(row, False)
        columns.append(f"{connection.ops.quote_name(field.column)} = %s")
        values.append(write(getattr(row, field.attname)))
    quote: Callable[[Any], str] = connection.ops.quote_name
    key = quote(model._meta.pk.column)
    sql = f"UPDATE {quote(model._meta.db_table)} SET {', '.join(columns)} WHERE {key} = %s"  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(sql, [*values, row.pk])
        if not cursor.rowcount:
            raise DatabaseError(f"{model._meta.label} {row.pk} is gone")


@lru_cache(maxsize=128)
def _selection(model: type[models.Model], vendor: str) -> tuple[str, list[str], list[Any]]:
    fields = list(model._meta.local_concrete_fields)
    quote: Callable[[Any], str] = connection.ops.quote_name
    columns = [field.get_col(model._meta.db_table) for field in fields]
    converters = model._base_manager.all().query.get_compiler(connection=connection).get_converters(columns)
    sql = f"SELECT {', '.join(quote(field.column) for field in fields)} FROM {quote(model._meta.db_table)}"  # noqa: S608
    return sql, [field.attname for field in fields], list(converters.items())


@lru_cache(maxsize=128)
def _fields(model: type[models.Model], vendor: str) -> dict[str, tuple[Any, Writer]]:
    plans = [(field, _writer(field)) for field in model._meta.local_concrete_fields]
    return {name: plan for plan in plans for name in (plan[0].name, plan[0].attname)}


def _chunks(rows: Sequence[Row], size: int) -> Iterator[Sequence[Row]]:
    return (rows[start : start + size] for start in range(0, len(rows), size))


@lru_cache(maxsize=512)
def _statement(model: type[models.Model], count: int) -> str:
    quote: Callable[[Any], str] = connection.ops.quote_name
    fields = [field for field in model._meta.local_concrete_fields if not field.primary_key]
    columns = ", ".join(quote(field.column) for field in fields)
    line = "(" + ", ".join(["%s"] * len(fields)) + ")"
    key = quote(model._meta.pk.column)
    table = quote(model._meta.db_table)
    return f"INSERT INTO {table} ({columns}) VALUES {', '.join([line] * count)} RETURNING {key}"  # noqa: S608


@lru_cache(maxsize=128)
def _plan(model: type[models.Model], vendor: str) -> tuple[list[str], list[Writer], list[str], list[Any]]:
    fields = [field for field in model._meta.local_concrete_fields if not field.primary_key]
    automatic = [
        field.attname for field in fields if getattr(field, "auto_now", False) or getattr(field, "auto_now_add", False)
    ]
    own = [field for field in fields if not type(field).__module__.startswith("django.")]
    derived = [field for field in own if type(field).pre_save is not models.Field.pre_save]
    return [field.attname for field in fields], [_writer(field) for field in fields], automatic, derived


def _writer(field: "models.Field[Any, Any]") -> Writer:
    target = field.target_field if isinstance(field, models.ForeignKey) else field
    if isinstance(target, models.JSONField):
        return lambda value: None if value is None else json.dumps(value, ensure_ascii=False)
    if isinstance(target, models.DateTimeField):
        return _utc if connection.vendor == "sqlite" else _as_it_is
    if type(target).__module__.startswith("django.") and isinstance(target, PLAIN):
        return _as_it_is
    return lambda value: target.get_db_prep_save(value, connection)


def _as_it_is(value: Any) -> Any:
    return value


def _utc(value: datetime | None) -> str | None:
    """Return a moment as SQLite keeps it; Django's own way takes ten times as long."""
    return None if value is None else str(value.astimezone(UTC).replace(tzinfo=None))
