"""Work that recurs: a row per function says when it is next due; moving the row on claims the run.

After a pause, however long, a run that was missed happens once, at the next start.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils import timezone
from django.utils.functional import Promise
from django_tasks import task
from django_tasks.base import Task

from bihuan.kernel.tasks.rows import ScheduleRow, TaskRow

ZONE = ZoneInfo("Asia/Shanghai")


@dataclass(frozen=True)
class Schedule:
    """When a task recurs: after every interval, or daily at a time of day in China."""

    task: Task[[], Any]
    every: timedelta | None
    daily_at: str | None
    label: str | Promise

    def next_after(self, moment: datetime) -> datetime:
        """Return the first time after the moment at which the task is due."""
        if self.every is not None:
            return moment + self.every
        hour, minute = (int(part) for part in (self.daily_at or "00:00").split(":"))
        today = moment.astimezone(ZONE).replace(hour=hour, minute=minute, second=0, microsecond=0)
        return today if today > moment else today + timedelta(days=1)


_schedules: dict[str, Schedule] = {}


def label_of(name: str) -> str:
    """Return what a task does in words; one that doesn't recur is called by its name."""
    schedule = _schedules.get(name)
    return str(schedule.label) if schedule else name.removeprefix("bihuan.")


def scheduled(
    *, label: str | Promise, every: timedelta | None = None, daily_at: str | None = None
) -> Callable[[Callable[[], Any]], Task[[], Any]]:
    """Make a function without arguments a task that recurs.

    Args:
        label: what it does, for the page «Background work».
        every: the interval, counted from the start of the last run.
        daily_at: "HH:MM" in Asia/Shanghai.
    """
    if (every is None) == (daily_at is None):
        raise ValueError("scheduled() takes either every= or daily_at=")

    def register(function: Callable[[], Any]) -> Task[[], Any]:
        made: Task[[], Any] = task(function)
        _schedules[made.module_path] = Schedule(made, every, daily_at, label)
        return made

    return register


def prepare(now: datetime | None = None) -> None:
    """Write the rows of schedules that have none: intervals are due at once, times of day when they come."""
    now = now or timezone.now()
    known = set(ScheduleRow.objects.values_list("name", flat=True))
    missing = [
        ScheduleRow(name=name, next_at=now if schedule.every else schedule.next_after(now))
        for name, schedule in _schedules.items()
        if name not in known
    ]
    if missing:
        ScheduleRow.objects.bulk_create(missing, ignore_conflicts=True)


def run_due(now: datetime | None = None) -> datetime:
    """Enqueue every schedule that is due, each once however many workers ask; returns when to ask again."""
    now = now or timezone.now()
    horizon = now + timedelta(minutes=1)
    for row in ScheduleRow.objects.filter(name__in=list(_schedules), next_at__lte=horizon).order_by("next_at"):
        if row.next_at > now:
            return row.next_at
        _enqueue(row, _schedules[row.name], now)
    return min([horizon, *(now + s.every for s in _schedules.values() if s.every)])


def _enqueue(row: ScheduleRow, schedule: Schedule, now: datetime) -> None:
    """Compare and set: only who moves the row on enqueues; a run still open is not piled upon."""
    with transaction.atomic():
        unmoved = ScheduleRow.objects.filter(pk=row.pk, next_at=row.next_at)
        if not unmoved.update(next_at=schedule.next_after(now), last_at=now):
            return
        if not TaskRow.objects.filter(name=row.name, state__in=TaskRow.OPEN).exists():
            schedule.task.enqueue()
