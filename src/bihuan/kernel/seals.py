"""The daily seal over all histories, and the check that nothing was changed, removed or added (SEC-02).

A day's seal covers the digests of all entries recorded on it and the seal of the day before.
`bihuan verify-history` walks every chain and every seal.
"""

import hashlib
import hmac
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy

from bihuan.kernel.history import GENESIS, HistoryChain, HistoryEntry, keyed
from bihuan.kernel.tasks import scheduled


class HistorySeal(models.Model):
    """All entries recorded on one day, bound to the seal of the day before."""

    day = models.DateField(unique=True)
    entries = models.PositiveBigIntegerField()
    digest = models.BinaryField(max_length=32)

    def __str__(self) -> str:
        return f"{self.day}: {self.entries}"


@dataclass(frozen=True)
class Finding:
    """Something that doesn't add up: which chain or day, and what is wrong with it."""

    where: str
    what: str


def _day_digest(day: date) -> tuple[int, bytes]:
    start = timezone.make_aware(datetime.combine(day, datetime.min.time()))
    rows = HistoryEntry.objects.filter(recorded_at__gte=start, recorded_at__lt=start + timedelta(days=1))
    total, count = hashlib.sha256(), 0
    for digest in rows.order_by("kind", "subject_id", "seq").values_list("digest", flat=True).iterator(5000):
        total.update(bytes(digest))
        count += 1
    return count, total.digest()


def _seal_digest(day: date, entries: int, body: bytes, previous: bytes) -> bytes:
    return hmac.digest(keyed(), f"{day}|{entries}|".encode() + body + previous, "sha256")


def seal(until: date) -> list[HistorySeal]:
    """Seal every day not yet sealed, up to and including `until` (a day that is over)."""
    last = HistorySeal.objects.order_by("-day").first()
    first_entry = HistoryEntry.objects.order_by("recorded_at").values_list("recorded_at", flat=True).first()
    if last is None and first_entry is None:
        return []
    day = last.day + timedelta(days=1) if last else timezone.localdate(first_entry)
    previous, made = bytes(last.digest) if last else GENESIS, []
    while day <= until:
        entries, body = _day_digest(day)
        previous = _seal_digest(day, entries, body, previous)
        made.append(HistorySeal.objects.create(day=day, entries=entries, digest=previous))
        day += timedelta(days=1)
    return made


@scheduled(daily_at="00:20", label=gettext_lazy("Seal yesterday's history"))
def seal_yesterday() -> None:
    """Seal the day that is over, and those missed while everything was switched off."""
    seal(timezone.localdate() - timedelta(days=1))


def verify() -> Iterable[Finding]:
    """Yield every place where the history has been changed, removed or added to."""
    yield from _verify_chains()
    yield from _verify_seals()


def _verify_chains() -> Iterable[Finding]:
    heads = HistoryChain.objects.order_by("kind", "subject_id").iterator(2000)
    head = next(heads, None)
    current: tuple[str, int] | None = None
    seq, digest = 0, GENESIS

    def finish() -> Iterable[Finding]:
        nonlocal head
        while head and (current is None or (head.kind, head.subject_id) < current):
            yield Finding(f"{head.kind} {head.subject_id}", "all entries are missing")
            head = next(heads, None)
        if current and head and (head.kind, head.subject_id) == current:
            if head.length != seq or bytes(head.digest) != digest or bytes(head.mark) != head.true_mark():
                yield Finding(f"{head.kind} {head.subject_id}", "the end of the chain does not match its head")
            head = next(heads, None)
        elif current:
            yield Finding(f"{current[0]} {current[1]}", "the chain has no head")

    for entry in HistoryEntry.objects.order_by("kind", "subject_id", "seq").iterator(2000):
        if (entry.kind, entry.subject_id) != current:
            if current:
                yield from finish()
            current, seq, digest = (entry.kind, entry.subject_id), 0, GENESIS
        if entry.seq != seq + 1:
            yield Finding(f"{entry.kind} {entry.subject_id}", f"entry {seq + 1} is missing")
        if not entry.is_true(digest):
            yield Finding(f"{entry.kind} {entry.subject_id}", f"entry {entry.seq} was changed or inserted")
        seq, digest = entry.seq, bytes(entry.digest)
    if current:
        yield from finish()
    while head:
        yield Finding(f"{head.kind} {head.subject_id}", "all entries are missing")
        head = next(heads, None)


def _verify_seals() -> Iterable[Finding]:
    previous, expected = GENESIS, None
    for row in HistorySeal.objects.order_by("day").iterator(500):
        if expected and row.day != expected:
            yield Finding(str(expected), "the seal of this day is missing")
        entries, body = _day_digest(row.day)
        if row.entries != entries or bytes(row.digest) != _seal_digest(row.day, entries, body, previous):
            yield Finding(str(row.day), f"the seal is broken ({entries} entries now, {row.entries} when sealed)")
        previous, expected = bytes(row.digest), row.day + timedelta(days=1)
