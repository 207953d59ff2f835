"""The sweep over a million running time limits, by one worker and by four; every step of a ladder once."""

import json
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.db import connection
from django.db.models import Max
from django.utils import timezone

from bench import plain
from bench.seed import _quickly, _tidy
from bihuan.deadlines import operations
from bihuan.deadlines.models import Deadline, Rung
from bihuan.kernel.history import HistoryChain, HistoryEntry
from bihuan.kernel.outbox import Notice
from bihuan.service.models import ServiceRequest

KIND = ServiceRequest.kind()
LADDER = ((100, "service_manager"), (150, "general_manager"))
AHEAD = 3650  # days until the limits that aren't due


def prepare(due: int) -> dict[str, int]:
    """Give every request a running limit with two rungs still to come, far ahead; returns how many run."""
    _quickly()
    with connection.cursor() as cursor:
        cursor.execute("UPDATE deadlines_deadline SET next_rung_at = NULL WHERE next_rung_at IS NOT NULL")
    model = Deadline.objects.order_by("pk")[0]
    top = Deadline.objects.aggregate(top=Max("pk"))["top"] // 10**6 * 10**6 + 10**6
    ahead = timezone.now() + timezone.timedelta(days=AHEAD)
    later = connection.ops.adapt_datetimefield_value(ahead)
    with connection.cursor() as cursor:
        columns = [field.column for field in Deadline._meta.local_concrete_fields]
        other = {
            "id": f"{top} + r.id",
            "subject_id": "r.id",
            "subject_number": "r.number",
            "name": "'bench'",
            "met_at": "NULL",
            "cancelled_at": "NULL",
            "state": "'open'",
            "is_late": "t.is_late",
            "owner_id": "r.owner_id",
            "outlet_id": "r.outlet_id",
            "due_at": f"'{later}'",
            "waiting": f"'{_waiting(ahead)}'",
            "next_rung_at": f"'{later}'",
            "kind": f"'{KIND}'",
        }
        values = ", ".join(other.get(column, f"t.{column}") for column in columns)
        cursor.execute(
            f"INSERT INTO deadlines_deadline ({', '.join(columns)}) SELECT {values}"
            f" FROM service_servicerequest r CROSS JOIN deadlines_deadline t WHERE t.id = {model.pk}"
        )
    _tidy()
    return {"running": Deadline.objects.running().count(), "due": due}


def measure(workers: int, due: int) -> dict[str, Any]:
    """Let so many rungs fall due and that many processes fire them; returns the rate and whether each fired once."""
    _let_fall_due(due)
    before, rungs = _told(), _fired()
    command = [sys.executable, "-m", "bench.child", "sweep.work", "{}"]
    running = [
        subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) for _n in range(workers)
    ]
    for one in running:
        assert one.stdout is not None
        one.stdout.readline()  # it is ready
    started = time.perf_counter()
    fired = []
    for one in running:
        assert one.stdin is not None
        one.stdin.write("\n")
        one.stdin.flush()
    for one in running:
        assert one.stdout is not None
        fired.append(int(one.stdout.readline()))
    seconds = time.perf_counter() - started
    for one in running:
        one.communicate()
    return {"per second": sum(fired) / seconds, "fired": fired, "once": _each_once(due, sum(fired), before, rungs)}


def work() -> int:
    """Sweep when told to; what a process of `measure` does."""
    connection.ensure_connection()
    print("ready", flush=True)
    sys.stdin.readline()
    print(operations.sweep(), flush=True)
    return 0


def _let_fall_due(due: int) -> None:
    keys = list(
        Deadline.objects.filter(next_rung_at__isnull=False)
        .exclude(rungs__tells=LADDER[0][1])
        .order_by("pk")
        .values_list("pk", flat=True)[: due * 3 : 3]
    )
    now = timezone.now()
    ahead = (now + timezone.timedelta(days=AHEAD)).isoformat()
    for start in range(0, len(keys), 1000):
        due = Deadline.objects.filter(pk__in=keys[start : start + 1000])
        due.update(next_rung_at=now, waiting=[[*LADDER[0], now.isoformat()], [*LADDER[1], ahead]])


def _told() -> int:
    return HistoryEntry.objects.filter(verb="deadline.escalated").count()


def _fired() -> int:
    return Rung.objects.count()


def _waiting(at: datetime) -> str:
    """Return the steps a limit waits for, both at one moment."""
    return json.dumps([[percent, tells, at.isoformat()] for percent, tells in LADDER])


def _each_once(due: int, fired: int, before: int, rungs: int) -> bool:
    left = Deadline.objects.filter(next_rung_at__lte=timezone.now()).count()
    return fired == due and _told() - before == due and _fired() - rungs == due and left == 0


def floor(seconds: float) -> float:
    """Return how many escalations a second plain SQL writes: entry, chain, notice, mark, one transaction each."""
    bare = plain.connect()
    entry = plain.Row(
        bare,
        "kernel_historyentry",
        f"id = {HistoryEntry.objects.filter(verb='deadline.escalated').latest('pk').pk}",
        [],
    )
    notice = plain.Row(bare, Notice._meta.db_table, f"id = {Notice.objects.latest('pk').pk}", [])
    rung = plain.Row(bare, "deadlines_rung", f"id = {Rung.objects.latest('pk').pk}", [])
    limits = list(Deadline.objects.filter(name="bench").values_list("pk", flat=True)[:5000])
    chains = list(HistoryChain.objects.filter(kind=KIND).values_list("pk", flat=True)[:5000])
    bare.close()
    write = _writer(entry, notice, rung, limits, chains)
    return plain.rate(1, seconds, write)


def _writer(
    entry: plain.Row, notice: plain.Row, rung: plain.Row, limits: list[int], chains: list[int]
) -> Callable[[Any, int], None]:
    later = str(connection.ops.adapt_datetimefield_value(timezone.now() + timezone.timedelta(days=AHEAD)))

    def write(bare: Any, n: int) -> None:
        bare.execute(plain.begin())
        entry.write(bare, kind="bench", subject_id=n)
        notice.write(bare)
        bare.execute(
            f"UPDATE kernel_historychain SET length = length + 1 WHERE id = {plain.mark()}", [chains[n % len(chains)]]
        )
        limit = limits[n % len(limits)]
        rung.write(bare, deadline_id=limit, tells=f"bench {n}")
        bare.execute(
            f"UPDATE deadlines_deadline SET waiting = waiting, next_rung_at = {plain.mark()} WHERE id = {plain.mark()}",
            [later, limit],
        )
        bare.execute("COMMIT")

    return write
