"""The other side of a delivery, for tests: a robot that takes webhooks, a mail server that takes mail."""

import email
import json
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from email.policy import default
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any


class Robot(HTTPServer):
    """A webhook on localhost; `is_down` makes it answer 503."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Hook)
        self.heard: list[dict[str, Any]] = []
        self.is_down = False

    @property
    def address(self) -> str:
        return f"json://127.0.0.1:{self.server_port}/robot"


class _Hook(BaseHTTPRequestHandler):
    server: Robot

    def do_POST(self) -> None:  # noqa: N802
        body = self.rfile.read(int(self.headers["Content-Length"]))
        if not self.server.is_down:
            self.server.heard.append(json.loads(body))
        self.send_response(503 if self.server.is_down else 200)
        self.end_headers()

    def log_message(self, *args: Any) -> None:
        pass


class MailServer(socketserver.ThreadingTCPServer):
    """An SMTP server on localhost that keeps what it gets; `is_down` makes it refuse."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Smtp)
        self.mails: list[Any] = []
        self.is_down = False

    @property
    def address(self) -> str:
        return f"mailto://127.0.0.1:{self.server_address[1]}/?from=bihuan@example.com&smtp=127.0.0.1"


class _Smtp(socketserver.StreamRequestHandler):
    server: MailServer

    def handle(self) -> None:
        self.say("421 closed" if self.server.is_down else "220 here")
        while line := self.rfile.readline().decode().strip().upper():
            if line.startswith("DATA"):
                self.say("354 go on")
                lines = iter(self.rfile.readline, b".\r\n")
                self.server.mails.append(email.message_from_bytes(b"".join(lines), policy=default))
            self.say("221 bye" if line == "QUIT" else "250 ok")
            if line == "QUIT":
                return

    def say(self, words: str) -> None:
        self.wfile.write(f"{words}\r\n".encode())


@contextmanager
def running(server: Any) -> Iterator[Any]:
    """Have a server answer in a thread."""
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
