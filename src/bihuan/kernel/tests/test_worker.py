"""Workers and the supervisor as processes: killed, locked out, told to stop; nothing is lost."""

import signal
import threading
import time
import urllib.error
import urllib.request
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import OperationalError, connection

from bihuan.kernel.tasks import ScheduleRow, TaskRow, TaskState, claims
from bihuan.kernel.tests import work_samples
from bihuan.kernel.tests.processes import (
    Installation,
    children,
    family,
    free_port,
    fresh_database,
    is_alive,
    kill,
    memory,
    wait_until,
)
from bihuan.kernel.worker import Worker


@pytest.fixture
def in_background():
    """Run a worker in a thread, and stop it at the end."""
    started: list[tuple[Worker, threading.Thread]] = []

    def start(worker: Worker) -> threading.Thread:
        def body() -> None:
            worker.run()
            connection.close()

        thread = threading.Thread(target=body)
        started.append((worker, thread))
        thread.start()
        return thread

    yield start
    for worker, thread in started:
        worker.stop()
        thread.join(timeout=10)
        assert not thread.is_alive()


@pytest.mark.django_db(transaction=True)
def test_a_running_worker_finds_new_tasks_and_prepares_the_schedule(in_background):
    work_samples.calls.clear()
    in_background(Worker())
    time.sleep(0.3)
    work_samples.note.enqueue(what="new")
    wait_until(lambda: TaskRow.objects.filter(state=TaskState.DONE, name=work_samples.note.module_path).exists())
    assert ScheduleRow.objects.filter(name="bihuan.kernel.worker.prune_tasks").exists()


@pytest.mark.django_db(transaction=True)
def test_the_lease_of_a_long_task_is_renewed(in_background, tmp_path):
    work_samples.write_line.enqueue(path=str(tmp_path / "trace"), line="long", pause=1.5)
    in_background(Worker(lease=timedelta(seconds=0.6)))
    in_background(Worker(lease=timedelta(seconds=0.6), name="other"))
    wait_until(lambda: TaskRow.objects.filter(state=TaskState.DONE, name=work_samples.write_line.module_path).exists())
    assert (tmp_path / "trace").read_text() == "begin long\nend long\n"


@pytest.mark.django_db(transaction=True)
def test_what_is_unfinished_after_the_grace_is_handed_back(in_background, tmp_path):
    trace = tmp_path / "trace"
    work_samples.write_line.enqueue(path=str(trace), line="long", pause=1.0)
    worker = Worker(grace=0.1)
    in_background(worker)
    wait_until(trace.exists)
    worker.stop()
    row = wait_until(lambda: TaskRow.objects.filter(name=work_samples.write_line.module_path, state="ready").first())
    assert row.attempts == 0
    assert claims.is_due("default")


@pytest.mark.django_db(transaction=True)
def test_a_worker_outlives_a_database_that_is_locked_or_away(in_background, monkeypatch):
    work_samples.calls.clear()
    away = iter([OperationalError("database is locked"), OperationalError("server closed the connection")])
    real = {name: getattr(claims, name) for name in ("claim", "finish")}

    def unsteady(name):
        def call(*args, **kwargs):
            for error in away:
                raise error
            return real[name](*args, **kwargs)

        return call

    for name in real:
        monkeypatch.setattr(claims, name, unsteady(name))
    work_samples.note.enqueue(what="patience")
    in_background(Worker())
    wait_until(lambda: TaskRow.objects.filter(state=TaskState.DONE, name=work_samples.note.module_path).exists())
    assert work_samples.calls.count("patience") == 1  # a scheduled sample may come due meanwhile


