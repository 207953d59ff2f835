"""kill -9 during a burst of writes: what was acknowledged is there, once, with its history and limits."""

import json
import queue
import socket
import threading
import time
import urllib.error
import urllib.request
import uuid
from http.client import HTTPException
from pathlib import Path

import pytest
from django.db import connection

from bihuan.kernel.tests.processes import Installation, family, free_port, fresh_database, is_alive, kill, wait_until

OPEN_API = """
from bihuan.kernel.actors import SYSTEM
from bihuan.kernel.api import tokens
from bihuan.organization import operations
clerk = operations.add_staff(username="clerk", name="周敏", password="beichen-2026-x", by=SYSTEM)
operations.give_post(clerk, post="dispatcher", by=SYSTEM)
print("TOKEN", tokens.issue(clerk, name="burst", wanted=["requests:write"], days=1, by=clerk)[1])
"""
CLIENTS = 6


@pytest.fixture(scope="module")
def installation(tmp_path_factory, django_db_setup):
    home = tmp_path_factory.mktemp("power-cut")
    with fresh_database(connection.settings_dict, home) as address:
        made = Installation(home, address)
        Path(home / "static").mkdir(exist_ok=True)
        made.run("init", "--no-input")
        yield made


@pytest.fixture(scope="module")
def token(installation):
    return installation.run("manage", "shell", "-v", "0", "-c", OPEN_API).split("TOKEN ")[1].split()[0]


class Server:
    """A running `bihuan serve`, with power that can be cut."""

    def __init__(self, installation, token):
        self.port, self.token = free_port(), token
        self.process = installation.start("serve", "--port", str(self.port))
        wait_until(self.answers)

    def answers(self):
        try:
            with socket.create_connection(("127.0.0.1", self.port), timeout=1):
                return self.process.poll() is None
        except OSError:
            return False

    def report(self, key):
        """Send one request; return its number when the server has acknowledged it, None when nobody knows."""
        body = {"description": f"断电演练 {key}", "contact_name": "沈雅琴", "phone": "13812346021"}
        headers = {
            "Authorization": f"Bearer {self.token}", "Content-Type": "application/json", "Idempotency-Key": key,
        }  # fmt: skip
        address = f"http://127.0.0.1:{self.port}/api/requests"
        sent = urllib.request.Request(address, json.dumps(body).encode(), headers)
        try:
            with urllib.request.urlopen(sent, timeout=20) as answer:
                assert answer.status == 201
                return json.loads(answer.read())["number"]
        except urllib.error.HTTPError as refusal:
            raise AssertionError(refusal.read().decode()) from refusal
        except (OSError, HTTPException, ValueError):
            return None

    def cut_power(self):
        """Kill all processes at once, as a power cut would."""
        everybody = family(self.process.pid)
        for pid in everybody:
            kill(pid)
        wait_until(lambda: not any(is_alive(pid) for pid in everybody))
        self.process.wait(timeout=10)


def burst(server, known, *, enough):
    """Have several clients report at once until so many are acknowledged; then cut the power under them."""
    stop, lost = threading.Event(), queue.Queue()

    def client():
        while not stop.is_set():
            key = str(uuid.uuid4())
            known[key] = None
            try:
                known[key] = server.report(key)
            except AssertionError as refusal:
                lost.put(refusal)
            if known[key] is None:  # the power is gone, or the server said no
                return

    before = sum(number is not None for number in known.values())
    clients = [threading.Thread(target=client, daemon=True) for _ in range(CLIENTS)]
    for one in clients:
        one.start()

    def is_enough():
        return not lost.empty() or sum(number is not None for number in list(known.values())) - before >= enough

    try:
        wait_until(is_enough)
    finally:
        server.cut_power()
        stop.set()
    for one in clients:
        one.join(30)
    assert lost.empty(), lost.get()


@pytest.mark.req("SEC-02", "SVC-01")
def test_every_acknowledged_request_survives_kill_9_and_nothing_is_doubled_by_retries(installation, token):
    known = {}
    for enough in (40, 25):
        burst(Server(installation, token), known, enough=enough)
    acknowledged = {key: number for key, number in known.items() if number}
    assert len(acknowledged) >= 65

    # whatever was on its way when the power went is sent again with its key, and so is what was acknowledged
    server = Server(installation, token)
    again = {key: server.report(key) for key in known}
    assert {key: again[key] for key in acknowledged} == acknowledged
    assert len(set(again.values())) == len(known)

    rows = installation.sql("SELECT id, number, description FROM service_servicerequest")
    assert sorted(number for _pk, number, _words in rows) == sorted(again.values())
    assert {words.removeprefix("断电演练 ") for _pk, _number, words in rows} == set(known)
    opened = "SELECT subject_id FROM kernel_historyentry WHERE kind = {} AND verb = 'register' AND seq = 1"
    kind = "service.servicerequest"
    assert sorted(pk for (pk,) in installation.sql(opened, kind)) == sorted(pk for pk, *_rest in rows)
    limits = (
        "SELECT subject_id, COUNT(*), COUNT(DISTINCT name) FROM deadlines_deadline WHERE kind = {} GROUP BY subject_id"
    )
    counted = installation.sql(limits, kind)
    assert len(counted) == len(rows)
    assert {(count, names) for _pk, count, names in counted} == {(3, 3)}
    running = sorted(int(number.rsplit("-", 1)[1]) for number in again.values())
    assert running == list(range(1, len(rows) + 1)), "numbers without gaps"
    server.cut_power()
    assert "unchanged" in installation.run("verify-history")
    assert installation.run("manage", "replay_deadlines").startswith(str(len(rows)))


def test_a_server_started_after_the_cut_takes_up_its_work_within_seconds(installation, token):
    began = time.monotonic()
    server = Server(installation, token)
    assert server.report(str(uuid.uuid4()))
    assert time.monotonic() - began < 30
    server.cut_power()
