"""A scratch installation: its own folder, keys, database; children and servers that run in it."""

import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.request import urlopen

ROOT = Path(__file__).resolve().parents[1]
POSTGRESQL = "postgresql://postgres@127.0.0.1"


@dataclass
class Place:
    """An installation that lives as long as one part of the benchmark."""

    database: str  # "sqlite" or "postgresql"
    home: Path = field(default_factory=lambda: Path(tempfile.mkdtemp(prefix="bench-", dir=_folder())))

    @property
    def name(self) -> str:
        """Return the name of the scratch database."""
        return "bihuan_" + re.sub(r"\W", "_", self.home.name)

    @property
    def url(self) -> str:
        """Return the address of the scratch database."""
        if self.database == "sqlite":
            return f"sqlite:///{self.home / 'bihuan.sqlite3'}"
        return f"{_server()}/{self.name}"

    @property
    def environment(self) -> dict[str, str]:
        """Return the environment in which everything of this installation runs."""
        paths = [str(ROOT / "src"), str(ROOT), os.environ.get("PYTHONPATH", "")]
        return os.environ | {
            "BIHUAN_HOME": str(self.home), "BIHUAN_DATABASE_URL": self.url, "BIHUAN_LOG": "ERROR",
            "PYTHONPATH": os.pathsep.join(path for path in paths if path),
            "DJANGO_SETTINGS_MODULE": os.environ.get("DJANGO_SETTINGS_MODULE", "bihuan.config.settings"),
        }  # fmt: skip

    def run(self, measure: str, **arguments: Any) -> Any:
        """Run a function `module.function` of this package in a fresh process; returns what it returns."""
        command = [sys.executable, "-m", "bench.child", measure, json.dumps(arguments)]
        done = subprocess.run(command, env=self.environment, cwd=ROOT, stdout=subprocess.PIPE, check=False)
        if done.returncode:
            raise SystemExit(f"{measure} failed")
        return json.loads(done.stdout.splitlines()[-1])

    def create(self, lived: int) -> None:
        """Make the database with the demo company in it, and so many requests."""
        if self.database == "postgresql":
            _administer(f"CREATE DATABASE {self.name}")
        self.run("seed.found", lived=lived)

    def remove(self) -> None:
        """Leave nothing behind."""
        if self.database == "postgresql":
            _administer(f"DROP DATABASE IF EXISTS {self.name} WITH (FORCE)")
        shutil.rmtree(self.home, ignore_errors=True)

    @contextmanager
    def serving(self) -> Iterator["Server"]:
        """Run `bihuan serve` with two web processes and a worker."""
        server = Server(self)
        try:
            yield server
        finally:
            server.stop()


class Server:
    """A running `bihuan serve`."""

    def __init__(self, place: Place) -> None:
        self.port = _free_port()
        started = time.perf_counter()
        command = [sys.executable, "-m", "bihuan.config.command", "serve", "--port", str(self.port), "--workers", "2"]
        self.process = subprocess.Popen(
            command, env=place.environment, cwd=ROOT, stdout=subprocess.DEVNULL, start_new_session=True
        )
        self._wait(f"http://127.0.0.1:{self.port}/login/")
        self.seconds_to_answer = time.perf_counter() - started

    def _wait(self, url: str) -> None:
        until = time.monotonic() + 60
        while time.monotonic() < until and self.process.poll() is None:
            try:
                with urlopen(url, timeout=10):
                    return
            except OSError:
                time.sleep(0.01)
        raise SystemExit("bihuan serve does not answer")

    def memory(self) -> float:
        """Return the memory of all its processes in MB, shared pages counted once (PSS)."""
        total = 0
        for pid in _family(self.process.pid):
            text = Path(f"/proc/{pid}/smaps_rollup").read_text()
            total += int(next(line for line in text.splitlines() if line.startswith("Pss:")).split()[1])
        return total / 1024

    def stop(self) -> None:
        """End it politely, and wait."""
        self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()


def has_postgresql() -> bool:
    """Tell whether there is a server on which scratch databases may be made."""
    try:
        _administer("SELECT 1")
    except Exception:
        return False
    return True


def _server() -> str:
    return os.environ.get("BIHUAN_BENCH_POSTGRESQL", POSTGRESQL).rstrip("/")


def _administer(statement: str) -> None:
    import psycopg

    with psycopg.connect(f"{_server()}/postgres", autocommit=True, connect_timeout=3) as connection:
        connection.execute(statement)


def _folder() -> Path:
    folder = ROOT / "var"
    folder.mkdir(exist_ok=True)
    return folder


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _family(pid: int) -> list[int]:
    """Return a process and all its descendants."""
    children: dict[int, list[int]] = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            text = stat.read_text()
        except OSError:
            continue
        children.setdefault(int(text.rpartition(")")[2].split()[1]), []).append(int(stat.parent.name))
    found = [pid]
    for one in found:
        found += children.get(one, [])
    return found
