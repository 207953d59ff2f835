"""What happened to a record, for good: append-only, chained by hash, sealed every day (SEC-02).

Each entry carries a keyed digest over its content and the digest before it. The chain's head
(length, digest and a keyed mark of both) stands in a row of its own, so that an entry changed,
inserted or cut off at the end shows; the daily seal (kernel/seals.py) binds all entries of a day,
so that a whole chain removed or rewritten shows too. The key lives outside the database: who can
write to the tables still can't forge.
"""

import hmac
import json
from base64 import b64decode
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any, NoReturn

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import connection, models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from bihuan.kernel import bulk
from bihuan.kernel.actors import SYSTEM, Actor
from bihuan.kernel.privacy.fields import index_fields
from bihuan.kernel.records import Tracked

GENESIS = bytes(32)
# The ORM's way to update many rows differently takes five times as long.
_RAISE = """
    UPDATE kernel_historychain
       SET length = (m.value ->> 0)::integer, digest = decode(m.value ->> 1, 'hex'), mark = decode(m.value ->> 2, 'hex')
      FROM json_array_elements(%s::json) AS m WHERE kernel_historychain.id = (m.value ->> 3)::bigint"""
_RAISE_EACH = "UPDATE kernel_historychain SET length = %s, digest = %s, mark = %s WHERE id = %s"


class AppendOnlyQuerySet(models.QuerySet[Any]):
    """Rows that may be added and read, nothing else."""

    def update(self, **kwargs: Any) -> NoReturn:
        raise TypeError("history is append-only")

    def delete(self) -> NoReturn:
        raise TypeError("history is append-only")


class HistoryEntry(models.Model):
    """One thing that happened: who, when, from where, what changed from what to what."""

    kind = models.CharField(max_length=60)
    subject_id = models.BigIntegerField()
    seq = models.PositiveIntegerField()
    at = models.DateTimeField(_("At"))
    actor_kind = models.CharField(max_length=12)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    actor_name = models.CharField(_("Who"), max_length=80)
    source = models.CharField(_("From where"), max_length=16, blank=True)
    verb = models.CharField(_("What"), max_length=40)
    changes = models.JSONField(_("Changes"), default=dict)
    note = models.TextField(_("Note"), blank=True)
    recorded_at = models.DateTimeField(db_index=True)
    digest = models.BinaryField(max_length=32)
    # Of an entry whose words were destroyed: made with the key, so that nobody else can empty one unnoticed.
    erased_mark = models.BinaryField(max_length=32, null=True, editable=False)

    objects = AppendOnlyQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "subject_id", "seq"], name="history_entry_once")]

    def __str__(self) -> str:
        return f"{self.kind} {self.subject_id} #{self.seq} {self.verb}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise TypeError("history is append-only")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise TypeError("history is append-only")

    @property
    def who(self) -> str:
        """Return the actor's name as it is read now: the system's in the reader's language."""
        return SYSTEM.display_name if self.actor_kind == SYSTEM.actor_kind else self.actor_name

    def seal_with(self, previous: bytes) -> bytes:
        """Return the digest of this entry after the one whose digest is `previous`."""
        content = [
            self.kind, self.subject_id, self.seq, _iso(self.at), self.actor_kind, self.actor_id, self.actor_name,
            self.source, self.verb, self.changes, self.note, _iso(self.recorded_at),
        ]  # fmt: skip
        text = json.dumps(content, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
        return hmac.digest(keyed(), previous + text.encode(), "sha256")

    def seal_erased(self) -> bytes:
        """Return the mark that an entry bears whose words were destroyed; it stands for the digest's content."""
        text = f"erased|{self.kind}|{self.subject_id}|{self.seq}|{_iso(self.at)}|{self.verb}|".encode()
        return hmac.digest(keyed(), text + bytes(self.digest), "sha256")

    def is_true(self, previous: bytes) -> bool:
        """Tell whether the entry is what was written: its content, or of an erased one that it was emptied by us."""
        if self.erased_mark is None:
            return bytes(self.digest) == self.seal_with(previous)
        is_empty = not (self.changes or self.note)
        return is_empty and bytes(self.erased_mark) == self.seal_erased()


class HistoryChain(models.Model):
    """The head of one record's chain; `mark` can't be made without the key."""

    kind = models.CharField(max_length=60)
    subject_id = models.BigIntegerField()
    length = models.PositiveIntegerField()
    digest = models.BinaryField(max_length=32)
    mark = models.BinaryField(max_length=32)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "subject_id"], name="history_chain_once")]

    def __str__(self) -> str:
        return f"{self.kind} {self.subject_id} ({self.length})"

    def true_mark(self) -> bytes:
        """Return the mark this head must bear."""
        text = f"{self.kind}|{self.subject_id}|{self.length}|".encode()
        return hmac.digest(keyed(), text + bytes(self.digest), "sha256")


