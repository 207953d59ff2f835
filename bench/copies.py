"""The demo company's requests over and over again, by SQL: under new numbers, with other words, over three years."""

from dataclasses import dataclass
from typing import Self

from django.db import connection, models

from bihuan.deadlines.models import Deadline
from bihuan.kernel.history import HistoryChain, HistoryEntry
from bihuan.products.models import Unit
from bihuan.service.models import ServiceRequest, WorkOrder

STEP = 10**7  # between the keys of one copy's children and the next one's
OPEN_EVERY = 20  # only every so manieth copy holds the open requests too: a register's old lines are closed
WORDS = 600  # endings of descriptions in the table bench_words
SPREAD = 3 * 365 * 24 * 60  # minutes
MOMENTS = ("reported_at", "created_at", "updated_at", "closed_at", "completed_at", "contacted_at")
KIND = ServiceRequest.kind()


@dataclass(frozen=True)
class Original:
    """The requests that lived, by their keys."""

    keys: tuple[int, ...]
    open_ones: tuple[int, ...]

    @classmethod
    def found(cls) -> Self:
        """Return the requests that lived: those under the demo company's own numbers."""
        rows = ServiceRequest.objects.exclude(number__regex=r"-[0-9]{5,}$").order_by("pk")
        return cls(tuple(rows.values_list("pk", flat=True)), tuple(rows.open().values_list("pk", flat=True)))

    def copies_in(self, requests: int) -> int:
        """Return how many copies lie in a register of so many requests."""
        each = len(self.keys) - len(self.open_ones) * (1 - 1 / OPEN_EVERY)
        return max(0, round((requests - len(self.keys)) / each))

    def write(self, first: int, last: int) -> None:
        """Write copies of the requests with their limits, jobs and the opening of their history."""
        self._requests(first, last)
        child = {"id": f"t.id + c.n * {STEP}"}
        about = f"t.kind = '{KIND}' AND {self._among('t.subject_id')}"
        moved = child | {"subject_id": self._key("t.subject_id")}
        _insert(Deadline, first, last, about, moved)
        _insert(HistoryEntry, first, last, f"{about} AND t.seq = 1", moved)
        _insert(HistoryChain, first, last, about, moved)
        number = "'WO-' || substr(t.number, 4, 8) || '-' || (10000 + c.n * 1000 + t.id)"
        own = {"request_id": self._key("t.request_id"), "number": number}
        own["completed_at"] = _earlier("t.completed_at", "t.request_id")
        _insert(WorkOrder, first, last, self._among("t.request_id"), child | own)

    def _requests(self, first: int, last: int) -> None:
        ending = f"(SELECT words FROM bench_words WHERE bench_words.n = (c.n * 31 + t.id * 17) % {WORDS})"
        values = {name: _earlier(f"t.{name}", "t.id") for name in MOMENTS} | {
            "id": self._key("t.id"),
            "number": "'SR-' || substr(t.number, 4, 8) || '-' || (10000 + c.n * 1000 + t.id)",
            "source_key": "NULL",
            "description": f"t.description || '，' || {ending}",
            "unit_id": f"(SELECT min(id) FROM products_unit) + (c.n * 13 + t.id * 7) % {Unit.objects.count()}",
        }
        _insert(ServiceRequest, first, last, self._among("t.id"), values)

    def _key(self, column: str) -> str:
        return f"{column} + c.n * {self.keys[-1] - self.keys[0] + 1}"

    def _among(self, column: str) -> str:
        closed = ", ".join(str(pk) for pk in self.open_ones) or "0"
        lived = f"{column} BETWEEN {self.keys[0]} AND {self.keys[-1]}"
        return f"{lived} AND ({column} NOT IN ({closed}) OR c.n % {OPEN_EVERY} = 0)"


def _earlier(column: str, key: str) -> str:
    minutes = f"(c.n * 37 + {key} * 7919) % {SPREAD}"
    if connection.vendor == "postgresql":
        return f"{column} - make_interval(mins => ({minutes})::integer)"
    return f"strftime('%Y-%m-%d %H:%M:%f', {column}, '-' || ({minutes}) || ' minutes')"


def _insert(model: type[models.Model], first: int, last: int, among: str, other: dict[str, str]) -> None:
    columns = [field.column for field in model._meta.local_concrete_fields]
    values = ", ".join(other.get(column, f"t.{column}") for column in columns)
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {model._meta.db_table} ({', '.join(columns)})"
            f" WITH RECURSIVE c(n) AS (SELECT CAST({first} AS bigint) UNION ALL SELECT n + 1 FROM c WHERE n < {last})"
            f" SELECT {values} FROM c CROSS JOIN {model._meta.db_table} t WHERE {among}"
        )
