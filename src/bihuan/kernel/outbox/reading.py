"""What a person does with his notices."""

from collections.abc import Iterable
from typing import Any

from django.utils import timezone

from bihuan.kernel import prepared
from bihuan.kernel.outbox.models import Notice

COUNTED = 100


def unread_count(person: Any) -> int:
    """Return how many notices are unread; counting stops at 100."""
    unread = Notice.objects.filter(recipient=person.pk, read_at__isnull=True)
    return len(prepared.read(unread.order_by().values("pk")[:COUNTED]))


def mark_read(person: Any, pks: Iterable[int]) -> int:
    """Mark a person's own notices as read; returns how many were unread."""
    return Notice.objects.filter(recipient=person.pk, pk__in=list(pks), read_at__isnull=True).update(
        read_at=timezone.now()
    )


def mark_all_read(person: Any) -> int:
    """Mark everything as read; returns how many were unread."""
    return Notice.objects.filter(recipient=person.pk, read_at__isnull=True).update(read_at=timezone.now())
