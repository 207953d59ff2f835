"""Climb the ladder: tell those whom a clause wants told, each rung once however many workers sweep.

A batch is one transaction: claim rungs, write history, announce (notices.py hears it), mark them fired. Workers skip
each other's rungs. A record that somebody is just working on is left for the next round: nobody ever
waits for a lock here, so no order of locks can end in a deadlock.
"""

import json
from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import connection, transaction
from django.utils import timezone

from bihuan.deadlines.models import Deadline, Rung
from bihuan.deadlines.operations.recipients import Directory
from bihuan.deadlines.operations.timing import line
from bihuan.deadlines.states import RungsFired
from bihuan.kernel import events, history
from bihuan.kernel.actors import SYSTEM
from bihuan.kernel.tasks import scheduled

BATCH = 500
# One statement whatever the batch: the ORM's ways to update many rows differently take ten times as long.
_MARK = {
    "postgresql": """
        UPDATE deadlines_rung SET fired_at = %s::timestamptz, told = m.told
          FROM jsonb_to_recordset(%s::jsonb) AS m(id bigint, told jsonb) WHERE deadlines_rung.id = m.id""",
    "sqlite": """
        UPDATE deadlines_rung SET fired_at = %s, told = m.value -> 'told'
          FROM json_each(%s) AS m WHERE deadlines_rung.id = m.value ->> 'id'""",
}


@scheduled(every=timedelta(seconds=20))
def escalate() -> None:
    """Fire every rung that is due; after an outage all those that were missed (SVC-14)."""
    sweep()


def sweep(now: datetime | None = None, batch: int = BATCH) -> int:
    """Fire all rungs due by `now`.

    Args:
        now: the moment to sweep for; the present when None.
        batch: rungs in one transaction.

    Returns:
        How many fired here; what other workers fired meanwhile is not counted.
    """
    fired = total = _fire(now or timezone.now(), batch)
    while fired:
        fired = _fire(now or timezone.now(), batch)
        total += fired
    return total


@transaction.atomic
def _fire(now: datetime, batch: int) -> int:
    rungs = _undisturbed(_claimed(now, batch))
    if not rungs:
        return 0
    directory = Directory([rung.deadline for rung in rungs], {rung.tells for rung in rungs}, now)
    told = [(rung, directory.told(rung.deadline, rung.tells)) for rung in rungs]
    for rung, people in told:
        rung.fired_at, rung.told = now, [person.name for person in people]
    history.append_many([_entry(rung, now) for rung in rungs])
    events.publish(RungsFired(at=now, by=SYSTEM, told=told))
    _mark(rungs, now)
    return len(rungs)


def _mark(rungs: Sequence[Rung], now: datetime) -> None:
    told = json.dumps([{"id": rung.pk, "told": rung.told} for rung in rungs])
    with connection.cursor() as cursor:
        cursor.execute(_MARK[connection.vendor], [connection.ops.adapt_datetimefield_value(now), told])


def _entry(rung: Rung, now: datetime) -> history.Line:
    words = f"{rung.percent} % → {'、'.join(rung.told) or rung.tells}"
    return line(rung.deadline, "escalated", by=SYSTEM, at=now, note=words, rung=[None, [rung.percent, rung.tells]])


def _claimed(now: datetime, batch: int) -> list[Rung]:
    waiting = Rung.objects.filter(fired_at__isnull=True, fires_at__lte=now).order_by("fires_at")
    locked = waiting.select_for_update(of=("self",), skip_locked=connection.features.has_select_for_update_skip_locked)
    return list(locked.select_related("deadline").defer("deadline__terms")[:batch])


def _undisturbed(rungs: Sequence[Rung]) -> list[Rung]:
    """Lock the history of the rungs' records; leave out those that another transaction is writing."""
    kinds: dict[str, set[int]] = {}
    for rung in rungs:
        kinds.setdefault(rung.deadline.kind, set()).add(rung.deadline.subject_id)
    free = {
        (kind, subject)
        for kind, subjects in kinds.items()
        for subject in history.HistoryChain.objects.filter(kind=kind, subject_id__in=subjects)
        .select_for_update(skip_locked=connection.features.has_select_for_update_skip_locked)
        .values_list("subject_id", flat=True)
    }
    return [rung for rung in rungs if _subject(rung.deadline) in free]


def _subject(deadline: Deadline) -> tuple[str, int]:
    return deadline.kind, deadline.subject_id
