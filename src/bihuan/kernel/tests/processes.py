"""Real installations in a folder of their own, and real processes in them."""

import json
import os
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import psycopg

import bihuan

SOURCE = Path(bihuan.__file__).parents[1]
SAMPLES = "bihuan.kernel.tests.work_samples"


class Installation:
    """A folder with database and keys; its processes see nothing of the test's own database."""

    def __init__(self, home: Path, database: str) -> None:
        self.home = home
        self.variables = {
            name: value for name, value in os.environ.items() if not name.startswith(("BIHUAN_", "DJANGO_"))
        } | {
            "BIHUAN_HOME": str(home),
            "BIHUAN_DATABASE_URL": database,
            "BIHUAN_ADMIN_PASSWORD": "a long word 7",
            "DJANGO_SETTINGS_MODULE": "bihuan.kernel.tests.process_settings",
            "PYTHONPATH": str(SOURCE),
            "LANG": "C",
        }

    def start(self, *arguments: str) -> "subprocess.Popen[str]":
        """Start a `bihuan` command and return the process."""
        return subprocess.Popen(
            [sys.executable, "-m", "bihuan.config.command", *arguments],
            env=self.variables, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
        )  # fmt: skip

    def run(self, *arguments: str, code: int = 0) -> str:
        """Run a `bihuan` command to its end and return what it printed."""
        process = self.start(*arguments)
        output = process.communicate(timeout=180)[0]
        assert process.returncode == code, output
        return output

    def sql(self, statement: str, *values: Any) -> list[Any]:
        """Run one statement on the installation's database, beside its processes; returns the rows."""
        with closing(self._connect()) as connection:
            mark = "?" if isinstance(connection, sqlite3.Connection) else "%s"
            cursor = connection.execute(statement.replace("{}", mark), values)
            return cursor.fetchall() if cursor.description else []

    def _connect(self) -> Any:
        address = self.variables["BIHUAN_DATABASE_URL"]
        if address.startswith("sqlite:///"):
            return sqlite3.connect(address.removeprefix("sqlite:///"), timeout=30, isolation_level=None)
        return psycopg.connect(address, autocommit=True)

    def enqueue(self, name: str, **kwargs: Any) -> None:
        """Put a task of `work_samples` into the installation's queue."""
        now = datetime.now(UTC).replace(tzinfo=None).isoformat(" ")
        self.sql(
            "INSERT INTO kernel_taskrow (name, args, queue, priority, state, claimable_at,"
            " attempts, max_attempts, fence, worker, error, enqueued_at)"
            " VALUES ({}, {}, 'default', 0, 'ready', {}, 0, 12, 0, '', '', {})",
            f"{SAMPLES}.{name}", json.dumps({"args": [], "kwargs": kwargs}), now, now,
        )  # fmt: skip

    def states(self) -> list[str]:
        """Return the states of the tasks put there by `enqueue`, oldest first."""
        rows = self.sql("SELECT state FROM kernel_taskrow WHERE name LIKE {} ORDER BY id", f"{SAMPLES}%")
        return [row[0] for row in rows]

    def let_leases_lapse(self) -> None:
        """Have the leases of dead workers end now instead of in a minute."""
        long_ago = "2026-01-01 00:00:00"
        self.sql("UPDATE kernel_taskrow SET claimable_at = {} WHERE state = 'running'", long_ago)

    def secrets(self) -> dict[str, str]:
        """Return what `init` wrote."""
        lines = (self.home / "bihuan.env").read_text().splitlines()
        return dict(line.split("=", 1) for line in lines if line and not line.startswith("#"))


@contextmanager
def fresh_database(test_database: dict[str, Any], home: Path) -> Iterator[str]:
    """Give the address of an empty database of the kind that the tests run on."""
    if "sqlite" in test_database["ENGINE"]:
        yield f"sqlite:///{home / 'installation.sqlite3'}"
        return
    server = os.environ["BIHUAN_TEST_DB"]
    name = f"bihuan_process_{os.getpid()}_{time.monotonic_ns()}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
        try:
            yield urlsplit(server)._replace(path=f"/{name}").geturl()
        finally:
            connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


def wait_until(true: Callable[[], Any], *, seconds: float = 60.0) -> Any:
    """Return the first true answer; fails when there is none in time."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if answer := true():
            return answer
        time.sleep(0.02)
    raise AssertionError("it did not happen in time")


def children(pid: int) -> list[int]:
    """Return the processes that a process has started and not yet buried."""
    with suppress(FileNotFoundError):
        return [int(one) for one in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    return []


def family(pid: int) -> list[int]:
    """Return a process and all below it."""
    return [pid, *(one for child in children(pid) for one in family(child))]


def memory(pids: list[int]) -> float:
    """Return the memory of processes in MB, shared pages counted once (PSS)."""
    total = 0
    for pid in pids:
        with suppress(FileNotFoundError):
            lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
            total += next(int(line.split()[1]) for line in lines if line.startswith("Pss:"))
    return total / 1024


def is_alive(pid: int) -> bool:
    """Return whether a process is there and no zombie."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def free_port() -> int:
    """Return a port on which nobody listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def kill(pid: int) -> None:
    """End a process as a power cut would."""
    os.kill(pid, signal.SIGKILL)
