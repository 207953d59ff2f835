"""A small HTTP client that keeps its connection, and several of them at once."""

import http.client
import threading
import time
from collections.abc import Callable, Mapping


class Client:
    """One browser or program at work."""

    def __init__(self, port: int, headers: Mapping[str, str]) -> None:
        self.connection, self.headers = http.client.HTTPConnection("127.0.0.1", port, timeout=60), dict(headers)

    def get(self, path: str) -> str:
        """Return a page."""
        return self._ask("GET", path, None, {}, 200)

    def post(self, path: str, body: bytes, headers: Mapping[str, str]) -> str:
        """Send something new."""
        return self._ask("POST", path, body, headers, 201)

    def _ask(self, method: str, path: str, body: bytes | None, more: Mapping[str, str], status: int) -> str:
        self.connection.request(method, path, body, self.headers | dict(more))
        answer = self.connection.getresponse()
        text = answer.read().decode()
        if answer.status != status:
            raise SystemExit(f"{method} {path}: {answer.status} {text[:500]}")
        return text


def together(makers: int, seconds: float, work: Callable[[int], Callable[[], object]]) -> float:
    """Let several clients work side by side; returns how often a second all of them together got done.

    Args:
        makers: how many.
        seconds: for how long.
        work: makes one client's piece of work, called again and again until the time is over.
    """
    done = [0] * makers
    gate = threading.Barrier(makers + 1)

    def go_on(n: int, step: Callable[[], object]) -> None:
        gate.wait()
        while time.perf_counter() < until[0]:
            step()
            done[n] += 1

    until = [float("inf")]
    threads = [threading.Thread(target=go_on, args=(n, work(n)), daemon=True) for n in range(makers)]
    for thread in threads:
        thread.start()
    started = time.perf_counter()
    until[0] = started + seconds
    gate.wait()
    for thread in threads:
        thread.join()
    return sum(done) / (time.perf_counter() - started)