@pytest.mark.django_db(transaction=True)
def test_an_idle_worker_asks_at_most_once_a_second(in_background, monkeypatch):
    asked: list[float] = []
    real = claims.is_due
    monkeypatch.setattr(claims, "is_due", lambda *a, **k: asked.append(time.monotonic()) or real(*a, **k))
    ScheduleRow.objects.all().delete()
    worker = Worker()
    worker._pause = 1.0
    in_background(worker)
    time.sleep(3.2)
    worker.stop()
    late = [at for at in asked if at > asked[0] + 0.9]
    assert len(late) <= 3


@pytest.fixture(scope="module")
def installation(tmp_path_factory, django_db_setup):
    """An installation of its own, made by `bihuan init`."""
    home = tmp_path_factory.mktemp("installation")
    with fresh_database(connection.settings_dict, home) as address:
        made = Installation(home, address)
        Path(home / "static").mkdir(exist_ok=True)
        output = made.run("manage", "help", code=1)
        assert "bihuan init" in output
        made.run("init", "--no-input")
        yield made


@pytest.fixture
def emptied(installation):
    installation.sql("DELETE FROM kernel_taskrow")
    return installation


def test_init_writes_keys_that_only_the_owner_reads_and_is_safe_to_repeat(installation):
    path = installation.home / "bihuan.env"
    assert path.stat().st_mode & 0o777 == 0o600
    before = path.read_text()
    installation.run("init", "--no-input")
    assert path.read_text() == before
    assert set(installation.secrets()) == {"BIHUAN_SECRET_KEY", "BIHUAN_KEYS", "BIHUAN_HISTORY_KEY"}


def test_a_worker_killed_in_the_middle_loses_nothing(emptied, tmp_path):
    trace = tmp_path / "trace"
    for n in range(3):
        emptied.enqueue("write_line", path=str(trace), line=str(n), pause=0.3)
    worker = emptied.start("worker", "--threads", "1")
    wait_until(lambda: trace.exists() and "begin 0" in trace.read_text())
    kill(worker.pid)
    worker.communicate()
    assert "running" in emptied.states()
    emptied.let_leases_lapse()
    emptied.run("worker", "--once")
    assert emptied.states() == ["done", "done", "done"]
    assert trace.read_text().count("begin 0") == 2
    assert {line for line in trace.read_text().splitlines() if line.startswith("end")} == {"end 0", "end 1", "end 2"}


def test_a_worker_told_to_stop_finishes_what_it_has_begun_and_takes_no_more(emptied, tmp_path):
    trace = tmp_path / "trace"
    for n in range(3):
        emptied.enqueue("write_line", path=str(trace), line=str(n), pause=0.5)
    worker = emptied.start("worker", "--threads", "1")
    wait_until(lambda: trace.exists() and "begin 0" in trace.read_text())
    worker.send_signal(signal.SIGTERM)
    assert worker.wait(timeout=5) == 0, worker.communicate()[0]
    assert trace.read_text() == "begin 0\nend 0\n"
    assert emptied.states() == ["done", "ready", "ready"]


def test_a_long_lock_delays_a_worker_and_does_not_end_it(emptied, tmp_path):
    trace = tmp_path / "trace"
    emptied.enqueue("write_line", path=str(trace), line="0")
    with closing(emptied._connect()) as locker:
        locker.execute("BEGIN IMMEDIATE" if connection.vendor == "sqlite" else "BEGIN")
        if connection.vendor == "postgresql":
            locker.execute("LOCK TABLE kernel_taskrow")
        worker = emptied.start("worker")
        time.sleep(3)
        assert not trace.exists()
        locker.execute("ROLLBACK")
    wait_until(lambda: emptied.states() == ["done"])
    worker.terminate()
    worker.wait(timeout=10)


class Served:
    """A running `bihuan serve`."""

    def __init__(self, installation: Installation) -> None:
        self.port = free_port()
        self.started = time.monotonic()
        self.process = installation.start("serve", "--port", str(self.port))

    def answers(self) -> bool:
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{self.port}/api/openapi.json", timeout=2).read()
        except urllib.error.HTTPError:
            return True
        except OSError:
            return False
        return True

    def stop(self, number: int = signal.SIGTERM) -> float:
        """Stop it; returns the seconds it took."""
        began = time.monotonic()
        self.process.send_signal(number)
        self.process.wait(timeout=20)
        return time.monotonic() - began


