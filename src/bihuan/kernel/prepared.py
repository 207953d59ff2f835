"""Querysets whose SQL is written once: only their condition is compiled each time they are read.

For a row with a dozen others joined in, the ORM takes longer to write the statement than the database
to answer it. What it writes depends on columns, joins and order alone, and these come from the code,
not from the request; so the statement is kept per such shape. The condition, with the rows a viewer
may see in it, is compiled afresh. A queryset of any other kind (annotated, locked, united) is read by
the ORM as ever: `read` never gives other rows than `list` does.
"""

import re
from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass
from functools import partial
from typing import Any, TypeVar

from django.core.exceptions import EmptyResultSet, FullResultSet
from django.db import connection, models
from django.db.models.expressions import RawSQL
from django.db.models.query import ModelIterable, ValuesIterable, get_related_populators
from django.db.models.sql.where import WhereNode

Row = TypeVar("Row")
WORD = re.compile(r"\w+", re.ASCII)
MOST = 500  # shapes; the code has some dozens


@dataclass(frozen=True)
class Statement:
    """What is kept of a shape: the SQL around the condition, and how rows are made of what comes back."""

    select: str
    order: str
    converters: list[tuple[int, Any]]
    make: Callable[[list[Any]], Any]


_kept: dict[Hashable, Statement | None] = {}


def read(rows: "models.QuerySet[Any, Row]") -> list[Row]:
    """Return the rows of a queryset, as `list` does."""
    key = _shape(rows)
    if key is None:
        return list(rows)
    if key not in _kept:
        if len(_kept) >= MOST:
            _kept.clear()
        _kept[key] = _statement(rows)
    statement = _kept[key]
    return list(rows) if statement is None else _run(statement, rows.query)


def written(values: Iterable[str]) -> list[RawSQL]:
    """Return words of the code, such as states, to be compared with as they stand in the statement itself.

    SQLite uses a partial index only where it reads the index's own condition in the statement, word for word;
    a bound value could be anything. The words must come in the order of the index's condition.

    Raises:
        ValueError: one of them is more than letters, digits and underscores.
    """
    words = list(values)
    if not all(WORD.fullmatch(word) for word in words):
        raise ValueError(words)
    return [RawSQL(f"'{word}'", ()) for word in words]  # noqa: S611  nothing but words, see above


def first(rows: "models.QuerySet[Any, Row]") -> Row | None:
    """Return the first row of an ordered queryset, or the only one; None where there is none."""
    return next(iter(read(rows[:1])), None)


def _shape(rows: Any) -> Hashable:
    """Return what the statement depends on besides the condition, None where the ORM must do it all."""
    query = rows.query
    is_plain = not (
        query.annotations or query.distinct or query.combinator or query.extra or query.extra_order_by
        or query.select_for_update or query.group_by or rows._known_related_objects or rows._prefetch_related_lookups
        or rows._result_cache is not None or rows._hints or query.where.contains_aggregate
        or query.where.contains_over_clause or not all(isinstance(name, str) for name in query.order_by)
    )  # fmt: skip
    if not is_plain or rows._iterable_class not in {ModelIterable, ValuesIterable}:
        return None
    joins = tuple(
        (alias, join, join.join_type, query.alias_refcount[alias] > 0) for alias, join in query.alias_map.items()
    )
    return (
        connection.vendor, rows.model, rows._iterable_class, joins, query.values_select, query.deferred_loading,
        repr(query.select_related), query.order_by, query.standard_ordering, query.default_ordering,
    )  # fmt: skip


def _statement(rows: Any) -> Statement | None:
    query = rows.query.chain()
    query.where = WhereNode()
    query.clear_limits()
    compiler = query.get_compiler(connection=connection)
    sql, values = compiler.as_sql()
    if values:
        return None
    select, found, order = sql.rpartition(" ORDER BY ")
    columns = [column for column, _sql, _alias in compiler.select[: compiler.col_count]]
    converters = list(compiler.get_converters(columns).items())
    make: Callable[[list[Any]], Any] = partial(_dictionary, query.values_select)
    if rows._iterable_class is ModelIterable:
        make = _maker(compiler)
    return Statement(select if found else sql, f"{found}{order}" if found else "", converters, make)


def _dictionary(names: Iterable[str], row: list[Any]) -> dict[str, Any]:
    return dict(zip(names, row, strict=True))


def _maker(compiler: Any) -> Callable[[list[Any]], Any]:
    """Return what makes a model's instance of a row, with the related ones joined in."""
    info, select, alias = compiler.klass_info, compiler.select, connection.alias
    start, end = info["select_fields"][0], info["select_fields"][-1] + 1
    names = [column.target.attname for column, _sql, _alias in select[start:end]]
    related = get_related_populators(info, select, alias)  # type: ignore[call-arg]  # 5.2 has no fetch modes
    model = info["model"]

    def make(row: list[Any]) -> Any:
        found = model.from_db(alias, names, row[start:end])
        for one in related:
            one.populate(row, found)
        return found

    return make


def _run(statement: Statement, query: Any) -> list[Any]:
    try:
        condition, values = query.get_compiler(connection=connection).compile(query.where)
    except EmptyResultSet:
        return []
    except FullResultSet:
        condition, values = "", ()
    sql = f"{statement.select}{' WHERE ' if condition else ''}{condition}{statement.order}"
    if query.is_sliced:
        sql += f" {connection.ops.limit_offset_sql(query.low_mark, query.high_mark)}"
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        found = [list(row) for row in cursor.fetchall()]
    for row in found:
        for at, (functions, expression) in statement.converters:
            for convert in functions:
                row[at] = convert(row[at], expression, connection)
    return [statement.make(row) for row in found]