@lru_cache(maxsize=1)
def _decoded(key: str) -> bytes:
    if not key:
        raise ImproperlyConfigured("BIHUAN_HISTORY_KEY is not set; run `bihuan init`")
    return b64decode(key)


def keyed() -> bytes:
    """Return the key of chains and seals."""
    return _decoded(settings.BIHUAN_HISTORY_KEY)


def _iso(at: datetime) -> str:
    return at.astimezone(timezone.get_default_timezone()).isoformat(timespec="microseconds")


@dataclass(frozen=True)
class Line:
    """An entry to be written: the record (or its kind and key), what happened, by whom."""

    kind: str
    subject_id: int
    verb: str
    by: Actor = SYSTEM
    changes: dict[str, Any] = field(default_factory=dict)
    note: str = ""
    at: datetime | None = None
    source: str = ""
    is_first: bool = False


def append(
    record: Tracked,
    verb: str,
    *,
    by: Actor,
    changes: dict[str, Any] | None = None,
    note: str = "",
    at: datetime | None = None,
    source: str = "",
    is_first: bool = False,
) -> HistoryEntry:
    """Add one entry to a record's chain, in the caller's transaction; the record must be locked.

    Args:
        verb: what happened, a move's or operation's name.
        changes: `{field: [old, new]}`, ready for JSON, personal data masked.
        at: when it happened, if not now.
        source: web, api, import, portal, system.
        is_first: True for a record made in this transaction: its chain need not be looked up.
    """
    line = Line(record.kind(), record.pk, verb, by, changes or {}, note, at, source, is_first)
    return append_many([line])[0]


def append_many(lines: Sequence[Line]) -> list[HistoryEntry]:
    """Add entries to many chains with a fixed number of queries, in the caller's transaction."""
    now = timezone.now()
    heads = _heads([line for line in lines if not line.is_first])
    entries: list[HistoryEntry] = []
    actors = {id(line.by): line.by for line in lines}
    names = {key: actor.display_name[:80] for key, actor in actors.items()}
    for line in lines:
        head = heads.get((line.kind, line.subject_id)) or HistoryChain(
            kind=line.kind, subject_id=line.subject_id, length=0, digest=GENESIS
        )
        entry = _entry(line, head.length + 1, now, names[id(line.by)])
        entry.digest = entry.seal_with(bytes(head.digest))
        head.length, head.digest = entry.seq, entry.digest
        heads[(line.kind, line.subject_id)] = head
        entries.append(entry)
    bulk.insert(entries)
    _save_heads(list(heads.values()))
    return entries


def _entry(line: Line, seq: int, now: datetime, name: str) -> HistoryEntry:
    return HistoryEntry(
        kind=line.kind, subject_id=line.subject_id, seq=seq, at=line.at or now, recorded_at=now,
        actor_kind=line.by.actor_kind, actor_id=line.by.pk if line.by.actor_kind == "staff" else None,
        actor_name=name, source=line.source, verb=line.verb, changes=line.changes,
        note=line.note,
    )  # fmt: skip


