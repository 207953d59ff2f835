"""Rows in and out without the ORM's cost per value and per query.

`bulk_create` spends more time preparing values than the database spends storing them: 60 µs a row
against 8 here (`insert`). Compiling the query for one row by its key takes five times as long as the
database (`fetch`), and so does saving a few of its fields (`store`). What they leave out: signals (the
house has none), conflicts, multi-table models.
"""

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any, TypeVar

from django.db import DatabaseError, connection, models
from django.db.transaction import TransactionManagementError
from django.utils import timezone

Row = TypeVar("Row", bound=models.Model)
Writer = Callable[[Any], Any]
# Parameters in one statement: SQLite takes 32,766, PostgreSQL 65,535.
MOST = 30_000
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
    for chunk in _chunks(rows, MOST // len(names)):
        values = [write(getattr(row, name)) for row in chunk for name, write in zip(names, writers, strict=True)]
        with connection.cursor() as cursor:
            cursor.execute(_statement(model, len(chunk)), values)
            for row, (key,) in zip(chunk, cursor.fetchall(), strict=True):
                row.pk = key
                row._state.adding, row._state.db = False, connection.alias
    return rows


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
