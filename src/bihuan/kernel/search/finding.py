"""Reading the index: newest first for a list, as a set for a filter, across kinds for the search box."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.db import connection, models
from django.db.models.expressions import RawSQL
from django.utils.functional import Promise

from bihuan.kernel.actors import Actor
from bihuan.kernel.records import model_of
from bihuan.kernel.search.grams import PK_BITS, PK_MASK, SEGMENT_BITS, kind_number, pairs, parts, segment, text_id
from bihuan.kernel.search.index import SearchText, terms

Finder = Callable[[str], Sequence[int]]


@dataclass(frozen=True)
class Kind:
    """A kind of record that the search box looks through."""

    kind: str
    label: str | Promise
    address: str
    related: tuple[str, ...]


@dataclass(frozen=True)
class Hit:
    """One record found, as the page of hits shows it."""

    record: Any
    number: str
    title: str
    url: str
    note: str = ""


@dataclass(frozen=True)
class Group:
    """The hits of one kind; `count` is theirs unless there are more than are shown."""

    kind: str
    label: str | Promise
    hits: list[Hit]
    has_more: bool
    url: str

    @property
    def count(self) -> str:
        return f"{len(self.hits)}+" if self.has_more else str(len(self.hits))


_kinds: dict[str, Kind] = {}
_finders: dict[str, list[Finder]] = {}


def register(kind: str, label: str | Promise, *, address: str = "", related: Sequence[str] = ()) -> None:
    """Let the search box look through a kind of record.

    Args:
        kind: `app.model`; its default manager must have `visible_to(user)`.
        label: heading over its hits.
        address: name of its list page, which takes `?q=`.
        related: foreign keys that its title needs.

    Raises:
        ImproperlyConfigured: two kinds fall on one number; rename one of the models.
    """
    if twin := next((one for one in _kinds if one != kind and kind_number(one) == kind_number(kind)), None):
        raise ImproperlyConfigured(f"search can't tell {kind} from {twin}")
    _kinds[kind] = Kind(kind, label, address, tuple(related))


def register_finder(kind: str, finder: Finder) -> None:
    """Add another way to find records of a kind, such as a phone's blind index.

    Args:
        kind: `app.model`.
        finder: takes the query as typed and returns primary keys, newest first, at most a few hundred.
    """
    _finders.setdefault(kind, []).append(finder)


def newest(
    kind: str, query: str, *, before: int | None = None, limit: int = 51, among: models.QuerySet[Any] | None = None
) -> list[int]:
    """Return the primary keys of the newest matching records, largest first.

    Args:
        kind: `app.model`.
        query: as typed; every part between blanks must occur.
        before: only keys below this one (keyset paging).
        limit: how many at most.
        among: only rows of this queryset, e.g. those visible and filtered.
    """
    found = set(_elsewhere(kind, query, before, among, limit))
    words = parts(query)
    high, width, seen = (_top(kind) if before is None else before - 1) if words else 0, 1, 0
    while high > 0:
        low = max(0, (high >> SEGMENT_BITS) - width + 1) << SEGMENT_BITS
        found.update(_stretch(kind, words, low, high, among, limit))
        if len([pk for pk in found if pk >= low]) >= limit:
            break
        seen += high - low + 1
        high, width = low - 1, _next_width(width, len(found), seen, limit)
    return sorted(found, reverse=True)[:limit]


def matching(kind: str, query: str) -> RawSQL:
    """Return all matching primary keys as a subquery, for `filter(pk__in=…)`."""
    words = parts(query)
    extra = sorted(_elsewhere(kind, query, None, None, 500))
    sql, values = _propose(words, text_id(kind, 0), text_id(kind, PK_MASK)) if words else ("SELECT 0 WHERE 1 = 0", [])
    if extra:
        meta = model_of(kind)._meta
        marks = ", ".join(["%s"] * len(extra))
        sql += f" UNION SELECT {meta.pk.column} FROM {meta.db_table} WHERE {meta.pk.column} IN ({marks})"  # noqa: S608
    return RawSQL(sql, [*values, *extra], output_field=models.BigIntegerField())  # noqa: S611


def find(query: str, user: Actor, *, limit: int = 6) -> list[Group]:
    """Return the newest hits of every kind, as far as the user may see them."""
    groups = []
    for kind in _kinds.values() if query.strip() else ():
        model: Any = model_of(kind.kind)
        rows = model._default_manager.visible_to(user)
        keys = newest(kind.kind, query, limit=limit + 1, among=rows)
        records = rows.select_related(*kind.related).in_bulk(keys[:limit]) if keys else {}
        hits = [_hit(records[pk]) for pk in keys[:limit] if pk in records]
        if hits:
            groups.append(Group(kind.kind, kind.label, hits, len(keys) > limit, kind.address))
    return groups


def _hit(record: Any) -> Hit:
    number = str(getattr(record, "number", "") or "")
    note = str(getattr(record, "state_label", ""))
    return Hit(record, number, str(record.title), record.get_absolute_url(), note)


def _elsewhere(
    kind: str, query: str, before: int | None, among: models.QuerySet[Any] | None, limit: int
) -> Sequence[int]:
    keys = {pk for finder in _finders.get(kind, ()) for pk in finder(query) if before is None or pk < before}
    if not keys or among is None:
        return sorted(keys, reverse=True)[:limit]
    return list(among.filter(pk__in=keys).order_by("-pk").values_list("pk", flat=True)[:limit])


def _top(kind: str) -> int:
    rows = SearchText.objects.filter(id__range=(text_id(kind, 0), text_id(kind, PK_MASK)))
    return (rows.aggregate(top=models.Max("id"))["top"] or 0) & PK_MASK


def _next_width(width: int, hits: int, seen: int, limit: int) -> int:
    """Return how many segments to look through next: what the hits so far promise, at most four times as many."""
    if not hits:
        return width * 4
    needed = (limit - hits) * seen // (hits << SEGMENT_BITS) + 1
    return min(max(needed + needed // 2, 1), width * 4)


def _stretch(
    kind: str, words: list[str], low: int, high: int, among: models.QuerySet[Any] | None, limit: int
) -> list[int]:
    sql, values = _propose(words, text_id(kind, low), text_id(kind, high))
    if among is not None:
        rows = among.filter(pk__in=RawSQL(sql, values, output_field=models.BigIntegerField()))  # noqa: S611
        return list(rows.order_by("-pk").values_list("pk", flat=True)[:limit])
    with connection.cursor() as cursor:
        cursor.execute(f"{sql} ORDER BY 1 DESC LIMIT %s", [*values, limit])
        return [row[0] for row in cursor.fetchall()]


def _propose(words: list[str], low: int, high: int) -> tuple[str, list[Any]]:
    """Return the query for primary keys of texts that hold every word, among the rows from low to high."""
    return _postgresql(words, low, high) if connection.vendor == "postgresql" else _sqlite(words, low, high)


def _sqlite(words: list[str], low: int, high: int) -> tuple[str, list[Any]]:
    codes = set().union(*map(pairs, words))
    holds = " AND ".join(["instr(t.text, %s) > 0"] * len(words))
    sql = (
        f"SELECT t.id & {PK_MASK} FROM kernel_searchgrams"  # noqa: S608
        " CROSS JOIN kernel_searchtext t ON t.id = kernel_searchgrams.rowid"
        f" WHERE kernel_searchgrams MATCH %s AND kernel_searchgrams.rowid BETWEEN %s AND %s AND {holds}"
    )
    return sql, [terms(sorted(codes), " AND "), low, high, *words]


def _postgresql(words: list[str], low: int, high: int) -> tuple[str, list[Any]]:
    codes = sorted(set().union(*map(pairs, words)))
    holds = " AND ".join(["strpos(text, %s) > 0"] * len(words))
    wanted = ", ".join(f"s.n << 32 | {code}" for code in codes)
    number = low >> PK_BITS
    top = f"(SELECT coalesce(max(id), 0) FROM kernel_searchtext WHERE id BETWEEN {number << PK_BITS} AND %s)"  # noqa: S608
    last = f"{segment(number << PK_BITS)} + (({top} & {PK_MASK}) >> {SEGMENT_BITS})"
    sql = (
        f"SELECT t.id & {PK_MASK} FROM generate_series(%s::bigint, {last}) AS s (n) CROSS JOIN LATERAL"  # noqa: S608
        f" (SELECT id FROM kernel_searchtext WHERE grams @> ARRAY[{wanted}] AND {holds} OFFSET 0) AS t"
        " WHERE t.id BETWEEN %s AND %s"
    )
    return sql, [segment(low), high, *words, low, high]