@pytest.fixture
def served(installation):
    server = Served(installation)
    wait_until(server.answers)
    yield server
    if server.process.poll() is None:
        server.stop(signal.SIGINT)


def test_serve_answers_within_seconds_in_little_memory_and_stops_quickly(served):
    seconds = time.monotonic() - served.started
    for _ in range(20):
        assert served.answers()
    everybody = family(served.process.pid)
    megabytes = memory(everybody)
    print(f"first answer after {seconds:.1f} s, {len(everybody)} processes, {megabytes:.0f} MB")
    assert seconds < 60  # a crash loop, not slowness; the bench measures the time
    assert megabytes < 300
    assert served.stop() < 30  # it stops by itself; the bench measures how soon
    assert served.process.returncode == 0
    assert not any(is_alive(pid) for pid in everybody)


def test_serve_starts_a_killed_child_again(served):
    for _ in range(2):
        before = children(served.process.pid)
        assert len(before) == 2
        kill(before[0])
        wait_until(lambda before=before: len(set(children(served.process.pid)) - set(before)) == 1)
        wait_until(served.answers)
        kill(before[1])
        wait_until(lambda before=before: len(set(children(served.process.pid)) - set(before)) == 2)


def test_a_task_survives_that_the_serving_worker_is_killed(served, emptied, tmp_path):
    trace = tmp_path / "trace"
    emptied.enqueue("write_line", path=str(trace), line="0", pause=1.0)
    wait_until(trace.exists)
    for pid in children(served.process.pid):
        kill(pid)
    emptied.let_leases_lapse()
    wait_until(lambda: emptied.states() == ["done"])
    assert trace.read_text().count("end 0") == 1


def test_no_process_is_left_when_the_supervisor_itself_is_killed(served):
    everybody = family(served.process.pid)
    kill(served.process.pid)
    wait_until(lambda: not any(is_alive(pid) for pid in everybody), seconds=15)


def test_a_taken_port_is_one_sentence_and_exit_code_1(served, installation):
    output = installation.run("serve", "--port", str(served.port), code=1)
    assert output.strip() == f"bihuan: Port {served.port} is taken; choose another with --port."


def test_the_command_speaks_chinese_where_the_terminal_does(installation):
    assert "Run web and background work" in installation.run("--help")
    installation.variables["LANG"] = "zh_CN.UTF-8"
    try:
        assert "后台" in installation.run("--help")
    finally:
        installation.variables["LANG"] = "C"


def test_a_database_that_does_not_answer_is_one_sentence(installation, tmp_path):
    other = Installation(installation.home, "postgresql://nobody@127.0.0.1:1/none")
    output = other.run("verify-history", code=1)
    assert output.startswith("bihuan: The database does not answer")
    assert len(output.strip().splitlines()) == 1
    broken = Installation(installation.home, "oracle://x")
    assert "unknown scheme" in broken.run("worker", "--once", code=1)


def test_keys_are_rotated_in_the_file(installation):
    before = installation.secrets()["BIHUAN_KEYS"]
    installation.run("rotate-keys")
    after = installation.secrets()["BIHUAN_KEYS"]
    assert after.startswith(before + ",2:")
    assert "unchanged" in installation.run("verify-history")


def test_what_cannot_be_imported_is_said_in_a_sentence(installation, tmp_path):
    assert "There is no file x.xlsx" in installation.run("import", "service-requests", "x.xlsx", code=1)
    (tmp_path / "x.csv").write_text("a,b")
    assert "Known kinds" in installation.run("import", "recipes", str(tmp_path / "x.csv"), code=1)
    assert "Nobody is called" in installation.run("import", "x", "x.csv", "--as", "nobody", code=1)
