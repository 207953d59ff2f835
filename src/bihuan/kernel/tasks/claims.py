"""Who works on what: claim, renew, settle; one statement each, fenced, the same on both databases.

A claim is a lease. A worker that dies stops renewing, and the task becomes claimable again. A worker
that was only slow finds that the fence has moved on and its outcome is dropped.
"""

import random
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from bihuan.kernel.tasks.rows import TaskRow, TaskState

FIRST_DELAY = 5.0  # seconds
LONGEST_DELAY = 3600.0  # seconds

_CLAIM = """
UPDATE kernel_taskrow
   SET state = 'running', claimable_at = %s, started_at = %s, worker = %s, fence = fence + 1, attempts = attempts + 1
 WHERE id IN (
       SELECT id FROM kernel_taskrow
        WHERE state IN ('ready', 'running') AND queue = %s AND claimable_at <= %s
        ORDER BY priority DESC, claimable_at, id LIMIT 1 {lock})
RETURNING *
"""
# Spelled out, not built by the ORM: SQLite uses a partial index only when it can read the states in the text.
_DUE = """
SELECT 1 FROM kernel_taskrow
 WHERE state IN ('ready', 'running') AND queue = %s AND claimable_at <= %s LIMIT 1
"""


def is_due(queue: str, *, now: datetime | None = None) -> bool:
    """Return whether there is something to claim; a read only, so it never waits for a writer."""
    with connection.cursor() as cursor:
        cursor.execute(_DUE, [queue, connection.ops.adapt_datetimefield_value(now or timezone.now())])
        return cursor.fetchone() is not None


def claim(worker: str, *, queue: str, lease: timedelta, now: datetime | None = None) -> TaskRow | None:
    """Take the most urgent claimable task for the length of the lease, or return None.

    The claim is committed on its own, before the work begins: that is what a crash leaves behind.
    """
    now = now or timezone.now()
    lock = "FOR UPDATE SKIP LOCKED" if connection.vendor == "postgresql" else ""
    adapt = connection.ops.adapt_datetimefield_value
    values = [adapt(now + lease), adapt(now), worker, queue, adapt(now)]
    claimed = list(TaskRow.objects.raw(_CLAIM.format(lock=lock), values))
    return claimed[0] if claimed else None


def renew(row: TaskRow, *, lease: timedelta) -> bool:
    """Lengthen the lease; False when another worker has taken the task over."""
    return bool(_mine(row).update(claimable_at=timezone.now() + lease))


def finish(row: TaskRow, result: Any) -> bool:
    """Write that the task is done; False when the lease was lost, and nothing is written."""
    return bool(_mine(row).update(state=TaskState.DONE, finished_at=timezone.now(), result=result, error=""))


def fail(row: TaskRow, error: str) -> bool:
    """Write the error; the task is tried again later, or given up after its last attempt."""
    now = timezone.now()
    if row.attempts >= row.max_attempts:
        return bool(_mine(row).update(state=TaskState.DEAD, finished_at=now, error=error))
    again = now + delay(row.attempts)
    return bool(_mine(row).update(state=TaskState.READY, claimable_at=again, error=error))


def give_up(row: TaskRow, error: str) -> bool:
    """Lay the task out for a person at once: trying again would not help."""
    return bool(_mine(row).update(state=TaskState.DEAD, finished_at=timezone.now(), error=error))


def release(row: TaskRow) -> bool:
    """Hand a task back unfinished, at once claimable; the attempt does not count."""
    return bool(
        _mine(row).update(state=TaskState.READY, claimable_at=timezone.now(), attempts=max(0, row.attempts - 1))
    )


@transaction.atomic
def retry(pks: Sequence[int]) -> int:
    """Give dead tasks their attempts anew; returns how many were dead."""
    dead = TaskRow.objects.filter(pk__in=pks, state=TaskState.DEAD)
    return dead.update(state=TaskState.READY, claimable_at=timezone.now(), attempts=0, finished_at=None)


def prune(*, older_than: timedelta, limit: int = 5000) -> int:
    """Remove done tasks; dead ones stay until a person has seen to them. Returns how many went."""
    before = timezone.now() - older_than
    old = TaskRow.objects.filter(state=TaskState.DONE, finished_at__lt=before).order_by("finished_at")
    pks = list(old.values_list("pk", flat=True)[:limit])
    return TaskRow.objects.filter(pk__in=pks).delete()[0] if pks else 0


def delay(attempts: int) -> timedelta:
    """Return the pause after so many attempts: doubling from 5 seconds to an hour, spread by a quarter."""
    seconds = min(LONGEST_DELAY, FIRST_DELAY * 2.0 ** min(attempts - 1, 20))
    return timedelta(seconds=seconds * random.uniform(0.75, 1.25))  # noqa: S311


def _mine(row: TaskRow) -> Any:
    return TaskRow.objects.filter(pk=row.pk, fence=row.fence, state=TaskState.RUNNING)
