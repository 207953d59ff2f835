"""Run every test on SQLite and on PostgreSQL, side by side; say at the end what this machine lacked.

Each pass has a home of its own; the words come when it has ended.

In CI (`CI=true`) a skipped test, a missing database or a missing browser is a failure.
"""

import os
import shutil
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from xml.etree import ElementTree

POSTGRESQL = os.environ.get("BIHUAN_TEST_DB", "postgresql://postgres@127.0.0.1/postgres")
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
IN_CI = os.environ.get("CI", "").lower() in {"1", "true", "yes"}


@dataclass
class Pass:
    """How the tests went on one database."""

    database: str
    code: int
    seconds: float
    tests: int = 0
    failed: int = 0
    skipped: list[str] = field(default_factory=list)


def run(database: str, variables: dict[str, str], arguments: list[str]) -> Pass:
    """Run pytest once, and read its report; what it says is printed at its end."""
    with tempfile.TemporaryDirectory() as folder:
        report, said = Path(folder) / "report.xml", Path(folder) / "said.txt"
        environment = {name: value for name, value in os.environ.items() if name != "BIHUAN_TEST_DB"} | variables
        started = time.monotonic()
        command = [sys.executable, "-m", "pytest", "-q", f"--junitxml={report}", *arguments]
        with said.open("wb") as output:
            code = subprocess.run(  # noqa: S603
                command, env=environment, check=False, stdout=output, stderr=subprocess.STDOUT
            ).returncode
        print(f"── {database}\n{said.read_text(encoding='utf-8', errors='replace')}", flush=True)
        outcome = Pass(database, code, time.monotonic() - started)
        if report.is_file():
            _read(report, outcome)
    return outcome


def _read(report: Path, outcome: Pass) -> None:
    for case in ElementTree.parse(report).iter("testcase"):  # noqa: S314 - written by pytest just now
        outcome.tests += 1
        outcome.failed += case.find("failure") is not None or case.find("error") is not None
        skipped = case.find("skipped")
        if skipped is not None:
            outcome.skipped.append(f"{case.get('name')} ({skipped.get('message', '').strip()})")


def postgresql_answers() -> bool:
    """Return whether the tests could run on PostgreSQL."""
    import psycopg

    try:
        psycopg.connect(POSTGRESQL, connect_timeout=3).close()
    except psycopg.Error:
        return False
    return True


def main(arguments: list[str]) -> int:
    """Run all passes, print one summary; returns the exit code."""
    wanted: list[tuple[str, dict[str, str]]] = [("SQLite", {})]
    lacking = []
    if postgresql_answers():
        wanted.append(("PostgreSQL", {"BIHUAN_TEST_DB": POSTGRESQL}))
    else:
        lacking.append("PostgreSQL: no test ran on it")
    if len(wanted) > 1:
        wanted = [(name, variables | {"BIHUAN_TEST_SHARED": "1"}) for name, variables in wanted]
    names = " and ".join(name for name, _variables in wanted)
    print(f"Every test on {names}, side by side; this takes minutes, the words come at the end.", flush=True)
    with ThreadPoolExecutor(len(wanted)) as pool:
        passes = list(pool.map(lambda one: run(*one, arguments), wanted))
    if not any(shutil.which(name) for name in BROWSERS):
        lacking.append("Chromium: the browser tests")
    print()
    for one in passes:
        passed = one.tests - one.failed - len(one.skipped)
        counts = f"{passed:>5} passed {one.failed:>4} failed {len(one.skipped):>4} skipped"
        print(f"{one.database:<12}{counts} {one.seconds:>7.0f} s")
    names = sorted({name for one in passes for name in one.skipped})
    if lacking or names:
        print("Skipped, because this machine lacks it: " + "; ".join([*lacking, *names]))
    failed = any(one.code for one in passes)
    if IN_CI and (lacking or names):
        print("In CI a skipped test is a failure.")
        failed = True
    return int(failed)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
