"""`bihuan serve`: web and background work as one thing that is started, kept alive and stopped.

Django is imported once; the web server and the workers are forked from that, so that they share its
memory. One supervisor restarts what dies, waiting longer each time, and ends with everything ended.
"""

import ctypes
import gc
import logging
import os
import signal
import socket
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any, Protocol

logger = logging.getLogger(__name__)

SIGNALS = {signal.SIGCHLD, signal.SIGTERM, signal.SIGINT}
SETTLED = 60.0  # seconds after which a child counts as healthy
PR_SET_PDEATHSIG = 1
# Python looks for cycles after 700 new objects, which is a fifth of the time of drawing a page.
COLLECT = (20_000, 20, 50)


@dataclass
class Plan:
    """What to serve and how."""

    host: str = "127.0.0.1"
    port: int = 8000
    workers: int = 2
    threads: int = 4
    task_workers: int = 1
    grace: float = 8.0  # seconds that running requests and tasks get at the end

    @property
    def address(self) -> str:
        """The address to open in a browser on this machine."""
        host = "127.0.0.1" if self.host in {"0.0.0.0", "::"} else self.host  # noqa: S104
        return f"http://{host}:{self.port}/"


class Body(Protocol):
    """What a child does; it may return or never."""

    def __call__(self) -> None: ...


@dataclass
class Child:
    """A process that has to be there."""

    name: str
    body: Body
    pid: int = 0
    started_at: float = 0.0
    start_at: float = 0.0
    deaths: int = field(default=0)

    def start(self) -> None:
        """Fork; the child runs its body and ends."""
        self.started_at = time.monotonic()
        parent = os.getpid()
        sys.stdout.flush()
        sys.stderr.flush()
        self.pid = os.fork()
        if self.pid == 0:
            _live_as_child(self.body, parent)

    def bury(self, now: float) -> float:
        """Note the death; returns the seconds to wait before the next start."""
        self.deaths = 0 if now - self.started_at > SETTLED else self.deaths + 1
        pause = 0.0 if self.deaths <= 1 else min(30.0, 0.5 * 2 ** (self.deaths - 2))
        self.pid, self.start_at = 0, now + pause
        return pause


def _live_as_child(body: Body, parent: int) -> None:
    """Be a child: own signal handling, an end with the parent's, no way back into the supervisor."""
    code = 0
    try:
        for one in SIGNALS:
            signal.signal(one, signal.SIG_DFL)
        signal.pthread_sigmask(signal.SIG_UNBLOCK, SIGNALS)
        os.setpgid(0, 0)  # a terminal's Ctrl-C is the supervisor's: twice told to stop, the web server hangs
        end_with_parent(parent)
        body()
    except SystemExit as leaving:
        code = leaving.code if isinstance(leaving.code, int) else 1
    except BaseException:
        logger.exception("a child of the supervisor failed")
        code = 1
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


def end_with_parent(parent: int) -> None:
    """Ask Linux to end this process when its parent dies, however that happens."""
    if sys.platform == "linux":
        with suppress(OSError, AttributeError):
            ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
    if os.getppid() != parent:
        os._exit(0)


