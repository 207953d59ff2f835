"""Tasks that the tests of background work run; real functions, because a row names its function."""

import os
import signal
import time
from datetime import timedelta
from pathlib import Path

from bihuan.kernel.tasks import scheduled, task

calls: list[object] = []


@task
def note(what: object) -> object:
    calls.append(what)
    return what


@task(max_attempts=3)
def break_down(why: str) -> None:
    calls.append(why)
    raise RuntimeError(why)


@task
def write_line(path: str, line: str, pause: float = 0.0) -> None:
    """Leave a trace that another process can read, slowly if wished."""
    with Path(path).open("a") as file:
        file.write(f"begin {line}\n")
    time.sleep(pause)
    with Path(path).open("a") as file:
        file.write(f"end {line}\n")


@task(max_attempts=2)
def take_the_worker_down() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


@scheduled(every=timedelta(minutes=5), label="Look round")
def look_round() -> None:
    calls.append("look_round")
