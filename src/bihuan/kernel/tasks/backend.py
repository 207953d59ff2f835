"""The `django_tasks` backend that writes rows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ParamSpec, TypeVar

from django.utils import timezone
from django_tasks.backends.base import BaseTaskBackend
from django_tasks.base import Task, TaskError, TaskResult, TaskResultStatus
from django_tasks.exceptions import TaskResultDoesNotExist
from django_tasks.utils import normalize_json

from bihuan.kernel.tasks.registry import function_of
from bihuan.kernel.tasks.rows import TaskRow, TaskState

P = ParamSpec("P")
T = TypeVar("T")

STATUS = {
    TaskState.READY: TaskResultStatus.READY,
    TaskState.RUNNING: TaskResultStatus.RUNNING,
    TaskState.DONE: TaskResultStatus.SUCCESSFUL,
    TaskState.DEAD: TaskResultStatus.FAILED,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class RetriedTask(Task[P, T]):
    """A task that is tried again; after `max_attempts` it is laid out for a person (about 2.5 hours for 12)."""

    max_attempts: int = 12


class DatabaseBackend(BaseTaskBackend):
    """Puts a task into the table, in the transaction of the caller."""

    task_class = RetriedTask
    supports_defer = True
    supports_get_result = True
    supports_priority = True

    def enqueue(self, task: Task[P, T], args: Any, kwargs: Any) -> TaskResult[T]:
        """Insert one row; the worker sees it when the caller's transaction commits."""
        self.validate_task(task)
        row = _row(task, args, kwargs, timezone.now())
        row.save(force_insert=True)
        return self._result(task, row)

    def get_result(self, result_id: str) -> TaskResult[Any]:
        """Return how the task with this id stands; raises `TaskResultDoesNotExist`."""
        row = TaskRow.objects.filter(pk=result_id).first()
        if row is None:
            raise TaskResultDoesNotExist(result_id)
        return self._result(function_of(row.name), row)

    def _result(self, task: Task[P, T], row: TaskRow) -> TaskResult[T]:
        errors = [TaskError(exception_class_path="builtins.Exception", traceback=row.error)] if row.error else []
        result: TaskResult[T] = TaskResult(
            task=task,
            id=str(row.pk),
            status=STATUS[TaskState(row.state)],
            enqueued_at=row.enqueued_at,
            started_at=row.started_at,
            last_attempted_at=row.started_at,
            finished_at=row.finished_at,
            args=row.positional,
            kwargs=row.keywords,
            backend=self.alias,
            errors=errors,
            worker_ids=[row.worker] * row.attempts,
        )
        object.__setattr__(result, "_return_value", row.result)
        return result


def enqueue_many(
    task: Task[P, T], calls: Sequence[Mapping[str, Any]], *, run_after: datetime | None = None
) -> list[TaskRow]:
    """Enqueue one task for each set of keyword arguments, with one insert for all."""
    now = timezone.now()
    wanted = task.using(run_after=run_after) if run_after else task
    return TaskRow.objects.bulk_create([_row(wanted, (), call, now) for call in calls])


def _row(task: Task[P, T], args: Any, kwargs: Any, now: datetime) -> TaskRow:
    return TaskRow(
        name=task.module_path,
        args=normalize_json({"args": list(args), "kwargs": dict(kwargs)}),
        queue=task.queue_name,
        priority=task.priority,
        claimable_at=task.run_after or now,
        max_attempts=getattr(task, "max_attempts", 12),
        enqueued_at=now,
    )