class Supervisor:
    """Keeps children alive until SIGTERM or Ctrl-C; a second Ctrl-C ends them at once."""

    def __init__(self, children: list[Child], *, grace: float, on_tick: Callable[[], bool] | None = None) -> None:
        self.children, self.grace, self.on_tick = children, grace, on_tick

    def run(self) -> None:
        """Start all and stay until told to stop."""
        signal.pthread_sigmask(signal.SIG_BLOCK, SIGNALS)
        while True:
            now = time.monotonic()
            for child in self.children:
                if not child.pid and child.start_at <= now:
                    child.start()
            received = signal.sigtimedwait(SIGNALS, self._pause(now))
            if received and received.si_signo != signal.SIGCHLD:
                break
            self._reap()
            if self.on_tick and self.on_tick():
                self.on_tick = None
        self._stop()

    def _pause(self, now: float) -> float:
        waits = [child.start_at - now for child in self.children if not child.pid]
        return max(0.0, min([0.05 if self.on_tick else 5.0, *waits]))

    def _reap(self) -> None:
        for child in self.children:
            status = _ended(child.pid)
            if status is None:
                continue
            pause = child.bury(time.monotonic())
            logger.warning("%s ended (%s); it is started again in %.1f s", child.name, status, pause)

    def _stop(self) -> None:
        """End all children: first politely, after the grace by force."""
        self._signal(signal.SIGTERM)
        until = time.monotonic() + self.grace
        while any(child.pid for child in self.children):
            left = until - time.monotonic()
            received = signal.sigtimedwait(SIGNALS, max(0.0, min(left, 0.2)))
            if left <= 0 or (received and received.si_signo == signal.SIGINT and left < self.grace - 0.5):
                self._signal(signal.SIGKILL)
            for child in self.children:
                if _ended(child.pid) is not None:
                    child.pid = 0

    def _signal(self, number: signal.Signals) -> None:
        for child in self.children:
            if child.pid:
                with suppress(ProcessLookupError):
                    os.kill(child.pid, number)


def _ended(pid: int) -> str | None:
    """Return how a process ended, None while it lives or when there is none."""
    if not pid:
        return None
    found, status = os.waitpid(pid, os.WNOHANG)
    if not found:
        return None
    return f"signal {os.WTERMSIG(status)}" if os.WIFSIGNALED(status) else f"exit code {os.WEXITSTATUS(status)}"


def port_is_free(host: str, port: int) -> bool:
    """Return whether nobody listens there yet; the server itself would share the port without a word."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
    return True


def serve(plan: Plan, *, on_ready: Callable[[], None] = lambda: None) -> None:
    """Run web and background work until stopped. Django must be set up, nothing may hold a connection."""
    from django.db import connections
    from django.urls import get_resolver

    application = load_application()
    get_resolver().url_patterns  # noqa: B018 - import every view before the fork
    for connection in connections.all(initialized_only=True):
        connection.close()
        if hasattr(connection, "close_pool"):
            connection.close_pool()
    gc.collect()
    gc.freeze()
    gc.set_threshold(*COLLECT)
    children = [Child("web", lambda: _web(plan, application))]
    children += [Child(f"worker {n + 1}", lambda: _work(plan)) for n in range(plan.task_workers)]

    def announce() -> bool:
        if _answers(plan):
            on_ready()
            return True
        return False

    Supervisor(children, grace=plan.grace + 2, on_tick=announce).run()


def load_application() -> Any:
    """Import the WSGI application and with it everything that a request needs."""
    from bihuan.config.wsgi import application

    return application


def _answers(plan: Plan) -> bool:
    host = "127.0.0.1" if plan.host in {"0.0.0.0", "::"} else plan.host  # noqa: S104
    with suppress(OSError), socket.create_connection((host, plan.port), timeout=0.2):
        return True
    return False


def _web(plan: Plan, application: Any) -> None:
    """The web server: granian with blocking threads, in processes forked once more."""
    import multiprocessing

    from granian.constants import Interfaces
    from granian.log import LogLevels
    from granian.server import Server

    if sys.platform == "linux":
        multiprocessing.set_start_method("fork", force=True)
    master = os.getpid()

    def target() -> Any:
        end_with_parent(master)
        return application

    server = Server(
        "bihuan.config.wsgi:application",
        address=plan.host,
        port=plan.port,
        interface=Interfaces.WSGI,
        workers=plan.workers,
        blocking_threads=plan.threads,
        respawn_failed_workers=True,
        workers_kill_timeout=max(1, int(plan.grace) - 1),
        websockets=False,
        log_level=LogLevels.warning,
    )
    server.serve(target_loader=target, wrap_loader=False)


def _work(plan: Plan) -> None:
    from bihuan.kernel.worker import work

    work(grace=plan.grace)
