"""The rules of the house, one after another; all are run, then the result is the worst."""

import os
import subprocess
import sys
import time
from pathlib import Path

BIN = Path(sys.executable).parent
TEMPLATES = [str(path) for path in Path("src").rglob("*.html")]
RULES = {
    "ruff": [str(BIN / "ruff"), "check", "--quiet", "."],
    "mypy": [str(BIN / "mypy"), "--no-error-summary"],
    "import-linter": [str(BIN / "lint-imports")],
    "djade": [str(BIN / "djade"), "--check", "--target-version", "5.2", *TEMPLATES],
    "migrations": [sys.executable, "manage.py", "makemigrations", "--check", "--dry-run", "-v", "0"],
    "django": [sys.executable, "manage.py", "check", "--fail-level", "WARNING"],
    "deptry": [str(BIN / "deptry"), "src"],
}


def main() -> int:
    """Run every rule; print what the broken ones say."""
    environment = os.environ | {"BIHUAN_SECRET_KEY": "only-for-checks"}
    broken = []
    for name, command in RULES.items():
        started = time.monotonic()
        done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)  # noqa: S603
        verdict = "BROKEN" if done.returncode else "ok"
        print(f"{name:<16}{verdict:<8}{time.monotonic() - started:>6.1f} s", flush=True)
        if done.returncode:
            broken.append(name)
            print((done.stdout + done.stderr).rstrip(), flush=True)
    print()
    return len(broken)


if __name__ == "__main__":
    sys.exit(main())
