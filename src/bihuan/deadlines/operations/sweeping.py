"""Climb the ladder: tell those whom a clause wants told, each rung once however many workers sweep.

A batch is one transaction: claim the limits whose next rung is due, write the rungs that fire and the
history, announce them (notices.py hears it), let the limits wait for the next one. Workers skip each
other's limits. A record that somebody is just working on is left for the next round: nobody ever waits
for a lock here, so no order of locks can end in a deadlock.
"""

import json
import logging
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime, timedelta

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy

from bihuan.deadlines.models import Deadline, Rung
from bihuan.deadlines.operations.recipients import Directory
from bihuan.deadlines.operations.timing import Calendars, fired_steps, line
from bihuan.deadlines.rules import Step
from bihuan.deadlines.states import RungsFired
from bihuan.kernel import bulk, events, history
from bihuan.kernel.actors import SYSTEM
from bihuan.kernel.tasks import scheduled

logger = logging.getLogger(__name__)

BATCH = 500
# One statement whatever the batch: the ORM's ways to update many rows differently take ten times as long.
_GO_ON = {
    "postgresql": """
        UPDATE deadlines_deadline SET waiting = m.waiting, next_rung_at = m.next_rung_at
          FROM jsonb_to_recordset(%s::jsonb) AS m(id bigint, waiting jsonb, next_rung_at timestamptz)
         WHERE deadlines_deadline.id = m.id""",
    "sqlite": """
        UPDATE deadlines_deadline SET waiting = m.value -> 'waiting', next_rung_at = m.value ->> 'next_rung_at'
          FROM json_each(%s) AS m WHERE deadlines_deadline.id = m.value ->> 'id'""",
}


@scheduled(every=timedelta(seconds=20), label=gettext_lazy("Escalate time limits"))
def escalate() -> None:
    """Fire every rung that is due; after an outage all those that were missed (SVC-14)."""
    sweep()


def sweep(now: datetime | None = None, batch: int = BATCH) -> int:
    """Fire all rungs due by `now`.

    Args:
        now: the moment to sweep for; the present when None.
        batch: limits in one transaction.

    Returns:
        How many fired here; what other workers fired meanwhile is not counted.
    """
    total = 0
    while (fired := _fire(now or timezone.now(), batch)) is not None:
        total += fired
    return total


@transaction.atomic
def _fire(now: datetime, batch: int) -> int | None:
    """Fire a batch; returns how many rungs, None when there was no limit to move on."""
    claimed = _claimed(now, batch)
    # A full batch leaves later moments to the next one, so that what was missed is told in its order.
    until = claimed[-1].next_rung_at if len(claimed) == batch else now
    free = _undisturbed(claimed)
    if not free:
        return None
    rungs = _due(free, fired_steps(free), until or now, now)
    _go_on(free)
    if not rungs:
        return 0
    directory = Directory([rung.deadline for rung in rungs], {rung.tells for rung in rungs}, now)
    told = [(rung, directory.told(rung.deadline, rung.tells)) for rung in rungs]
    for rung, people in told:
        rung.told = [person.name for person in people]
    bulk.insert(rungs)
    history.append_many([_entry(rung, now) for rung in rungs])
    events.publish(RungsFired(at=now, by=SYSTEM, told=told))
    return len(rungs)


def _due(
    deadlines: Iterable[Deadline], fired: Mapping[int, Collection[tuple[int, str]]], until: datetime, now: datetime
) -> list[Rung]:
    """Return the unsaved rungs that fire, in the order of their moments; the limits wait for what is left."""
    fires: list[tuple[datetime, Rung]] = []
    for deadline in deadlines:
        later = []
        for step in _waiting(deadline, fired.get(deadline.pk, ())):
            if step.at is not None and step.at <= until:
                rung = Rung(deadline=deadline, percent=step.percent, tells=step.tells, fired_at=now)
                fires.append((step.at, rung))
            else:
                later.append(step)
        deadline.wait_for(later)
    return [rung for _at, rung in sorted(fires, key=lambda one: one[0])]


def _waiting(deadline: Deadline, fired: Collection[tuple[int, str]]) -> list[Step]:
    """Return the steps a limit waits for, each once; one damaged row must not hold up the others of its batch."""
    try:
        steps = deadline.steps
    except (TypeError, ValueError):
        logger.error("limit %s: what it waits for can't be read; it is counted anew", deadline.pk)
        steps = Calendars().clock(deadline, deadline.pauses.all()).steps(deadline.terms.get("ladder", []))
    return [step for key, step in {step[:2]: step for step in steps}.items() if key not in fired]


def _go_on(deadlines: Iterable[Deadline]) -> None:
    moment = connection.ops.adapt_datetimefield_value
    rows = [
        {"id": row.pk, "waiting": row.waiting, "next_rung_at": row.next_rung_at and str(moment(row.next_rung_at))}
        for row in deadlines
    ]
    with connection.cursor() as cursor:
        cursor.execute(_GO_ON[connection.vendor], [json.dumps(rows)])


def _entry(rung: Rung, now: datetime) -> history.Line:
    words = f"{rung.percent} % → {'、'.join(rung.told) or rung.tells}"
    return line(rung.deadline, "escalated", by=SYSTEM, at=now, note=words, rung=[None, [rung.percent, rung.tells]])


def _claimed(now: datetime, batch: int) -> list[Deadline]:
    waiting = Deadline.objects.filter(next_rung_at__lte=now).order_by("next_rung_at").defer("terms")
    skips = connection.features.has_select_for_update_skip_locked
    return list(waiting.select_for_update(of=("self",), skip_locked=skips)[:batch])


def _undisturbed(deadlines: Sequence[Deadline]) -> list[Deadline]:
    """Lock the history of the limits' records; leave out those that another transaction is writing."""
    kinds: dict[str, set[int]] = {}
    for deadline in deadlines:
        kinds.setdefault(deadline.kind, set()).add(deadline.subject_id)
    free = {
        (kind, subject)
        for kind, subjects in kinds.items()
        for subject in history.HistoryChain.objects.filter(kind=kind, subject_id__in=subjects)
        .select_for_update(skip_locked=connection.features.has_select_for_update_skip_locked)
        .values_list("subject_id", flat=True)
    }
    return [deadline for deadline in deadlines if (deadline.kind, deadline.subject_id) in free]
