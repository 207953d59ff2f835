"""Going on from the last row instead of counting rows off: page one million costs what page one costs.

A cursor holds the values of the order's fields in the row where a page ends. It is encoded, not
secret; a broken one gives the first page.
"""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error
from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any, NamedTuple

from django.core.exceptions import FieldDoesNotExist, ValidationError
from django.db.models import Model, Q, QuerySet

from bihuan.kernel import prepared

Rows = QuerySet[Any, Any]
MOST = 10_000


class Slice(NamedTuple):
    """One page of rows and the cursors of its neighbours, "" where there is none."""

    rows: list[dict[str, Any]]
    previous: str
    next: str


class Order:
    """The order of a list: one field, then the primary key, both up or both down."""

    def __init__(self, field: str) -> None:
        self.is_down = field.startswith("-")
        self.field = field.removeprefix("-")

    @property
    def fields(self) -> tuple[str, ...]:
        """Return the names that make a row's place unique."""
        return ("pk",) if self.field in {"pk", "id"} else (self.field, "pk")

    def apply(self, rows: Rows, *, backwards: bool = False) -> Rows:
        """Return the rows in this order, or in the opposite one."""
        sign = "-" if self.is_down != backwards else ""
        return rows.order_by(*(sign + name for name in self.fields))

    def beyond(self, values: Sequence[Any], *, backwards: bool = False) -> Q:
        """Return the condition for rows behind (or before) a place.

        The first part lets an index find the start; the second is exact.
        """
        less = "lt" if self.is_down != backwards else "gt"
        if len(self.fields) == 1:
            return Q(**{f"pk__{less}": values[0]})
        exact = Q(**{f"{self.field}__{less}": values[0]}) | Q(**{self.field: values[0], f"pk__{less}": values[1]})
        return Q(**{f"{self.field}__{less}e": values[0]}) & exact

    def cursor(self, row: dict[str, Any]) -> str:
        """Return the place of a row as text for an address."""
        values = [_written(row[name]) for name in self.fields]
        return urlsafe_b64encode(json.dumps(values).encode()).decode().rstrip("=")

    def place(self, cursor: str, model: type[Model]) -> list[Any] | None:
        """Return the values in a cursor, None when it is broken or of another order."""
        try:
            values = json.loads(urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
            if not isinstance(values, list) or len(values) != len(self.fields):
                return None
            return [_read(model, name, value) for name, value in zip(self.fields, values, strict=True)]
        except (Error, ValueError, TypeError, ValidationError, FieldDoesNotExist, UnicodeDecodeError):
            return None


def _written(value: Any) -> Any:
    if isinstance(value, datetime | date):
        return value.isoformat()
    return str(value) if isinstance(value, Decimal) else value


def _read(model: type[Model], name: str, value: Any) -> Any:
    field = model._meta.pk if name == "pk" else model._meta.get_field(name)
    if value is None:
        raise ValueError(name)
    return field.to_python(value)  # type: ignore[union-attr]


def cut(
    rows: Rows,
    order: Order,
    fields: Sequence[str],
    size: int,
    *,
    after: str = "",
    before: str = "",
    keys_first: bool = False,
) -> Slice:
    """Return one page of a queryset as dictionaries.

    Args:
        rows: filtered, in any order.
        order: how the list stands.
        fields: what each dictionary holds besides the order's own fields.
        size: rows on a page.
        after, before: cursor of the row where the page begins or ends.
        keys_first: find the page's keys before anything is joined in: for rows that have to be sorted.
    """
    backwards = bool(before)
    place = order.place(before or after, rows.model) if before or after else None
    if place is None:
        backwards, after, before = False, "", ""
    else:
        rows = rows.filter(order.beyond(place, backwards=backwards))
    if keys_first:
        keys = order.apply(rows, backwards=backwards).values("pk")[: size + 1]
        rows = rows.model._default_manager.filter(pk__in=keys)
    wanted = dict.fromkeys((*order.fields, *fields))
    found = prepared.read(order.apply(rows, backwards=backwards).values(*wanted)[: size + 1])
    has_more = len(found) > size
    found = found[:size]
    if backwards:
        found.reverse()
    if not found:
        return Slice([], "", "")
    has_previous = has_more if backwards else bool(after)
    has_next = True if backwards else has_more
    return Slice(found, order.cursor(found[0]) if has_previous else "", order.cursor(found[-1]) if has_next else "")


def counted(rows: Rows) -> int:
    """Return how many rows there are, at most one more than 10,000."""
    return rows.order_by()[: MOST + 1].count()
