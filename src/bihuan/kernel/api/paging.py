"""Pages of a list by keyset: as quick at the end as at the start, and stable while rows are added."""

import base64
import json
from collections.abc import Sequence
from typing import Any, Generic, TypeVar

from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from ninja import Field, Schema

from bihuan.kernel.api.errors import ApiError

Item = TypeVar("Item")


class PageQuery(Schema):
    """Where the page begins and how long it is."""

    cursor: str = Field("", description="`next` of the page before; empty for the first page.", max_length=400)
    size: int = Field(50, ge=1, le=200, description="Rows on a page.")


class Page(Schema, Generic[Item]):
    """Some rows and where the next ones begin."""

    items: list[Item]
    next: str = Field("", description="Cursor of the next page; empty on the last one.")


def narrowed(rows: QuerySet[Any], query: PageQuery, *names: str, **lookups: str) -> QuerySet[Any]:
    """Return the rows that a query asks for: `narrowed(rows, query, "state", invoice="invoice__number")`.

    Args:
        rows: visible ones.
        query: its filters; one left empty filters nothing.
        names: filters that are fields.
        lookups: filters that stand for another look-up.
    """
    wanted = {lookup: getattr(query, name) for name, lookup in (*zip(names, names, strict=True), *lookups.items())}
    return rows.filter(**{lookup: value for lookup, value in wanted.items() if value not in ("", None)})


def page(rows: QuerySet[Any], query: PageQuery, *, order: Sequence[str] = ("-pk",)) -> dict[str, Any]:
    """Return one page of a queryset.

    Args:
        rows: filtered, unordered.
        query: cursor and size.
        order: fields, all in one direction, the last one unique: `("-reported_at", "-pk")`.

    Raises:
        ApiError: the cursor is not one of ours (422).
    """
    names = [name.removeprefix("-") for name in order]
    compare = "lt" if order[0].startswith("-") else "gt"
    try:
        if query.cursor:
            rows = rows.filter(_beyond(names, _decoded(query.cursor, len(names)), compare))
        found = list(rows.order_by(*order)[: query.size + 1])
    except (ValueError, TypeError, ValidationError) as error:
        raise ApiError(422, "bad-cursor", _("The cursor is not valid.")) from error
    items = found[: query.size]
    following = _encoded([getattr(items[-1], name) for name in names]) if len(found) > len(items) else ""
    return {"items": items, "next": following}


def _beyond(names: Sequence[str], values: Sequence[Any], compare: str) -> Q:
    """Return the condition for rows behind the given one; the first term alone lets an index find them."""
    condition = Q()
    equal = Q()
    for name, value in zip(names, values, strict=True):
        condition |= equal & Q(**{f"{name}__{compare}": value})
        equal &= Q(**{name: value})
    return Q(**{f"{names[0]}__{compare}e": values[0]}) & condition


def _encoded(values: Sequence[Any]) -> str:
    return base64.urlsafe_b64encode(json.dumps(values, default=str).encode()).decode().rstrip("=")


def _decoded(cursor: str, length: int) -> list[Any]:
    values = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    if not isinstance(values, list) or len(values) != length:
        raise ValueError(cursor)
    return values
