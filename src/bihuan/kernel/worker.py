"""The worker: claims tasks, runs them, writes the outcome, and outlives what goes wrong around it.

One thread polls and renews leases, a few run tasks. A locked or restarted database is waited for. On
SIGTERM no new task is taken, running ones get a grace, what is then unfinished is handed back.
"""

import logging
import os
import signal
import socket
import threading
import traceback
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import timedelta
from time import monotonic
from typing import Any, TypeVar

from django.conf import settings
from django.db import InterfaceError, OperationalError, close_old_connections, connections
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy
from django_tasks.base import TaskContext
from django_tasks.utils import normalize_json

from bihuan.kernel.tasks import TaskRow, claims, schedule
from bihuan.kernel.tasks.registry import UnknownTask, function_of

logger = logging.getLogger(__name__)
T = TypeVar("T")

IDLE = (0.1, 1.0)  # seconds between polls: after work, and when there has been none for a while
KEPT = timedelta(days=2)  # done tasks


@schedule.scheduled(daily_at="03:20", label=gettext_lazy("Clear away finished work"))
def prune_tasks() -> int:
    """Remove done tasks after two days."""
    removed = 0
    while step := claims.prune(older_than=KEPT):
        removed += step
    return removed


@dataclass
class Worker:
    """One process that works off the queue.

    Args:
        threads: tasks at a time.
        lease: how long a claim holds unless renewed; renewed after a third of it.
        grace: seconds that running tasks get after `stop`.
    """

    threads: int = 2
    queue: str = "default"
    lease: timedelta = timedelta(seconds=90)
    grace: float = 20.0
    name: str = field(default_factory=lambda: f"{socket.gethostname()}:{os.getpid()}"[:64])

    def __post_init__(self) -> None:
        self._running: dict[int, TaskRow] = {}
        self._stop = threading.Event()
        self._wake = threading.Event()
        self._schedule_at = timezone.now()
        self._renew_at = monotonic()
        self._pause = IDLE[0]

    def stop(self, *_signal: Any) -> None:
        """Take no new task and leave `run` when the running ones are done."""
        self._stop.set()
        self._wake.set()

    def run(self) -> bool:
        """Work until `stop`; True when every task was finished, False when some were handed back."""
        self._persist(schedule.prepare)
        with_threads = ThreadPoolExecutor(self.threads, thread_name_prefix="task")
        while not self._stop.is_set():
            self._wake.clear()
            try:
                self._turn(with_threads)
            except (OperationalError, InterfaceError) as error:
                self._database_away(error)
            self._wake.wait(self._pause)
        drained = self._drain()
        with_threads.shutdown(wait=drained)
        return drained

    def run_until_empty(self) -> int:
        """Work off in this thread what is claimable now; for tests and for `--once`. Returns the number."""
        done = 0
        while row := claims.claim(self.name, queue=self.queue, lease=self.lease):
            self._execute(row)
            done += 1
        return done

    def _turn(self, pool: ThreadPoolExecutor) -> None:
        """Renew leases, run the schedule, claim as many tasks as there are free threads."""
        self._renew()
        now = timezone.now()
        if now >= self._schedule_at:
            self._schedule_at = schedule.run_due(now)
        found = False
        if len(self._running) < self.threads and claims.is_due(self.queue):
            while len(self._running) < self.threads and not self._stop.is_set():
                row = claims.claim(self.name, queue=self.queue, lease=self.lease)
                if row is None:
                    break
                found = True
                self._running[row.pk] = row
                pool.submit(self._run_one, row)
        self._pause = IDLE[0] if found else min(self._pause * 1.5, IDLE[1])
        close_old_connections()

    def _renew(self) -> None:
        if monotonic() < self._renew_at:
            return
        self._renew_at = monotonic() + self.lease.total_seconds() / 3
        for row in list(self._running.values()):
            if not claims.renew(row, lease=self.lease) and row.pk in self._running:
                logger.warning("lost the lease of %s; its outcome will be dropped", row)

    def _run_one(self, row: TaskRow) -> None:
        try:
            self._execute(row)
        finally:
            self._running.pop(row.pk, None)
            close_old_connections()
            self._wake.set()

    def _execute(self, row: TaskRow) -> None:
        """Run the task and write how it went."""
        if row.attempts > row.max_attempts:
            self._settle(lambda: claims.give_up(row, "The worker died in every attempt."), row)
            return
        try:
            result = _call(row)
        except UnknownTask as error:
            message = f"There is no task named {error}."
            self._settle(lambda: claims.give_up(row, message), row)
        except Exception:
            logger.warning("%s failed, attempt %s", row, row.attempts, exc_info=True)
            text = traceback.format_exc()[-8000:]
            self._settle(lambda: claims.fail(row, text), row)
        else:
            self._settle(lambda: claims.finish(row, result), row)

    def _settle(self, write: Callable[[], bool], row: TaskRow) -> None:
        if self._persist(write) is False:
            logger.warning("%s was taken over by another worker; outcome dropped", row)

    def _persist(self, write: Callable[[], T]) -> T | None:
        """Write, waiting as long as it takes for the database; None only when stopped meanwhile."""
        while True:
            try:
                return write()
            except (OperationalError, InterfaceError) as error:
                self._database_away(error)
                if self._stop.wait(1.0):
                    return None

    def _database_away(self, error: Exception) -> None:
        logger.warning("database not available, waiting: %s", error)
        if not connections["default"].in_atomic_block:
            connections["default"].close()
        self._pause = 1.0

    def _drain(self) -> bool:
        """Wait for running tasks within the grace; hand the rest back. True when none was left."""
        until = monotonic() + self.grace
        while self._running and monotonic() < until:
            self._renew_quietly()
            threading.Event().wait(0.05)
        left = list(self._running.values())
        for row in left:
            logger.warning("%s is unfinished and handed back", row)
            try:
                claims.release(row)
            except (OperationalError, InterfaceError) as error:
                logger.warning("could not hand back %s: %s; its lease will lapse", row, error)
        return not left

    def _renew_quietly(self) -> None:
        try:
            self._renew()
        except (OperationalError, InterfaceError) as error:
            self._database_away(error)


def _call(row: TaskRow) -> Any:
    """Call the task's function with the row's arguments; returns what can be kept as JSON."""
    task = function_of(row.name)
    with translation.override(settings.LANGUAGE_CODE):
        if task.takes_context:
            context = TaskContext(task_result=task.get_result(str(row.pk)))
            return normalize_json(task.call(context, *row.positional, **row.keywords))
        return normalize_json(task.call(*row.positional, **row.keywords))


def work(*, threads: int = 2, grace: float = 20.0) -> None:
    """Be a worker process: until SIGTERM or Ctrl-C, then leave; the way of `bihuan worker`."""
    worker = Worker(threads=threads, grace=grace)
    signal.signal(signal.SIGTERM, worker.stop)
    signal.signal(signal.SIGINT, worker.stop)
    if not worker.run():
        os._exit(0)  # threads that would not end; their tasks have been handed back
