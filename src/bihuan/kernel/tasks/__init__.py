"""Work that happens after the answer: rows written in the caller's transaction, done by a worker.

A task is committed together with what it belongs to, or not at all. It runs at least once: a task
must bear being run twice. `docs/adr/0002-background-work.md` says why the table is our own.

    @task
    def index_again(pk: int) -> None: ...

    @task(max_attempts=100)                 # about four days of retries
    def deliver(pk: int) -> None: ...

    index_again.enqueue(pk=7)               # inside the transaction
    index_again.using(run_after=at).enqueue(pk=7)

    @scheduled(every=timedelta(minutes=1), label=_("Sweep"))
    def sweep() -> None: ...
"""

from django_tasks import task

from bihuan.kernel.tasks.backend import DatabaseBackend, enqueue_many
from bihuan.kernel.tasks.rows import ScheduleRow, TaskRow, TaskState
from bihuan.kernel.tasks.schedule import scheduled

__all__ = ["DatabaseBackend", "ScheduleRow", "TaskRow", "TaskState", "enqueue_many", "scheduled", "task"]
