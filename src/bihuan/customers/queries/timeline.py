"""The time line of a customer (时间线): what all apps did for him, newest first (CUS-01).

Every app reports its own kind of record once, in its `apps.py`:

    timeline.register(timeline.Source("complaints", _("Complaints"), rows, "complained_at", told))

`rows(customer, user)` gives the records this viewer may see, `told(record)` one line of each. One statement
tells which kinds there are; then a page costs one query for each of them, however long the line is: it goes
on from the last entry by keyset.
"""

from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime, time
from itertools import groupby
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import DateTimeField, Q, QuerySet
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.functional import Promise

from bihuan.customers.models import Customer

FIRST, PAGE = 12, 40


@dataclass(frozen=True)
class Told:
    """What one record says on the line; the moment is the source's, midnight where only the day is known."""

    title: str
    url: str = ""
    number: str = ""
    state: str = ""
    detail: str = ""


Rows = Callable[[Customer, Any], "QuerySet[Any]"]


@dataclass(frozen=True)
class Source:
    """One kind of record on the line.

    Attributes:
        rows: the records about a customer that a viewer may see; what `told` reads should be joined in.
        moment: the field that says when: a time or a day; rows without one don't stand there.
        permission: kept from those who don't hold it.
    """

    name: str
    label: str | Promise
    rows: Rows
    moment: str
    told: Callable[[Any], Told]
    icon: str = "clock"
    permission: str = ""


@dataclass(frozen=True)
class Entry:
    """A line as the page shows it."""

    at: datetime
    has_time: bool
    source: str
    label: str
    icon: str
    pk: int
    told: Told

    @property
    def cursor(self) -> str:
        """Return where this entry stands, for the page that goes on from here."""
        return f"{self.at.isoformat()}~{self.source}~{self.pk}"

    @property
    def place(self) -> tuple[datetime, str, int]:
        return self.at, self.source, self.pk


@dataclass(frozen=True)
class Page:
    """A stretch of the line, and where it goes on ("" where it ends)."""

    entries: list[Entry]
    next: str

    def months(self) -> Iterator[tuple[date, list[Entry]]]:
        """Return the entries by month, as the page sets them apart."""
        for (year, month), entries in groupby(self.entries, key=_month):
            yield date(year, month, 1), list(entries)


_sources: dict[str, Source] = {}


def register(source: Source) -> None:
    """Put a kind of record onto every customer's time line; the same name replaces."""
    _sources[source.name] = source


def sources(customer: Customer, user: Any) -> list[Source]:
    """Return the kinds of record this viewer may find on the line."""
    return [one for one in _sources.values() if not one.permission or user.has_perm(one.permission, customer)]


def of(customer: Customer, user: Any, *, after: str = "", only: str = "", size: int = PAGE) -> Page:
    """Return a page of a customer's time line.

    Args:
        after: an entry's cursor to go on from; a broken one begins at the top.
        only: the name of one source, "" for all.
        size: entries a page.
    """
    place = _place(after)
    found: list[Entry] = []
    wanted = [one for one in sources(customer, user) if not only or one.name == only]
    for source, rows in _filled(wanted, customer, user):
        found += _read(source, rows, place, size + 1)
    found.sort(key=lambda entry: entry.place, reverse=True)
    more = len(found) > size
    shown = found[:size]
    return Page(shown, shown[-1].cursor if more else "")


def _filled(wanted: list[Source], customer: Customer, user: Any) -> "list[tuple[Source, QuerySet[Any]]]":
    """Return the sources that have something to tell, with their rows; one query for all."""
    told: list[tuple[Source, QuerySet[Any], str, tuple[Any, ...]]] = []
    for source in wanted:
        rows = source.rows(customer, user).exclude(**{source.moment: None})
        with suppress(EmptyResultSet):  # nothing that this viewer may see
            sql, values = rows.order_by().query.exists().get_compiler(connection=connection).as_sql()
            told.append((source, rows, sql, values))
    if len(told) < 2:
        return [(source, rows) for source, rows, _sql, _values in told]
    with connection.cursor() as cursor:
        parts = ", ".join(f"EXISTS({sql})" for _source, _rows, sql, _values in told)
        cursor.execute(f"SELECT {parts}", [value for *_rest, values in told for value in values])
        there = cursor.fetchone()
    return [(source, rows) for (source, rows, _sql, _values), has in zip(told, there, strict=True) if has]


def _read(source: Source, rows: "QuerySet[Any]", place: Any, size: int) -> list[Entry]:
    has_time = isinstance(rows.model._meta.get_field(source.moment), DateTimeField)
    if place:
        rows = rows.filter(_before(source, place, has_time))
    rows = rows.order_by(f"-{source.moment}", "-pk")[:size]
    return [_entry(source, row, has_time) for row in rows]


def _before(source: Source, place: tuple[datetime, str, int], has_time: bool) -> Q:
    at, name, pk = place
    day = timezone.localtime(at).date()
    mark: Any = at if has_time else day
    if not has_time and at != midnight(day):
        return Q(**{f"{source.moment}__lte": mark})
    earlier, same = Q(**{f"{source.moment}__lt": mark}), Q(**{source.moment: mark})
    if source.name < name:
        return earlier | same
    return earlier | (same & Q(pk__lt=pk)) if source.name == name else earlier


def _entry(source: Source, row: Any, has_time: bool) -> Entry:
    value = getattr(row, source.moment)
    at = value if has_time else midnight(value)
    return Entry(at, has_time, source.name, str(source.label), source.icon, row.pk, source.told(row))


def _place(after: str) -> tuple[datetime, str, int] | None:
    moment, _sep, rest = after.partition("~")
    name, _sep, key = rest.partition("~")
    try:
        at = parse_datetime(moment)
    except ValueError:
        return None
    if at is None or timezone.is_naive(at) or not key.isdecimal() or len(key) > 18:
        return None
    return at, name, int(key)


def _month(entry: Entry) -> tuple[int, int]:
    local = timezone.localtime(entry.at)
    return local.year, local.month


def midnight(day: date) -> datetime:
    """Return the moment a day begins here."""
    return timezone.make_aware(datetime.combine(day, time.min))