def _heads(lines: Sequence[Line]) -> dict[tuple[str, int], HistoryChain]:
    by_kind: dict[str, set[int]] = {}
    for line in lines:
        by_kind.setdefault(line.kind, set()).add(line.subject_id)
    return {
        (kind, head.subject_id): head for kind, ids in sorted(by_kind.items()) for head in _chains(kind, sorted(ids))
    }


def _chains(kind: str, ids: Sequence[int]) -> Iterator[HistoryChain]:
    """Return the heads of one kind's chains, locked, always in the order of their keys."""
    for start in range(0, len(ids), bulk.MOST):
        some = ids[start : start + bulk.MOST]
        where = f"kind = %s AND subject_id IN ({', '.join(['%s'] * len(some))}) ORDER BY subject_id"
        yield from bulk.fetch(HistoryChain, where, [kind, *some], lock=True)


def _save_heads(heads: list[HistoryChain]) -> None:
    for head in heads:
        head.mark = head.true_mark()
    if len(heads) == 1 and heads[0].pk:
        bulk.store(heads[0], ("length", "digest", "mark"))
        return
    known = [head for head in heads if head.pk]
    bulk.insert([head for head in heads if not head.pk])
    if known:
        _raise_heads(known)


def _raise_heads(heads: list[HistoryChain]) -> None:
    rows = [(head.length, bytes(head.digest), bytes(head.mark), head.pk) for head in heads]
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.executemany(_RAISE_EACH, rows)
        else:
            cursor.execute(_RAISE, [json.dumps([[length, one.hex(), two.hex(), pk] for length, one, two, pk in rows])])


def erase(kind: str, subject_ids: Sequence[int]) -> None:
    """Destroy the words of these records' entries, in the caller's transaction.

    What happened, when, and the digests stay, and who acted where it was a colleague; a customer's name goes.
    """
    rows = HistoryEntry._base_manager.filter(kind=kind, subject_id__in=subject_ids, erased_mark=None)
    for entry in rows.iterator(500):
        kept = entry.actor_name if entry.actor_kind in ("staff", "system") else ""
        rows.filter(pk=entry.pk).update(changes={}, note="", actor_name=kept, erased_mark=entry.seal_erased())


def comment(record: Tracked, text: str, *, by: Actor, source: str = "web") -> HistoryEntry:
    """Add what somebody said to the record's history."""
    return append(record, "comment", by=by, note=text.strip(), source=source)


def of(kind: str, subject_id: int) -> models.QuerySet[HistoryEntry]:
    """Return a record's entries, oldest first."""
    return HistoryEntry.objects.filter(kind=kind, subject_id=subject_id).order_by("seq")


def shown(record: models.Model, name: str, value: Any) -> Any:
    """Return a field's value as history keeps it: ready for JSON, personal data masked."""
    model_field = record._meta.get_field(name)
    mask = getattr(model_field, "mask", None)
    if value is None or isinstance(value, bool | int | float | dict | list):
        return value
    if isinstance(value, models.Model):
        return str(value)
    if isinstance(value, datetime):
        return _iso(value)
    if isinstance(value, date | Decimal):
        return str(value)
    return mask(str(value)) if mask and value else str(value)


def difference(record: models.Model, values: dict[str, Any]) -> dict[str, list[Any]]:
    """Return `{field: [old, new]}` for those values that differ from the record's own."""
    changes: dict[str, list[Any]] = {}
    for name, new in values.items():
        old = getattr(record, name)
        if old != new:
            changes[name] = [shown(record, name, old), shown(record, name, new)]
    return changes


def change(
    record: Tracked, *, by: Actor, verb: str = "change", note: str = "", source: str = "", **values: Any
) -> bool:
    """Set fields of a locked record, save them and write the history.

    Returns:
        False when every field already had that value, and nothing was written.
    """
    changes = difference(record, values)
    if not changes:
        return False
    for name in changes:
        setattr(record, name, values[name])
    record.revision += 1
    bulk.store(record, [*changes, *index_fields(type(record), changes), "revision", "updated_at"])
    append(record, verb, by=by, changes=changes, note=note, source=source)
    return True
